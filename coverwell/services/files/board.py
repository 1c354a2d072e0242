"""The gateway as the payer's staff see it: every file, how far it is, volumes, response times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from coverwell.records.files.models import FileEvent, Interchange, KeptBytes, KeptFile
from coverwell.records.partners.models import Partner
from coverwell.records.payments.models import SendingEvent
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.files import archive
from coverwell.services.files.numbers import by_words
from coverwell.services.files.progress import append
from coverwell.services.files.queue import enqueue_reading


UNFINISHED: Final = ("kept", "reading")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for; an empty part does not narrow.

    `words` is any number on a file: its own, a control number, a claim number, or a part of its
    name. `partner` is who signed in, or whom the envelope names.
    """

    words: str = ""
    kind: str = ""
    direction: str = ""
    state: str = ""
    partner: int = 0


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One file in the list; `accepted` and `rejected` are None where nothing was counted.

    `named` is the partner of the envelope where nobody signed in; `sending` is how far a file of
    the payment run is on its way to the bank ('' for all others).
    """

    id: int
    at: datetime
    name: str
    kind: str
    direction: str
    channel: str
    partner: str
    size: int
    state: str
    accepted: int | None
    rejected: int | None
    named: bool = False
    sending: str = ""


@dataclass(frozen=True, slots=True)
class DayVolume:
    """How many files came and went on a day."""

    day: date
    came: int
    went: int


@dataclass(frozen=True, slots=True)
class DayTimes:
    """How long questions in real time took on a day (milliseconds), and how many failed."""

    day: date
    asked: int
    median: int
    ninety: int
    slowest: int
    failed: int


def board(wanted: Wanted, actor: Actor, first: int = 0, count: int = 26) -> list[BoardRow]:
    """Return files, newest first; staff only."""
    with acting(actor):
        rows = list(_matching(wanted).order_by("-pk")[first : first + count])
        named = _named(rows)
        return [_row(row, named) for row in rows]


def board_row(file: int, actor: Actor) -> BoardRow | None:
    """Return one file as the list has it; staff only."""
    with acting(actor):
        rows = list(_matching(Wanted()).filter(pk=file))
        return _row(rows[0], _named(rows)) if rows else None


def _matching(wanted: Wanted) -> QuerySet[Any]:
    events = FileEvent.objects.filter(file=OuterRef("pk")).order_by("-pk")
    sendings = SendingEvent.objects.filter(sent_file__file=OuterRef("pk")).order_by("-pk")
    rows = KeptFile.objects.select_related("partner").annotate(
        state=Subquery(events.values("state")[:1]),
        detail=Subquery(events.values("detail")[:1]),
        sending=Subquery(sendings.values("state")[:1]),
        address=Coalesce(Subquery(_address("pk")), Subquery(_address("answers")), Value("")),
    )
    if wanted.partner:
        rows = rows.filter(_of_partner(wanted.partner))
    for name in ("kind", "direction", "state"):
        value = getattr(wanted, name)
        if value:
            rows = rows.filter(**{name: value})
    return rows.filter(by_words(wanted.words.strip())) if wanted.words.strip() else rows


def _address(column: str) -> QuerySet[Any]:
    """Select who sent the interchange of a file, as qualifier/id."""
    sent = Interchange.objects.filter(file=OuterRef(column)).order_by("pk")
    return sent.values_list(Concat("qualifier", Value("/"), "sender_id"))[:1]


def _of_partner(partner: int) -> Q:
    """Fit what a partner sent or gets, signed in or named by the envelope."""
    mine = Partner.objects.filter(
        pk=partner, qualifier=OuterRef("qualifier"), sender_id=OuterRef("sender_id")
    )
    named = Interchange.objects.filter(Exists(mine)).values("file")
    return Q(partner=partner) | Q(pk__in=named) | Q(answers__in=named)


def _named(rows: Sequence[Any]) -> dict[str, str]:
    """Return the names of the partners that the envelopes name, by address."""
    wanted = {row.address for row in rows if row.address and row.partner is None}
    if not wanted:
        return {}
    spoken = Partner.objects.annotate(at=Concat("qualifier", Value("/"), "sender_id"))
    return dict(spoken.filter(at__in=wanted).values_list("at", "name"))


def _row(row: Any, named: Mapping[str, str]) -> BoardRow:
    detail = row.detail or {}
    name = row.partner.name if row.partner else named.get(row.address, "")
    return BoardRow(
        row.pk, row.kept_at, row.name, row.kind, row.direction, row.channel,
        name, row.size, row.state or "", detail.get("accepted"), detail.get("rejected"),
        bool(name and row.partner is None), row.sending or "",
    )  # fmt: skip


def kinds(actor: Actor) -> list[str]:
    """Return the kinds of file that there are."""
    with acting(actor):
        return sorted(set(KeptFile.objects.order_by().values_list("kind", flat=True).distinct()))


def partner_names(actor: Actor) -> list[tuple[int, str]]:
    """Return the partners, to choose one."""
    with acting(actor):
        return list(Partner.objects.order_by("name").values_list("pk", "name"))


def volumes(until: date, days: int, actor: Actor) -> list[DayVolume]:
    """Count the files of each of the last days."""
    first = until - timedelta(days=days - 1)
    with acting(actor):
        rows = (
            KeptFile.objects.filter(kept_at__date__gte=first)
            .values("kept_at__date")
            .annotate(
                came=Count("id", filter=Q(direction="in")),
                went=Count("id", filter=Q(direction="out")),
            )
        )
        by_day = {row["kept_at__date"]: (row["came"], row["went"]) for row in rows}
    every = [first + timedelta(days=n) for n in range(days)]
    return [DayVolume(day, *by_day.get(day, (0, 0))) for day in every]


_TIMES: Final = """
SELECT (came_at AT TIME ZONE %s)::date AS day, count(*),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY milliseconds),
       percentile_cont(0.9) WITHIN GROUP (ORDER BY milliseconds),
       max(milliseconds), count(*) FILTER (WHERE answered = 'failed')
  FROM cw_partners_exchangelog
 WHERE mode = 'RealTime' AND came_at >= %s
 GROUP BY 1 ORDER BY 1
