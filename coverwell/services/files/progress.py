"""The steps of a file's way, appended by whoever takes them."""

from collections.abc import Mapping
from typing import Any

from coverwell.records.files.models import FileEvent, KeptFile
from coverwell.services.acting import ENGINE, acting


State = FileEvent.State


def note(file: int, state: str, detail: Mapping[str, Any]) -> None:
    """Append a step in its own transaction."""
    with acting(ENGINE):
        append(file, state, detail)


def append(file: int, state: str, detail: Mapping[str, Any]) -> None:
    """Append a step inside the caller's transaction."""
    tax_id = KeptFile.objects.values_list("tax_id", flat=True).get(pk=file)
    FileEvent.objects.create(file_id=file, state=state, detail=dict(detail), tax_id=tax_id)
