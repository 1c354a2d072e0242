"""What the edits look at besides the claim: its person, prior lines, contract and dated tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from coverwell.kernel.reasons.codes import Codes
from coverwell.kernel.reasons.finding import Finding
from coverwell.kernel.vocabulary.claim import Claim
from coverwell.kernel.vocabulary.history import NO_HISTORY, History
from coverwell.kernel.vocabulary.member import Person, Sex
from coverwell.kernel.vocabulary.money import Money
from coverwell.kernel.vocabulary.period import Period


class ProviderStanding(NamedTuple):
    """May the provider be paid? `eligible` is when it was credentialed and licensed.

    `capitated`: its monthly amount pays for this. `vendor`: who handles this kind of care instead.
    """

    sanctioned_since: date | None = None
    eligible: Period | None = None
    capitated: bool = False
    vendor: str = ""


GOOD_STANDING = ProviderStanding()


NO_EXCEPTIONS: Mapping[str, date] = MappingProxyType({})
NO_LINES: Mapping[int, ProviderStanding] = MappingProxyType({})


class EditFacts(NamedTuple):
    """The facts of one claim. `filing_days` is the contract's limit, None the table's own.

    `filing_exceptions` are the days from which an exception counts, by its key in the table
    ('other_payer_delay': the day of the other payer's answer).
    `provider_by_line` are the lines whose provider stands otherwise than that of the claim.
    `accident_answered`: it is known who is responsible for an accident on the claim.
    """

    person: Person
    history: History = NO_HISTORY
    provider: ProviderStanding = GOOD_STANDING
    filing_days: int | None = None
    filing_exceptions: Mapping[str, date] = NO_EXCEPTIONS
    accident_answered: bool = False
    provider_by_line: Mapping[int, ProviderStanding] = NO_LINES


class CodeList(NamedTuple):
    """Codes with the days they are valid on. Where the list is not `whole`, a code that it does
    not name is only checked for its form.
    """

    known: Mapping[str, Period]
    whole: bool = False


class FilingException(NamedTuple):
    """A late claim that is in time: `days` None takes the contract's; `never_late` any day."""

    days: int | None = None
    never_late: bool = False


class FrequencyLimit(NamedTuple):
    """So many units of these codes together: in rolling months, or in a calendar year (None)."""

    policy: str
    procedures: frozenset[str]
    limit: int
    months: int | None = 12


class UnitLimit(NamedTuple):
    """So many units of a code on one day, or on one line."""

    limit: int
    per_day: bool = True


class Together(NamedTuple):
    """A code that with any of `others` on the same day needs `rule` (a rule id) of a policy."""

    policy: str
    others: frozenset[str]
    rule: str
    from_age: int = 0


Pairs = Mapping[str, Mapping[str, bool]]


@dataclass(frozen=True, slots=True, eq=False)
class EditTables:
    """Every dated table in force on a day; `source` is that of the code lists, `sources` those of
    the other sheets by topic. `pairs`: column 2 code -> column 1 code -> whether a
    modifier of `bypass` may part them. `global_days` are the days after a surgery its price holds.
    `facility_pairs` and `facility_units` are for institutional claims. `add_ons`: code -> the
    codes one of which must stand beside it.
    """

    codes: Codes
    source: str
    sources: Mapping[str, str]
    procedures: CodeList
    diagnoses: CodeList
    modifiers: CodeList
    revenues: frozenset[str]
    places: frozenset[str]
    largest_charge: Money
    filing_days: int
    filing: Mapping[str, FilingException]
    repeats: frozenset[str]
    distinct: frozenset[str]
    frequency: Mapping[str, tuple[FrequencyLimit, ...]]
    units: Mapping[str, UnitLimit]
    facility_units: Mapping[str, UnitLimit]
    pairs: Pairs
    facility_pairs: Pairs
    add_ons: Mapping[str, frozenset[str]]
    bypass: frozenset[str]
    ages: Mapping[str, tuple[int, int]]
    sexes: Mapping[str, Sex]
    not_separate: Mapping[str, str]
    together: Mapping[str, tuple[Together, ...]]
    global_days: Mapping[str, int]
    global_visits: frozenset[str]
    global_bypass: frozenset[str]


class Fault(NamedTuple):
    """What an edit found; `line` 0 is the claim."""

    line: int
    finding: Finding


Edit = Callable[[Claim, EditFacts, EditTables], Iterable[Fault]]
