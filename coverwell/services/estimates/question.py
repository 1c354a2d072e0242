"""What an estimate is asked about, and the planned claim that it makes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from coverwell.kernel.vocabulary.claim import (
    Claim,
    Diagnosis,
    DiagnosisRole,
    Line,
    Provider,
)
from coverwell.kernel.vocabulary.money import Money


@dataclass(frozen=True, slots=True)
class Service:
    """One planned service; `charge` None: the price of the contract is taken (cents)."""

    code: str
    modifiers: tuple[str, ...] = ()
    units: Decimal = Decimal(1)
    charge: Money | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Who is to get which services, by whom (tax id), on which day, where (place code)."""

    family: int
    person: int
    member_id: str
    tax_id: str
    day: date
    services: tuple[Service, ...]
    place: str = "11"
    diagnosis: str = ""
    authorization: str = ""


class EstimateError(ValueError):
    """A question that cannot be answered; the message says what to change."""


# ICD-10-CM R69, illness, unspecified: people who ask a price know no diagnosis, and a claim
# without one is refused.
SOME_ILLNESS = "R69"

# High enough that no contract's price is cut to it while the price is looked up.
UNKNOWN_CHARGE = Money(1_000_000_00)


def planned_claim(question: Question, office: Provider, received: date) -> Claim:
    """Make the claim that the office would send; unknown charges are set later."""
    diagnosis = question.diagnosis or SOME_ILLNESS
    return Claim(
        number="",
        family=question.family,
        person=question.member_id,
        received=max(received, question.day),
        billing=office,
        lines=tuple(
            _line(number, service, question)
            for number, service in enumerate(question.services, start=1)
        ),
        diagnoses=(Diagnosis(diagnosis, DiagnosisRole.PRINCIPAL),),
        place=question.place,
        authorization=question.authorization,
    )


def _line(number: int, service: Service, question: Question) -> Line:
    return Line(
        number=number,
        charge=UNKNOWN_CHARGE if service.charge is None else service.charge,
        first=question.day,
        last=question.day,
        units=service.units,
        procedure=service.code,
        modifiers=service.modifiers,
        place=question.place,
        diagnoses=(question.diagnosis or SOME_ILLNESS,),
    )


def with_charges(claim: Claim, charges: dict[int, Money]) -> Claim:
    """Return the claim with the charges of some lines set (cents)."""
    lines = tuple(
        replace(line, charge=charges.get(line.number, line.charge)) for line in claim.lines
    )
    return replace(claim, lines=lines)
