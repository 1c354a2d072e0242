"""What the member pays for one kind of care: a cell of the SBC, taken apart.

Every value prints itself as words of the plan document (`phrase`); `read_cell` reads them back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from coverwell.kernel.vocabulary.money import Money


class When(Enum):
    """Which deductible, if any, a cell is subject to, and where it stands among the parts.

    BETWEEN: the first part is taken, then the deductible, then the second part if there is one.
    """

    FIRST = "after deductible"
    DRUG_FIRST = "after drug deductible"
    WAIVED = "deductible does not apply"
    BETWEEN = "then deductible"


class Per(Enum):
    """What one copay buys."""

    VISIT = "visit"
    DAY = "day"
    STAY = "stay"
    FILL = "fill"
    TRIP = "trip"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Cap:
    """What ends a part: an amount (and what it is per), days, visits, or admission.

    A part 'for the first 3 visits' with a part after 'then' is the whole share of those visits,
    free of the deductible; the other part is the share of the later ones, and `when` is theirs.
    Alone, `when` is its own: 'after deductible' takes the deductible before it, and later ones
    bear nothing but the deductible.
    """

    amount: Money | None = None
    per: Per | None = None
    days: int | None = None
    visits: int | None = None
    waived_if_admitted: bool = False

    def phrase(self) -> str:
        """Say it as the plan document does, with the comma or space before it."""
        if self.amount is not None:
            return f", up to {self.amount}" + (f" per {self.per.value}" if self.per else "")
        if self.days is not None:
            return f" for the first {counted(self.days, 'days')}"
        if self.visits is not None:
            return f" for the first {counted(self.visits, 'visits')}"
        return " waived if admitted"


@dataclass(frozen=True, slots=True)
class NoCharge:
    """The plan pays all of it."""

    def phrase(self) -> str:
        """Say it as the plan document does."""
        return "no charge"


@dataclass(frozen=True, slots=True)
class Copay:
    """A fixed amount in cents per visit, day, stay, fill, trip or item.

    `per_said` remembers that the cell wrote 'per visit' out; the meaning is the same without.
    """

    amount: Money
    per: Per = Per.VISIT
    cap: Cap | None = None
    per_said: bool = field(default=False, compare=False)

    def phrase(self) -> str:
        """Say it as the plan document does."""
        said = self.per_said or self.per is not Per.VISIT
        per = f" per {self.per.value}" if said else ""
        return f"{self.amount} copay{per}{self.cap.phrase() if self.cap else ''}"


@dataclass(frozen=True, slots=True)
class Coinsurance:
    """A share of what is left, in percent (20 means 20%)."""

    percent: Decimal
    cap: Cap | None = None

    def phrase(self) -> str:
        """Say it as the plan document does."""
        return f"{self.percent:f}% coinsurance{self.cap.phrase() if self.cap else ''}"


Part = NoCharge | Copay | Coinsurance


@dataclass(frozen=True, slots=True)
class CostShare:
    """A covered cell: its parts in the order they are taken, and the deductible.

    `when_said` False means that the cell left `when` out, which says that no deductible applies.
    """

    parts: tuple[Part, ...]
    when: When
    when_said: bool = field(default=True, compare=False)

    def phrase(self) -> str:
        """Say it word for word as the plan document does."""
        if self.when is When.BETWEEN:
            return ", then ".join((self.parts[0].phrase(), "deductible", *self._later()))
        words = ", then ".join((self.parts[0].phrase(), *self._later()))
        return f"{words}, {self.when.value}" if self.when_said else words

    def _later(self) -> tuple[str, ...]:
        return tuple(part.phrase() for part in self.parts[1:])


def cell_phrase(cell: CostShare | None) -> str:
    """Say a cell, also one that is not covered."""
    return "not covered" if cell is None else cell.phrase()


def counted(quantity: int, plural: str) -> str:
    """Say '60 visits' or '1 visit'."""
    return f"{quantity} {plural if quantity != 1 else plural.removesuffix('s')}"
