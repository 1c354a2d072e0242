"""What an enrolment is to those who may see it; no account number stands in any of these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from coverwell.services.payments.accounts import AccountDetails


EFT, ERA = "eft", "era"
NEW, CHANGE, CANCEL = "new", "change", "cancel"
PREFIX: Final = "EP"
"""Reference numbers are EP and seven digits or more."""
Kind = Literal["eft", "era"]


class EnrolmentRefusedError(ValueError):
    """An enrolment that cannot be as asked; `rule` names the sentence, `field` its place."""

    def __init__(self, rule: str, field: str = "") -> None:
        super().__init__(rule)
        self.rule, self.field = rule, field


@dataclass(frozen=True, slots=True)
class Proof:
    """A voided cheque or a bank's letter: its media type and bytes."""

    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Application:
    """What an office asks for. `said` are the data elements by name, without the account.

    `receiver` is the partner that fetches the 835s (ERA; 0: the office's own pages).
    """

    kind: Kind
    reason: str
    tax_id: str
    requested_on: date
    said: Mapping[str, str]
    account: AccountDetails | None = None
    proof: Proof | None = None
    receiver: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `first_on` from when it holds."""

    state: str
    by: str
    at: datetime
    why: str
    first_on: date | None


@dataclass(frozen=True, slots=True)
class StatedShown:
    """The stated account as people may see it."""

    routing: str
    ending: str
    checking: bool
    proof: bool


@dataclass(frozen=True, slots=True)
class Enrolment:
    """An enrolment with its steps, oldest first."""

    reference: str
    kind: str
    reason: str
    tax_id: str
    requested_on: date
    said: Mapping[str, str]
    by: str
    at: datetime
    steps: tuple[Step, ...]

    @property
    def state(self) -> str:
        """Where it stands; that somebody was told is no state."""
        return next(one.state for one in reversed(self.steps) if one.state != "told")

    @property
    def first_on(self) -> date | None:
        """From when it holds, as far as that is decided."""
        return next((one.first_on for one in reversed(self.steps) if one.first_on), None)

    @property
    def why(self) -> str:
        """What the newest step says."""
        return self.steps[-1].why


def reference(number: int) -> str:
    """Write the reference number of an enrolment."""
    return f"{PREFIX}{number:07d}"


def number_of(text: str) -> int:
    """Read a reference number; 0: it is none."""
    digits = text.strip().upper().removeprefix(PREFIX)
    # As it is written and in no other form: what is nearly right finds nothing.
    good = digits.isascii() and digits.isdigit() and len(digits) < 16
    return int(digits) if good and reference(int(digits)) == text.strip() else 0
