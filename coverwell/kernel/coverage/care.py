"""Which kind of care is a line? The first rule that fits decides; specific rules come first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from coverwell.kernel.reasons.finding import Finding
from coverwell.kernel.vocabulary.code_ranges import CodeRanges, procedure_key


class CareQuestion(NamedTuple):
    """What a line says about itself; '' where it says nothing.

    `diagnosis` is the main one: the line's first pointer, or a facility's principal diagnosis.
    `bill_type` may be written with or without its leading zero (0131 or 131).
    `age` is in whole years on the date of service.
    """

    institutional: bool
    procedure: str = ""
    modifiers: tuple[str, ...] = ()
    revenue: str = ""
    place: str = ""
    diagnosis: str = ""
    specialty: str = ""
    bill_type: str = ""
    drg: str = ""
    age: int = 40


@dataclass(frozen=True, slots=True)
class Care:
    """A kind of care of the closed list; `chain` is its key and those whose rows stand in."""

    key: str
    event: str
    part: str
    marks: frozenset[str]
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CareRule:
    """One row of the classification: what it decides, and the finding that says so."""

    care: Care
    finding: Finding


@dataclass(frozen=True, slots=True, eq=False)
class CareRules:
    """One dated classification, ready for lookups: a mask per dimension, bit n for rule n.

    `modifiers` holds the rules that name a modifier; `no_modifier` those that name none.
    """

    rules: tuple[CareRule, ...]
    professional: int
    institutional: int
    child: int
    adult: int
    child_under: int
    no_modifier: int
    modifiers: Mapping[str, int]
    revenues: Mapping[str, int]
    no_revenue: int
    places: Mapping[str, int]
    no_place: int
    procedures: CodeRanges
    diagnoses: CodeRanges
    specialties: CodeRanges
    bill_types: CodeRanges
    drgs: CodeRanges

    def first_of(self, fits: int) -> CareRule:
        """Return the rule of the lowest bit: the first that fits."""
        return self.rules[(fits & -fits).bit_length() - 1]


def classify(asked: CareQuestion, table: CareRules) -> CareRule:
    """Return the first rule that fits; every table ends with rules that fit anything."""
    child = asked.age < table.child_under
    fits = codes_mask(asked.procedure, asked.modifiers, asked.place, child, table)
    fits &= diagnosis_mask(asked.diagnosis, table)
    fits &= specialty_mask(asked.specialty, table)
    if not asked.institutional:
        return table.first_of(fits & table.professional)
    fits &= table.revenues.get(asked.revenue, table.no_revenue)
    fits &= table.bill_types.mask("0" + asked.bill_type.lstrip("0"))
    fits &= table.drgs.mask(asked.drg)
    return table.first_of(fits & table.institutional)


# Measured: the same codes come again in any batch, and few of the masks differ.
@lru_cache(maxsize=65536)
def codes_mask(
    procedure: str,
    modifiers: tuple[str, ...],
    place: str,
    child: bool,  # noqa: FBT001
    table: CareRules,
) -> int:
    """Return the rules that fit a procedure, its modifiers and its place, for a child or not."""
    fits = table.child if child else table.adult
    fits &= table.procedures.mask(procedure_key(procedure))
    fits &= table.places.get(place, table.no_place)
    return fits & _modifiers(modifiers, table)


@lru_cache(maxsize=65536)
def diagnosis_mask(code: str, table: CareRules) -> int:
    """Return the rules that fit a diagnosis."""
    return table.diagnoses.mask(code)


@lru_cache(maxsize=16384)
def specialty_mask(taxonomy: str, table: CareRules) -> int:
    """Return the rules that fit a specialty."""
    return table.specialties.mask(taxonomy)


def _modifiers(modifiers: tuple[str, ...], table: CareRules) -> int:
    """Return the rules that ask for no modifier or for one of these."""
    mask = table.no_modifier
    for modifier in modifiers:
        mask |= table.modifiers.get(modifier, 0)
    return mask
