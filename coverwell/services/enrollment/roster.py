"""An enrolment file in our own words, and what became of each member in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Action(Enum):
    """What a file wants with a member or a coverage."""

    ADD = "add"
    CHANGE = "change"
    END = "end"
    REINSTATE = "reinstate"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Chosen:
    """One health coverage of a member: plan as the sponsor names it, tier, first and last day."""

    action: Action
    plan: str
    self_only: bool = False
    first: date | None = None
    last: date | None = None
    pcp_npi: str = ""


@dataclass(frozen=True, slots=True)
class OtherPlan:
    """Another payer that the file names for a member."""

    payer: str
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Enrollee:
    """One member of a file, the `position`-th in it. '' and None: the file does not say.

    `account` is the employer's policy number, `sponsor_number` the subscriber's number there.
    `relationship` is the X12 code (18 self, 01 spouse, 19 child). `ended` ends all coverage.
    """

    position: int
    action: Action
    account: str
    sponsor_number: str
    relationship: str
    first_name: str = ""
    last_name: str = ""
    birth_date: date | None = None
    sex: str = ""
    street: str = ""
    city: str = ""
    state: str = ""
    zip_code: str = ""
    language: str = ""
    ended: date | None = None
    chosen: tuple[Chosen, ...] = ()
    others: tuple[OtherPlan, ...] = ()
    formerly: tuple[str, str, date | None] | None = None

    @property
    def is_subscriber(self) -> bool:
        """Say whether the member is the subscriber."""
        return self.relationship == "18"

    @property
    def identity(self) -> tuple[str, str, date | None]:
        """First name, last name, birth date: as we know the member until now."""
        return self.formerly or (self.first_name, self.last_name, self.birth_date)


class Result(Enum):
    """What became of a member of a file."""

    ADDED = "added"
    CHANGED = "changed"
    ENDED = "ended"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row of the reconciliation report. `position` 0: a member that the file left out.

    `rule` names a refusal (see rulebook/enrollment). `claims` counts decided claims for days
    that are no longer covered: a person looks at them.
    """

    position: int
    sponsor_number: str
    member_id: str
    result: Result
    rule: str = ""
    last: date | None = None
    claims: int = 0
