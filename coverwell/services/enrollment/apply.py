"""Apply an enrolment file: one transaction, so that a file counts whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from coverwell.records.claims.models import Claim
from coverwell.records.members.models import Account
from coverwell.records.plans.models import PlanEdition
from coverwell.services.acting import Actor, acting
from coverwell.services.claims.numbers import member_id
from coverwell.services.enrollment.households import (
    Household,
    Key,
    covered_households,
    load_households,
    new_households,
    save_households,
)
from coverwell.services.enrollment.limits import EnrollmentLimits, enrollment_limits
from coverwell.services.enrollment.member_changes import Rules, change, end_spans
from coverwell.services.enrollment.roster import Enrollee, Outcome, Result


GATEWAY: Final = Actor("gateway", "engine")


class ImprobableError(ValueError):
    """A full file that would end an improbable share of members: nothing of it was applied."""

    def __init__(self, ended: int, covered: int) -> None:
        super().__init__(
            f"This full file leaves out {ended} of {covered} covered people. Nothing of it was"
            " applied: send it again if it is right and our staff have agreed, or send changes."
        )


@dataclass(frozen=True, slots=True)
class Roster:
    """What a file is as a whole: its day, whether it names everybody, whom it may enrol.

    `accounts` are the account numbers that its sender may enrol members of. `agreed`: a person
    has looked at what a full file leaves out.
    """

    as_of: date
    full: bool
    accounts: frozenset[str]
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every member of the file, and of those whom a full file left out."""

    outcomes: tuple[Outcome, ...]

    @property
    def counts(self) -> Counter[str]:
        """Count the outcomes by result."""
        return Counter(one.result.value for one in self.outcomes)


def apply_roster(batches: Iterable[Sequence[Enrollee]], roster: Roster) -> Report:
    """Apply a whole file. Raises ImprobableError where a full file would end too many."""
    limits = enrollment_limits(roster.as_of)
    with acting(GATEWAY):
        accounts = {row.number: row for row in Account.objects.all()}
        rules = Rules(limits, roster.as_of, PlanNames())
        outcomes = [one for batch in batches for one in _batch(batch, roster, rules, accounts)]
        if roster.full:
            outcomes += _left_out(outcomes, roster, limits)
        return Report(tuple(_with_claims(outcomes)))


class PlanNames:
    """Our plans by the names that sponsors use: the key or the plan's own name."""

    def __init__(self) -> None:
        rows = PlanEdition.objects.values_list("key", "effective_first", "effective_last", "text")
        self._known: dict[str, list[tuple[date, date | None, str]]] = {}
        for key, first, last, text in rows:
            title = next((line[5:] for line in text.splitlines() if line.startswith("plan:")), key)
            for name in {_plain(key), _plain(title)}:
                self._known.setdefault(name, []).append((first, last, key))

    def __call__(self, name: str, day: date) -> str:
        for first, last, key in self._known.get(_plain(name), ()):
            if first <= day and (last is None or day <= last):
                return key
        return ""


def _plain(name: str) -> str:
    return "".join(one for one in name.upper() if one.isalnum())


def _batch(
    batch: Sequence[Enrollee], roster: Roster, rules: Rules, accounts: dict[str, Account]
) -> list[Outcome]:
    faults = [_fault(one, roster, accounts) for one in batch]
    good = [one for one, fault in zip(batch, faults, strict=True) if not fault]
    homes = load_households(good)
    unknown = dict.fromkeys(_key(one) for one in good if one.is_subscriber)
    homes |= new_households([key for key in unknown if key not in homes], accounts)
    outcomes = [
        _refused(one, fault) if fault else _member(one, homes, rules)
        for one, fault in zip(batch, faults, strict=True)
    ]
    save_households(list(homes.values()))
    return outcomes


def _key(one: Enrollee) -> Key:
    return one.account, one.sponsor_number


def _fault(one: Enrollee, roster: Roster, accounts: dict[str, Account]) -> str:
    if one.account not in accounts:
        return "account_unknown"
    if one.account not in roster.accounts:
        return "account_not_allowed"
    return "" if one.sponsor_number else "sponsor_number_missing"


def _member(one: Enrollee, homes: dict[Key, Household], rules: Rules) -> Outcome:
    home = homes.get(_key(one))
    return _refused(one, "subscriber_unknown") if home is None else change(one, home, rules)


def _refused(one: Enrollee, rule: str) -> Outcome:
    return Outcome(one.position, one.sponsor_number, "", Result.REFUSED, rule)


def _left_out(
    outcomes: Sequence[Outcome], roster: Roster, limits: EnrollmentLimits
) -> list[Outcome]:
    """End whom a full file does not name, on the day before it."""
    last = roster.as_of - timedelta(days=1)
    named = {one.member_id for one in outcomes if one.member_id}
    homes = covered_households(roster.accounts)
    covered = [
        (home, number)
        for home in homes
        for number in home.people.all
        if any(span.last_on is None or span.last_on > last for span in home.spans_of(number))
    ]
    missing = [
        (home, number)
        for home, number in covered
        if member_id(home.family.subscriber_number, number) not in named
    ]
    if not roster.agreed and limits.improbable(len(missing), len(covered)):
        raise ImprobableError(len(missing), len(covered))
    for home, number in missing:
        end_spans(number, last, home)
    save_households(homes)
    return [
        Outcome(
            0,
            home.family.sponsor_number,
            member_id(home.family.subscriber_number, number),
            Result.ENDED,
            last=last,
        )
        for home, number in missing
    ]


def _with_claims(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Count the claims for days that are no longer covered, in one statement."""
    ended = {one.member_id: last for one in outcomes if (last := one.last) is not None}
    if not ended:
        return list(outcomes)
    rows = Claim.objects.filter(member_id__in=ended, first_on__gt=min(ended.values()))
    counts = Counter[str]()
    for number, day in rows.values_list("member_id", "first_on"):
        counts[number] += day > ended[number]
    return [replace(one, claims=counts[one.member_id]) for one in outcomes]
