"""A family as its claims are decided: who is in it, what it used, what was decided before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from coverwell.kernel.claims.decision import Decision
from coverwell.kernel.coordination.order import OtherCover, Standing
from coverwell.kernel.cost_share.balances import Balances
from coverwell.kernel.pricing.terms import Terms
from coverwell.kernel.vocabulary.claim import Claim
from coverwell.kernel.vocabulary.history import History
from coverwell.kernel.vocabulary.member import Cover, Person


class Employer(NamedTuple):
    """Whose account the family belongs to."""

    employees: int
    funding: str
    state: str


class Relative(NamedTuple):
    """One person of a family; `relationship` is the X12 code (18 self, 01 spouse, 19 child)."""

    number: int
    birth: date
    sex: str
    relationship: str


class Span(NamedTuple):
    """A person's coverage under a plan."""

    person: int
    plan_key: str
    tier: str
    first: date
    last: date | None
    pcp_npi: str
    known_on: date


class Other(NamedTuple):
    """Another payer of a person, with the facts that order the payers."""

    person: int
    payer: str
    facts: Mapping[str, str | int | bool]
    first: date
    last: date | None
    verified: bool


class Approval(NamedTuple):
    """A precertification of a person: which codes, by whom, when, how much (None: unlimited).

    `npis` are providers and places that it is for besides the office.
    """

    number: str
    person: int
    codes: tuple[str, ...]
    tax_id: str
    first: date
    last: date
    units: int | None
    nobody_inside: bool
    npis: Sequence[str] = ()


class Referred(NamedTuple):
    """A referral of a person to another office."""

    number: str
    person: int
    from_npi: str
    tax_id: str
    first: date
    last: date
    visits: int | None


class Agreement(NamedTuple):
    """A contract of an office in one network."""

    network: str
    tier: int
    first: date
    last: date | None
    timely_filing_days: int
    terms: Terms


class Restricted(NamedTuple):
    """Somebody of an office who does not take part in all of it all the time."""

    first: date
    last: date | None
    networks: tuple[str, ...]
    sanctioned: date | None


class Office(NamedTuple):
    """A billing office or a facility, what it agreed to, and who of it (by NPI) is restricted."""

    tax_id: str
    agreements: tuple[Agreement, ...]
    restricted: Mapping[str, Restricted] = {}


NO_OFFICE = Office("", ())


class Denied(NamedTuple):
    """A line that a person denies, by which rule; `signed` is the clinician who stands for it."""

    line: int
    rule: str
    signed: str
    by: str


class Waiting(NamedTuple):
    """A claim that waits for a decision; `decided` counts the decisions it already has.

    `released` and `denied` are what people answered about reasons why it waited.
    """

    id: int
    person: int
    claim: Claim
    edition: int | None
    corrects: int | None
    decided: int
    file: int | None
    released: frozenset[tuple[str, int]] = frozenset()
    denied: tuple[Denied, ...] = ()


def answers(
    reviews: Sequence[Sequence[Any]] | None,
) -> tuple[frozenset[tuple[str, int]], tuple[Denied, ...]]:
    """Read what people answered: (rule, line, denial, signed, by) each, as `Waiting` has it."""
    if not reviews:
        return frozenset(), ()
    said = {Denied(line, denial, signed, by) for _, line, denial, signed, by in reviews if denial}
    return frozenset((rule, line) for rule, line, *_ in reviews), tuple(sorted(said))


class Placed(NamedTuple):
    """The newest decision of a claim at its place in benefit order; `closed`: it was reversed."""

    id: int
    person: int
    edition: int | None
    decided: int
    order: int
    claim: Claim
    decision: Decision
    closed: bool = False


class Made(NamedTuple):
    """A decision that was just made: its kind and outcome as stored, and its places."""

    family: int
    waiting: Waiting
    kind: str
    outcome: str
    sequence: int
    order: int
    decision: Decision


class Insured(NamedTuple):
    """A person in the kernel's words: the same for each of their claims in a batch.

    `covers` are those of medical plans; dental claims ask the dental plan, where there is one.
    """

    person: Person
    covers: tuple[Cover, ...]
    dental_covers: tuple[Cover, ...]
    standing: Standing
    others: tuple[OtherCover, ...]
    spans: tuple[Span, ...]


@dataclass(slots=True)
class Family:
    """A locked family; `balances`, `history`, `placed` and `next_order` follow each decision.

    `insured` remembers what was worked out of each person.
    """

    id: int
    subscriber: str
    next_order: int
    employer: Employer
    people: tuple[Relative, ...]
    spans: tuple[Span, ...]
    others: tuple[Other, ...]
    approvals: tuple[Approval, ...]
    referrals: tuple[Referred, ...]
    balances: Balances
    history: History
    placed: dict[int, Placed] = field(default_factory=dict)
    insured: dict[int, Insured] = field(default_factory=dict)

    def take_order(self) -> int:
        """Take the next place in the family's sequence."""
        taken = self.next_order
        self.next_order += 1
        return taken
