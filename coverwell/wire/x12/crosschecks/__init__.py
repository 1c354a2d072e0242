"""What must hold between the segments of a transaction set (SNIP types 3 and 4).

The guides say where a segment may stand and what its elements look like. What remains are sums,
counts, and elements that call for or forbid each other across segments. Each set that has such
rules has a module here; the reader shows it every piece and asks it once more at the end.
"""

from coverwell.wire.x12.crosschecks.base import Crosscheck
from coverwell.wire.x12.guide import Guide


_OF_SET: dict[str, type[Crosscheck]] = {}


def crosscheck_for(guide: Guide | None) -> Crosscheck:
    """A fresh checker for one transaction set under this guide."""
    return _OF_SET.get(guide.id if guide else "", Crosscheck)()
