"""What lies ready for a partner, and what it has taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from coverwell.records.files.models import FileEvent, KeptFile
from coverwell.services.acting import ENGINE, acting
from coverwell.services.files import archive
from coverwell.services.files.progress import append


KEPT_READY: Final = timedelta(days=60)
"""How long a file stays in the mailbox, taken or not; the archive has it for good."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A file for a partner; `name` is unique in its mailbox."""

    id: int
    name: str
    kind: str
    size: int
    sha256: str
    at: datetime
    taken: bool

    @property
    def path(self) -> Path:
        """Where its bytes lie; they are never changed there."""
        return archive.path_of(self.sha256)


def mailbox(partner: int) -> tuple[Ready, ...]:
    """Return the files for a partner, oldest first."""
    events = FileEvent.objects.filter(file=OuterRef("pk")).order_by("-pk")
    since = timezone.now() - KEPT_READY
    with acting(ENGINE):
        rows = KeptFile.objects.filter(
            partner=partner, direction=KeptFile.Direction.OUT, kept_at__gte=since, at_once=False
        )
        newest = Subquery(events.values("state")[:1])
        found = list(rows.annotate(newest=newest).order_by("pk"))
    return tuple(
        Ready(
            one.pk, f"{one.pk}-{one.name}", one.kind, one.size, one.sha256, one.kept_at,
            getattr(one, "newest", "") == FileEvent.State.SENT,
        )
        for one in found
    )  # fmt: skip


def take(partner: int, file: int, by: str) -> bool:
    """Note that a partner has a file; False where it is not in its mailbox."""
    with acting(ENGINE):
        mine = KeptFile.objects.filter(pk=file, partner=partner, direction=KeptFile.Direction.OUT)
        if not mine.exists():
            return False
        append(file, FileEvent.State.SENT, {"by": by})
        return True


def received(partner: int, since: datetime) -> tuple[Ready, ...]:
    """Return what a partner sent since a moment: what its client looks for after an upload."""
    with acting(ENGINE):
        rows = KeptFile.objects.filter(
            partner=partner, direction=KeptFile.Direction.IN, kept_at__gte=since, at_once=False
        )
        return tuple(
            Ready(one.pk, one.name, one.kind, one.size, one.sha256, one.kept_at, taken=True)
            for one in rows.order_by("pk")
        )
