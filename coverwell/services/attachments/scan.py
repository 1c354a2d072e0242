"""Checking documents for viruses: what waits is scanned; nothing is shown before it is clean."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from coverwell.records.attachments.models import Attachment, Scan, ToScan
from coverwell.services.acting import Actor, acting
from coverwell.services.attachments.goes_on import goes_on
from coverwell.services.attachments.scanner import CLEAN, FAILED, scan, scanner
from coverwell.services.files import archive


SCANNING: Final = Actor("virus scan", "engine")
AGAIN_AFTER: Final = timedelta(minutes=5)
AT_ONCE: Final = 100
WAITING, UNSCANNED = "waiting", "unscanned"


def with_scan(rows: QuerySet[Attachment]) -> QuerySet[Attachment]:
    """Add to documents what their newest scan found (`scanned`) and said (`scan_said`)."""
    newest = Scan.objects.filter(attachment=OuterRef("pk")).order_by("-pk")
    return rows.annotate(
        scanned=Subquery(newest.values("state")[:1]), scan_said=Subquery(newest.values("said")[:1])
    )


def scan_state(scanned: str | None) -> str:
    """Say how far the check is: clean, infected, failed, waiting, or unscanned without scanner."""
    return scanned or (WAITING if scanner() else UNSCANNED)


def scan_waiting() -> int:
    """Scan what was never scanned, and again what failed a while ago; returns how many.

    Without a scanner nothing is scanned. What each is found to be is saved by itself, so that one
    that takes long or fails keeps no other waiting.
    """
    named, done = scanner(), 0
    while named and (batch := _waiting()):
        for row in batch:
            _scan(row, named)
            done += 1
    return done


def _waiting() -> list[Attachment]:
    with acting(SCANNING):
        due = ToScan.objects.filter(after__lte=timezone.now()).select_related("attachment")
        return [one.attachment for one in due.order_by("after", "pk")[:AT_ONCE]]


def _scan(row: Attachment, named: str) -> None:
    found = scan(archive.path_of(row.sha256), named)
    with acting(SCANNING):
        Scan.objects.create(
            attachment=row, state=found.state, scanner=named[:200], said=found.said,
            tax_id=row.tax_id,
        )  # fmt: skip
        mine = ToScan.objects.filter(pk=row.pk)
        if found.state == FAILED:
            mine.update(after=timezone.now() + AGAIN_AFTER)
        else:
            mine.delete()
    if found.state == CLEAN:
        goes_on(row.pk)
