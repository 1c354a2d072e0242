"""What lies ready for a partner, and what it has taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from coverwell.records.files.models import FileEvent, KeptFile
from coverwell.services.acting import ENGINE, acting
from coverwell.services.files import archive
from coverwell.services.files.progress import append
from coverwell.services.rulebook.operating_rules import operating_rules


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
    return _ready(Q(partner=partner))


def lying_ready(partner: int, name: str) -> Ready | None:
    """Return the file of a name in a partner's mailbox, without a look at the others."""
    number = name.split("-", 1)[0]
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return next(
        (one for one in _ready(Q(partner=partner, pk=int(number))) if one.name == name), None
    )


def _ready(which: Q) -> tuple[Ready, ...]:
    events = FileEvent.objects.filter(file=OuterRef("pk")).order_by("-pk")
    now = timezone.now()
    since = now - timedelta(days=operating_rules(now.date()).mailbox_days)
    with acting(ENGINE):
        rows = KeptFile.objects.filter(
            which, direction=KeptFile.Direction.OUT, kept_at__gte=since, at_once=False
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


def received(partner: int, since: datetime, name: str = "") -> tuple[Ready, ...]:
    """Return what a partner sent since a moment: what its client looks for after an upload.

    With a name, only the newest file of that name.
    """
    with acting(ENGINE):
        rows = KeptFile.objects.filter(
            partner=partner, direction=KeptFile.Direction.IN, kept_at__gte=since, at_once=False
        )
        if name:
            newest = rows.filter(name=name).order_by("-pk").values("pk")[:1]
            rows = rows.filter(pk__in=newest)
        return tuple(
            Ready(one.pk, one.name, one.kind, one.size, one.sha256, one.kept_at, taken=True)
            for one in rows.order_by("pk")
        )
