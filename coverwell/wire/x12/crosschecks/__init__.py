"""What must hold between the segments of a transaction set (SNIP types 3 and 4).

The guides say where a segment may stand and what its elements look like. What remains are sums,
counts, and elements that call for or forbid each other across segments. Each set that has such
rules has a module here; the reader shows it every piece and asks it once more at the end.
"""

from coverwell.wire.x12.crosschecks.base import Crosscheck
from coverwell.wire.x12.crosschecks.claim_837 import Claim837Coordination
from coverwell.wire.x12.crosschecks.enrollment_834 import Enrollment834
from coverwell.wire.x12.crosschecks.premium_820 import Premium820
from coverwell.wire.x12.crosschecks.remit_835 import Remit835
from coverwell.wire.x12.crosschecks.review_278 import Review278
from coverwell.wire.x12.guide import Guide


_OF_GUIDE: dict[str, type[Crosscheck]] = {
    "005010X215": Review278,
    "005010X216": Review278,
    "005010X217": Review278,
    "005010X218": Premium820,
    "005010X220A1": Enrollment834,
    "005010X221A1": Remit835,
    "005010X222A1": Claim837Coordination,
    "005010X223A2": Claim837Coordination,
    "005010X224A2": Claim837Coordination,
}


def crosscheck_for(guide: Guide) -> Crosscheck | None:
    """A fresh checker for one transaction set under this guide; None where there is none."""
    found = _OF_GUIDE.get(guide.id)
    return found() if found else None
