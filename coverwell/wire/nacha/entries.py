"""What an ACH file says: who sends, who is paid, how much, when. Amounts are whole cents."""

import re
from dataclasses import dataclass
from datetime import date, datetime


MOST_CENTS = 9_999_999_999  # ten digits in the entry


class CannotWriteError(ValueError):
    """A payment that no bank would take; says which entry and what to correct."""


def is_routing_number(text: str) -> bool:
    """Nine digits whose weighted sum 3-7-1 is a multiple of ten (ABA check digit)."""
    if not re.fullmatch(r"\d{9}", text, re.ASCII) or text == "0" * 9:
        return False
    return sum(int(digit) * (3, 7, 1)[at % 3] for at, digit in enumerate(text)) % 10 == 0


@dataclass(frozen=True, slots=True)
class Bank:
    """The bank that the file goes to (originating depository)."""

    routing: str
    name: str

    def __post_init__(self) -> None:
        if not is_routing_number(self.routing):
            raise CannotWriteError("The routing number of the sending bank fails its check digit.")


@dataclass(frozen=True, slots=True)
class Origin:
    """The plan that pays. company_id has ten characters: "1" and its tax number, as in TRN03."""

    company_id: str
    name: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9A-Z ]{10}", self.company_id):
            raise CannotWriteError('The company id must have ten characters: "1" and the tax id.')


@dataclass(frozen=True, slots=True)
class Reassociation:
    """TRN02 and TRN03 of the 835 that explains this payment."""

    trace: str
    payer_id: str

    @property
    def text(self) -> str:
        """The TRN segment as the addendum carries it."""
        return f"TRN*1*{self.trace}*{self.payer_id}~"

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[^*~\s]{1,50}", self.trace) or not self.trace.isascii():
            raise CannotWriteError("The trace number must have 1 to 50 characters, no * ~ blank.")
        if not re.fullmatch(r"[^*~]{10}", self.payer_id):
            raise CannotWriteError(
                'The payer id of the trace must have ten characters, "1" + tax id.'
            )


@dataclass(frozen=True, slots=True)
class Credit:
    """One payment. kind is DA (checking) or SG (savings); id is the payee's number with us."""

    routing: str
    account: str
    amount: int
    name: str
    id: str
    kind: str = "DA"

    def __post_init__(self) -> None:
        if not is_routing_number(self.routing):
            raise CannotWriteError(f"Payment {self.id}: the routing number fails its check digit.")
        if not re.fullmatch(r"[0-9A-Za-z\- ]{1,17}", self.account) or not self.account.strip():
            raise CannotWriteError(f"Payment {self.id}: the account must have 1 to 17 characters.")
        if not 0 < self.amount <= MOST_CENTS:
            raise CannotWriteError(f"Payment {self.id}: the amount must be 0.01 to 99999999.99.")
        if self.kind not in ("DA", "SG"):
            raise CannotWriteError(f"Payment {self.id}: the account is neither DA nor SG.")
        if not self.id or len(self.id) > 15 or not self.id.isascii():
            raise CannotWriteError("A payment's id must have 1 to 15 characters.")


@dataclass(frozen=True, slots=True)
class ProviderBatch:
    """CCD+ payments to providers, each with its 835 trace; effective is the day of payment."""

    effective: date
    credits: tuple[tuple[Credit, Reassociation], ...]


@dataclass(frozen=True, slots=True)
class MemberBatch:
    """PPD: payments to members."""

    effective: date
    credits: tuple[Credit, ...]
    description: str = "CLAIM PMT"


@dataclass(frozen=True, slots=True)
class AchFile:
    """One file. modifier (A-Z, 0-9) tells the files of one day apart."""

    bank: Bank
    origin: Origin
    when: datetime
    modifier: str
    batches: tuple[ProviderBatch | MemberBatch, ...]
    reference: str = ""

    def __post_init__(self) -> None:
        if not re.fullmatch("[A-Z0-9]", self.modifier):
            raise CannotWriteError("The file modifier must be one of A-Z, 0-9.")
        if not self.batches or not all(batch.credits for batch in self.batches):
            raise CannotWriteError("A file needs a batch, and a batch needs a payment.")
