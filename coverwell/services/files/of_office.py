"""The files of an office: found by any number, with what became of each, and how many claims."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Subquery

from coverwell.records.files.models import FileEvent, KeptFile
from coverwell.records.intake.models import IntakeClaim
from coverwell.services.acting import Actor, acting
from coverwell.services.files.numbers import by_words
from coverwell.services.files.queue import TEST
from coverwell.services.files.show import FileStory, stories
from coverwell.services.theirs import theirs


@dataclass(frozen=True, slots=True)
class Tally:
    """What came in since a moment: files, and claims that were accepted and rejected."""

    files: int
    accepted: int
    rejected: int


def files_of(
    actor: Actor, words: str, state: str, first: int = 0, count: int = 26
) -> tuple[FileStory, ...]:
    """Return the files that an office sent, newest first, that fit; empty words fit all."""
    events = FileEvent.objects.filter(file=OuterRef("pk")).order_by("-pk")
    with acting(actor):
        rows = KeptFile.objects.filter(theirs(actor, ""), direction="in", at_once=False)
        rows = rows.exclude(kind=TEST)
        if words.strip():
            rows = rows.filter(by_words(words.strip()))
        if state:
            rows = rows.annotate(newest=Subquery(events.values("state")[:1]))
            rows = rows.filter(newest=state)
        return tuple(stories(rows.order_by("-pk")[first : first + count]))


def tally(actor: Actor, since: datetime) -> Tally:
    """Count what an office's files brought since a moment."""
    with acting(actor):
        mine = KeptFile.objects.filter(theirs(actor, ""), direction="in", kept_at__gte=since)
        files = mine.exclude(kind=TEST)
        claims = IntakeClaim.objects.filter(theirs(actor, ""), file__in=files.values("pk"))
        by_state = dict(claims.values_list("state").annotate(count=Count("id")))
        return Tally(files.count(), by_state.get("accepted", 0), by_state.get("rejected", 0))