"""


def response_times(since: datetime, actor: Actor) -> list[DayTimes]:
    """Return the response times of each day since a moment (CAQH CORE: 20 seconds for 90 %)."""
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(_TIMES, [str(since.tzinfo), since])
        rows: Sequence[Any] = cursor.fetchall()
    return [
        DayTimes(day, asked, round(median), round(ninety), slowest, failed)
        for day, asked, median, ninety, slowest, failed in rows
    ]


def read_again(file: int, actor: Actor) -> bool:
    """Put a file that is not read yet in front of the worker again; False: it is finished."""
    if actor.role != "staff":
        raise DeniedError("Only the payer's staff may do this.")
    with acting(actor.as_engine()):
        row = KeptFile.objects.filter(pk=file, direction=KeptFile.Direction.IN).first()
        newest = FileEvent.objects.filter(file=file).order_by("-pk").first()
        if row is None or newest is None or newest.state not in UNFINISHED:
            return False
        append(row.pk, newest.state, {"again_by": actor.user})
        enqueue_reading(row.kind, row.pk)
        return True


def offer_again(file: int, actor: Actor) -> bool:
    """Lay a file that a partner has taken into its mailbox again.

    What went back in real time was never in a mailbox: a copy of it is laid there.
    """
    if actor.role != "staff":
        raise DeniedError("Only the payer's staff may do this.")
    with acting(actor.as_engine()):
        mine = KeptFile.objects.filter(pk=file, direction=KeptFile.Direction.OUT)
        row = mine.exclude(partner=None).first()
        if row is None:
            return False
        if row.at_once:
            row = _copy_in_archive(row)
        append(row.pk, FileEvent.State.KEPT, {"again_by": actor.user})
        return True


def _copy_in_archive(row: KeptFile) -> KeptFile:
    archive.store([archive.unpacked(KeptBytes.objects.get(file=row))])
    copy = KeptFile(
        sha256=row.sha256, size=row.size, name=row.name, kind=row.kind, direction=row.direction,
        channel=row.channel, partner_id=row.partner_id, answers_id=row.answers_id,
        tax_id=row.tax_id, kept_by=row.kept_by,
    )  # fmt: skip
    copy.save(force_insert=True)
    return copy
