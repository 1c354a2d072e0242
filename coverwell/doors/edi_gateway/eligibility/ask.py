"""From the 270's words to ours: what is asked, and by whom."""

from __future__ import annotations

from datetime import date

from coverwell.services.eligibility.question import CoverageQuestion, Search
from coverwell.wire.x12.transactions.common import Dated, Party
from coverwell.wire.x12.transactions.eligibility import Eligibility, Insured


def question_of(asked: Eligibility, tax_id: str) -> CoverageQuestion:
    """Say in our words what is asked about the patient of a message."""
    first, last = _days(asked)
    procedures = (one.procedure[1] for one in asked.questions if len(one.procedure) > 1)
    types = (code for one in asked.questions for code in one.service_types)
    return CoverageQuestion(
        search=_search(asked),
        first=first,
        last=last,
        service_types=tuple(dict.fromkeys(types)),
        procedures=tuple(dict.fromkeys(procedures)),
        tax_id=tax_id,
        npi=numbers_of(asked)[0],
    )


def numbers_of(asked: Eligibility) -> tuple[str, str]:
    """Return the NPI and the tax id by which the asker names itself."""
    party = asked.receiver.party if asked.receiver else None
    if party is None:
        return "", ""
    return party.npi, party.id if party.id_qualifier == "FI" else ""


def _search(asked: Eligibility) -> Search:
    holder = asked.subscriber.insured if asked.subscriber else None
    patient = asked.dependent.insured if asked.dependent else holder
    number = _member_id(holder) or _member_id(patient)
    name = patient.name if patient else None
    dependent = asked.dependent is not None
    return Search(
        # A dependent is named by the subscriber's number and their own name and birth date.
        number[:9] if dependent else number,
        name.first if name else "",
        name.last if name else "",
        patient.born if patient else None,
    )


def _member_id(insured: Insured | None) -> str:
    name: Party | None = insured.name if insured else None
    return name.id if name and name.id_qualifier in ("MI", "II") else ""


def _days(asked: Eligibility) -> tuple[date | None, date | None]:
    """The days that are asked about: those of the question, else those of the patient."""
    insured = asked.patient.insured if asked.patient else None
    said: list[Dated] = [day for one in asked.questions for day in one.dates]
    said += insured.dates if insured else ()
    for one in said:
        if one.qualifier == "291" and one.first is not None:
            return one.first, one.last
    return None, None
