"""Requests for approval of the demonstration, so that queues, lists and histories show some."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Final

from django.utils import timezone

from coverwell.services.access.rights import office_itself
from coverwell.services.acting import Actor
from coverwell.services.authorizations.decide import Signed, ask_for_more, decide
from coverwell.services.authorizations.submit import submit
from coverwell.services.authorizations.values import Asked, Review, Service, Source, State
from coverwell.services.authorizations.write import Decided
from coverwell.services.eligibility.question import Search
from coverwell.services.world.create import World
from coverwell.services.world.families import TODAY, DemoFamily
from coverwell.services.world.sign_ins import shown_groups, speaking


NURSE: Final = Actor("examiner", "staff")
DOCTOR: Final = Signed("Ruth Okafor, MD", "Imaging guideline 4.2: six weeks of therapy first")
STAY: Final = Asked(Search(), kind="admission", place="21", quantity=4, diagnoses=("I2510",))
SCAN: Final = Asked(
    Search(), place="22", diagnoses=("G43909",), services=(Service("70551", units=1),)
)
# Days before the demonstration's today, and what was asked for.
REQUESTS: Final = (
    (19, SCAN),
    (14, replace(SCAN, services=(Service("72148", units=1), Service("73721", units=2)))),
    (9, replace(STAY, diagnoses=("K3580",))),
    (6, replace(SCAN, services=(Service("70551", units=3),))),
    (3, replace(STAY, behavioral=True, place="51", diagnoses=("F322",))),
    (2, replace(SCAN, services=(Service("E1234", units=1),), place="12")),
    (1, replace(SCAN, urgency="urgent", services=(Service("74177", units=1),))),
    (1, replace(SCAN, services=(Service("99213", units=1),), place="11")),
    (0, replace(SCAN, services=(Service("71260", units=1),), note="Weight loss since August")),
)


def ask_approvals(drawn: World) -> int:
    """Send the requests of the shown office and decide some; returns how many there are."""
    tax_id = shown_groups(drawn)[0].tax_id
    people = list(_people(drawn))
    answers = [
        _sent(asked, days, people[at % len(people)], tax_id)
        for at, (days, asked) in enumerate(REQUESTS)
    ]
    sent = [review for review in answers if review is not None]
    for review in sent:
        if review.state == State.PENDED:
            _work_on(review)
    return len(sent)


def _people(drawn: World) -> Iterator[DemoFamily]:
    yield speaking(drawn, "en")
    yield speaking(drawn, "es")
    yield from [one for one in drawn.families if one.last_on is None][:4]


def _sent(asked: Asked, days: int, family: DemoFamily, tax_id: str) -> Review | None:
    day = TODAY - timedelta(days=days)
    came = timezone.make_aware(datetime.combine(day, time(10, 15)))
    person = family.people[0]
    search = Search(f"{family.subscriber_number}01", birth_date=person.birth_date)
    first = day + timedelta(days=7)
    whole = replace(
        asked,
        search=search,
        tax_id=tax_id,
        first=first,
        last=first + timedelta(days=4 if asked.kind == "admission" else 60),
        trace=f"demo-{days}-{asked.kind}-{asked.urgency}-{len(asked.services)}-{asked.place}",
    )
    return submit(whole, Source("portal"), came, office_itself("frontdesk", tax_id)).review


def _work_on(review: Review) -> None:
    """Decide the oldest, ask about one; the rest waits, one of them too long."""
    at = timezone.localtime(review.received) + timedelta(days=2)
    age = (TODAY - review.received.date()).days
    if age == 14:
        lines = [Decided(1, "approved"), Decided(2, "denied", "not_necessary")]
        decide(review.reference, lines, replace(DOCTOR, note="Try therapy first"), at, NURSE)
    elif age == 9:
        decide(review.reference, [Decided(1, "approved")], Signed(), at, NURSE)
    elif age == 6:
        ask_for_more(review.reference, ["imaging_report", "history"], "", at, NURSE)
