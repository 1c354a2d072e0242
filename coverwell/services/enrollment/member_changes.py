"""What one member of a file changes in their household; nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from coverwell.records.members.models import CoverageSpan, OtherCoverage, Person
from coverwell.services.claims.numbers import member_id
from coverwell.services.enrollment.households import Household
from coverwell.services.enrollment.limits import EnrollmentLimits
from coverwell.services.enrollment.roster import Action, Chosen, Enrollee, Outcome, Result


FOREVER = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Rules:
    """What every member of a file is judged by: limits, the day, and our plans by their names."""

    limits: EnrollmentLimits
    as_of: date
    plan_of: Callable[[str, date], str]


class RefusedError(ValueError):
    """A member that cannot be taken; the argument is the rule."""


def change(one: Enrollee, home: Household, rules: Rules) -> Outcome:
    """Apply one member to their household. The outcome says what became of it."""
    try:
        return _changed(one, home, rules)
    except RefusedError as refused:
        return Outcome(one.position, one.sponsor_number, "", Result.REFUSED, str(refused))


class Wanted(NamedTuple):
    """A coverage that was looked at and can be applied; without a plan it ends what there is."""

    plan: str
    tier: str
    first: date
    last: date | None
    pcp: str


def _changed(one: Enrollee, home: Household, rules: Rules) -> Outcome:
    """Look at everything first: a member is taken whole or refused whole."""
    person = home.person_of(one)
    if person is None and (rule := _lacking(one, home)):
        raise RefusedError(rule)
    if person is not None and (one.action is Action.END or one.ended is not None):
        return _ended(one, person, home, _last_day(one, rules))
    wanted = [_wanted(chosen, rules) for chosen in one.chosen]
    if person is None:
        return _added(one, wanted, home, rules)
    edited = _edit(one, person, home)
    done = [(each, _apply(each, person.number, home)) for each in wanted]
    ended = [each.first for each, changed in done if changed and not each.plan]
    changed = edited or any(changed for _, changed in done)
    result = Result.ENDED if ended else Result.CHANGED if changed else Result.UNCHANGED
    return _outcome(one, person, home, result, max(ended, default=None))


def _added(one: Enrollee, wanted: Sequence[Wanted], home: Household, rules: Rules) -> Outcome:
    """Add a member with their coverage and whoever else pays."""
    person = _newcomer(one, home)
    for each in wanted:
        _apply(each, person.number, home)
    if one.ended is not None:
        end_spans(person.number, one.ended, home)
    for other in one.others:
        _other(other.payer, other.first or rules.as_of, other.last, person, home)
    return _outcome(one, person, home, Result.ADDED)


def _newcomer(one: Enrollee, home: Household) -> Person:
    number = 1 if one.is_subscriber else max(home.people.next(), 2)
    person = Person(family=home.family, number=number, language="en")
    home.people.add(number, person)
    _edit(one, person, home)
    return person


def _lacking(one: Enrollee, home: Household) -> str:
    """Name what keeps a member from being added, '' where nothing does."""
    faults = {
        "member_unknown": one.action is Action.END,
        "subscriber_unknown": not one.is_subscriber and 1 not in home.people.all,
        "name_missing": not one.last_name,
        "birth_date_missing": one.birth_date is None,
        "plan_missing": not one.chosen,
    }
    return next((rule for rule, wrong in faults.items() if wrong), "")


_FIELDS: Final = (
    "first_name", "last_name", "birth_date", "sex", "relationship", "street", "city", "state",
    "zip_code", "language",
)  # fmt: skip


def _edit(one: Enrollee, person: Person, home: Household) -> bool:
    """Take over what the file says of the person; what it does not say stays."""
    changed = False
    for name in _FIELDS:
        value = getattr(one, name)
        if value and getattr(person, name) != value:
            setattr(person, name, value)
            changed = True
    if changed:
        home.people.touch(person.number)
    return changed


def _last_day(one: Enrollee, rules: Rules) -> date:
    ends = [chosen.last for chosen in one.chosen if chosen.last is not None]
    last = one.ended or max(ends, default=None)
    if last is None:
        raise RefusedError("last_day_missing")
    return _not_too_far_back(last, rules)


def _ended(one: Enrollee, person: Person, home: Household, last: date) -> Outcome:
    """End all coverage of a member; with the subscriber it ends for the whole family."""
    _edit(one, person, home)
    numbers = list(home.people.all) if person.number == 1 else [person.number]
    ended = [end_spans(number, last, home) for number in numbers]
    result = Result.ENDED if any(ended) else Result.UNCHANGED
    return _outcome(one, person, home, result, last if any(ended) else None)


def _wanted(chosen: Chosen, rules: Rules) -> Wanted:
    """Look at one coverage. RefusedError names what is wrong with it."""
    if chosen.action is Action.END:
        if chosen.last is None:
            raise RefusedError("last_day_missing")
        return Wanted("", "", _not_too_far_back(chosen.last, rules), None, "")
    if chosen.first is None:
        raise RefusedError("first_day_missing")
    if chosen.last is not None and chosen.last < chosen.first:
        raise RefusedError("last_day_before_first")
    plan = rules.plan_of(chosen.plan, chosen.first)
    if not plan:
        raise RefusedError("plan_unknown")
    tier = "self-only" if chosen.self_only else "family"
    return Wanted(plan, tier, chosen.first, chosen.last, chosen.pcp_npi)


def _not_too_far_back(last: date, rules: Rules) -> date:
    if last < rules.as_of - timedelta(days=rules.limits.retroactive_days):
        raise RefusedError("end_too_far_back")
    return last


def _apply(wanted: Wanted, person: int, home: Household) -> bool:
    """Make a plan hold from a day on, or end what holds. Returns whether anything changed."""
    if not wanted.plan:
        return end_spans(person, wanted.first, home)
    for span in home.spans_of(person):
        if span.plan_key == wanted.plan and _holds_on(wanted.first, span):
            return _adjust(span, wanted, home)
    end_spans(person, wanted.first - timedelta(days=1), home)
    number = home.spans.next()
    span = CoverageSpan(
        family=home.family, id=number, person=person, plan_key=wanted.plan,
        coverage_tier=wanted.tier, first_on=wanted.first, last_on=wanted.last, pcp_npi=wanted.pcp,
    )  # fmt: skip
    home.spans.add(number, span)
    return True


def _holds_on(day: date, span: CoverageSpan) -> bool:
    return span.first_on <= day <= (span.last_on or FOREVER)


def _adjust(span: CoverageSpan, to: Wanted, home: Household) -> bool:
    wanted = (to.tier, to.last, to.pcp or span.pcp_npi)
    if (span.coverage_tier, span.last_on, span.pcp_npi) == wanted:
        return False
    span.coverage_tier, span.last_on, span.pcp_npi = wanted
    home.spans.touch(span.id)
    return True


def end_spans(person: int, last: date, home: Household) -> bool:
    """End every span of a person that goes on after a day; one that begins later is dropped."""
    later = [one for one in home.spans_of(person) if (one.last_on or FOREVER) > last]
    for span in later:
        if span.first_on > last:
            home.spans.drop(span.id)
        else:
            span.last_on = last
            home.spans.touch(span.id)
    return bool(later)


def _other(payer: str, first: date, last: date | None, person: Person, home: Household) -> None:
    number = home.others.next()
    row = OtherCoverage(
        family=home.family, id=number, person=person.number, payer=payer[:80], facts={},
        first_on=first, last_on=last,
    )  # fmt: skip
    home.others.add(number, row)


def _outcome(
    one: Enrollee, person: Person, home: Household, result: Result, last: date | None = None
) -> Outcome:
    number = member_id(home.family.subscriber_number, person.number)
    return Outcome(one.position, one.sponsor_number, number, result, last=last)
