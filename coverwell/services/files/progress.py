"""The steps of a file's way, appended by whoever takes them."""

import json
from collections.abc import Mapping
from typing import Any, Final

from coverwell.records.files.models import FileEvent
from coverwell.services.acting import ENGINE, acting, is_together
from coverwell.services.prepared import prepared


State = FileEvent.State
_APPEND: Final = """
INSERT INTO cw_files_fileevent (file_id, state, detail, tax_id)
SELECT id, %s, %s::jsonb, tax_id FROM cw_files_keptfile WHERE id = %s
"""


def note(file: int, state: str, detail: Mapping[str, Any]) -> None:
    """Append a step in its own transaction."""
    with acting(ENGINE):
        append(file, state, detail)


def append(file: int, state: str, detail: Mapping[str, Any]) -> None:
    """Append a step inside the caller's transaction; how far it is only where others can see."""
    if state == State.READING and is_together():
        return
    prepared(_APPEND, [state, json.dumps(dict(detail)), file])
