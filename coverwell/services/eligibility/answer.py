"""Answer a coverage question: the one function behind page, 271 and API.

The answer is read from the same published edition, spans and balances that a claim is decided
by, and kept with its reference number: who asked, when, as of which day, what was said.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from coverwell.kernel.plan.plan import Plan
from coverwell.records.members.models import OtherCoverage
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.claims.facts import SUBSCRIBER
from coverwell.services.claims.load import load_family
from coverwell.services.claims.terms import published_plans
from coverwell.services.eligibility.coverage import CoverageAnswer
from coverwell.services.eligibility.find_member import Member, family_of, find_member
from coverwell.services.eligibility.inquiry_tables import service_types
from coverwell.services.eligibility.of_person import Known, answer_for
from coverwell.services.eligibility.question import CoverageQuestion
from coverwell.services.eligibility.store import keep_answer
from coverwell.services.recalled import Recalled


MONTHS_BACK: Final = 12
"""CAQH CORE data content rule: 12 months back to the end of the current month."""


def answer(question: CoverageQuestion, as_of: date, actor: Actor) -> CoverageAnswer:
    """Answer, keep what was said under a reference number, and return it.

    Whom the answer names is known only after the search, and an office proves its right by what
    it knows of the patient; so the search runs under the engine. A member may ask about who is
    theirs only. Raises DeniedError where the actor may not ask at all.
    """
    _check_right(question, actor)
    with acting(actor.as_engine()):
        day = question.first or as_of
        said = _refused(question, day, as_of) or _found(question, day, as_of, actor)
        return keep_answer(said, question, actor)


def _check_right(question: CoverageQuestion, actor: Actor) -> None:
    if actor.role == "provider" and question.tax_id not in actor.tax_ids:
        raise DeniedError("This office may not ask under another tax ID.")


def _refused(question: CoverageQuestion, day: date, as_of: date) -> CoverageAnswer | None:
    """Refuse what cannot be answered whoever it is about."""
    last, born = question.last or day, question.search.birth_date
    faults = {
        "dates_reversed": last < day,
        "date_too_early": day < earliest(as_of),
        "date_too_late": day > end_of_month(as_of),
        "birth_after_service": born is not None and born > day,
    }
    rules = tuple(rule for rule, wrong in faults.items() if wrong)
    return CoverageAnswer("", as_of, day, refused=rules) if rules else None


def _found(question: CoverageQuestion, day: date, as_of: date, actor: Actor) -> CoverageAnswer:
    found = find_member(question.search)
    person = found.person
    if person is None:
        return CoverageAnswer("", as_of, day, refused=found.refused)
    theirs = (person.family_id, person.number) in actor.persons
    if actor.role == "member" and not theirs:
        raise DeniedError("This coverage is not theirs to see.")
    return answer_for(question, _known(person, day, as_of))


_PLANS: Final[Recalled[Mapping[str, Plan]]] = Recalled()


def _known(person: Member, day: date, as_of: date) -> Known:
    family = load_family(person.family_id)
    holder = person
    if person.number != SUBSCRIBER:
        holder = next(one for one in family_of(person.subscriber) if one.number == SUBSCRIBER)
    keys = frozenset(span.plan_key for span in family.spans)
    plans = _PLANS.get(keys, lambda: published_plans(keys) or None) or {}
    return Known(
        person,
        holder,
        family,
        _verified(person) if family.others else {},
        plans,
        service_types(day),
        day,
        as_of,
    )


def _verified(person: Member) -> dict[str, date | None]:
    others = OtherCoverage.objects.filter(family_id=person.family_id, person=person.number)
    return dict(others.values_list("payer", "verified_on"))


def earliest(as_of: date) -> date:
    """Return the first day that a question may be about."""
    month = as_of.replace(day=1)
    for _ in range(MONTHS_BACK):
        month = (month - timedelta(days=1)).replace(day=1)
    return month


def end_of_month(day: date) -> date:
    """Return the last day of a day's month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
