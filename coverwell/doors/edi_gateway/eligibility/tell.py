"""From a coverage answer to the 271: the same people, traces and order as in the question."""

from __future__ import annotations

from datetime import datetime

from coverwell.doors.edi_gateway.eligibility.benefits import benefits_of
from coverwell.kernel.edits.identifiers import valid_npi
from coverwell.services.eligibility.coverage import CoverageAnswer, Subject
from coverwell.services.eligibility.inquiry_tables import Refusal, refusals
from coverwell.services.payer.read import Payer, payer
from coverwell.wire.x12.transactions.common import Address, Contact, Dated, Party, Reference, Trace
from coverwell.wire.x12.transactions.eligibility import (
    Eligibility,
    Header,
    Insured,
    Named,
    Person,
    Receiver,
    Reject,
    Relation,
    Source,
)


ASKER_LEVEL, SUBSCRIBER_LEVEL = "asker", "subscriber"


def told(asked: Eligibility, answer: CoverageAnswer, when: datetime) -> Eligibility:
    """Answer a question about one person."""
    us = payer(when.date())
    reasons = tuple(refusals(answer.as_of)[rule] for rule in answer.refused)
    message = Eligibility(_header(asked, when), _source(us), _receiver(asked))
    if not answer.refused:
        return _with_person(message, asked, answer, us)
    return _with_reasons(message, asked, reasons, (answer, us))


def refused_asker(asked: Eligibility, rule: str, when: datetime) -> Eligibility:
    """Refuse whoever asks: nothing below that level is answered."""
    reason = refusals(when.date())[rule]
    us = payer(when.date())
    return Eligibility(_header(asked, when), _source(us), _receiver(asked, reason))


def unable(asked: Eligibility, when: datetime) -> Eligibility:
    """Say that this question cannot be answered now."""
    us = payer(when.date())
    reason = (refusals(when.date())["unable"],)
    message = Eligibility(_header(asked, when), _source(us), _receiver(asked))
    message = message._replace(subscriber=_refused_person(asked.subscriber, "IL", reason))
    if asked.dependent is None:
        return message
    return message._replace(dependent=_refused_person(asked.dependent, "03", reason))


def _refused_person(asked: Person | None, entity: str, reasons: tuple[Refusal, ...]) -> Person:
    traces = tuple(one._replace(kind="2") for one in asked.traces) if asked else ()
    return Person(_echo(asked, entity, reasons), traces)


def _header(asked: Eligibility, when: datetime) -> Header:
    return Header("11", asked.header.reference, when.date(), f"{when:%H%M}")


def _source(us: Payer) -> Source:
    phone = "".join(one for one in us.provider_phone if one.isdigit())
    contact = Contact("IC", "PROVIDER SERVICES", (("TE", phone), ("UR", us.web)))
    party = Party("PR", "2", us.name, id_qualifier="PI", id=us.payer_id, contacts=(contact,))
    return Source(Named(party))


def _receiver(asked: Eligibility, reason: Refusal | None = None) -> Receiver:
    party = asked.receiver.party if asked.receiver else None
    if party is None:
        party = Party("1P", "2", "UNKNOWN")
    plain = party._replace(address=None, contacts=(), references=())
    if plain.npi and not valid_npi(plain.npi):
        plain = plain._replace(id_qualifier="SV")  # their number, which is no NPI
    return Receiver(Named(plain, rejects=(_reject(reason),) if reason else ()))


def _reject(reason: Refusal) -> Reject:
    # Y: the question was right in form and is refused all the same; N: something in it is wrong.
    valid = "Y" if reason.level in ("request", ASKER_LEVEL) else "N"
    return Reject(valid, reason.code, reason.follow_up)


def _traces(asked: Person | None, answer: CoverageAnswer, us: Payer) -> tuple[Trace, ...]:
    """Give the question's numbers back, and the reference under which the answer is kept."""
    theirs = tuple(one._replace(kind="2") for one in asked.traces) if asked else ()
    return (*theirs, Trace("1", answer.reference, f"1{us.tax_id}"))


def _with_person(
    message: Eligibility, asked: Eligibility, answer: CoverageAnswer, us: Payer
) -> Eligibility:
    subject = answer.subject
    if subject is None:
        raise ValueError("An answer that is not refused names a person.")
    benefits = benefits_of(answer, us.no_guarantee["en"])
    plan = answer.plan
    dates = [Dated("346", "D8", f"{plan.first:%Y%m%d}")] if plan else []
    if plan and plan.last:
        dates.append(Dated("347", "D8", f"{plan.last:%Y%m%d}"))
    elif answer.why_last:
        dates.append(Dated("347", "D8", f"{answer.why_last:%Y%m%d}"))
    patient = Insured(
        _party(subject, "03" if asked.dependent else "IL"),
        born=subject.birth_date,
        sex=subject.sex if subject.sex in ("F", "M") else "",
        dates=tuple(dates),
        benefits=benefits,
    )
    if asked.dependent is None:
        return message._replace(subscriber=Person(patient, _traces(asked.subscriber, answer, us)))
    related = subject.relationship if subject.relationship in ("01", "19", "53") else "G8"
    patient = patient._replace(relation=Relation("N", related))
    return message._replace(
        subscriber=Person(Insured(_holder(subject))),
        dependent=Person(patient, _traces(asked.dependent, answer, us)),
    )


def _party(subject: Subject, entity: str) -> Party:
    references = (Reference("6P", subject.account),) if subject.account else ()
    address = Address(
        subject.street,
        city=subject.city,
        state=subject.state,
        postal_code=subject.zip_code,
    )
    named = Party(
        entity,
        "1",
        subject.last_name,
        subject.first_name,
        references=references,
        address=address if subject.street and subject.city else None,
    )
    # A dependent of a subscriber is named by the subscriber's number.
    return named if entity == "03" else named._replace(id_qualifier="MI", id=subject.member_id)


def _holder(subject: Subject) -> Party:
    return Party(
        "IL",
        "1",
        subject.subscriber_last,
        subject.subscriber_first,
        id_qualifier="MI",
        id=f"{subject.member_id[:9]}01",
    )


def _with_reasons(
    message: Eligibility,
    asked: Eligibility,
    reasons: tuple[Refusal, ...],
    about: tuple[CoverageAnswer, Payer],
) -> Eligibility:
    """Say why there is no answer where the fault stands: at the subscriber or the patient."""
    answer, us = about
    of_holder = tuple(one for one in reasons if one.level == SUBSCRIBER_LEVEL)
    of_patient = tuple(one for one in reasons if one.level != SUBSCRIBER_LEVEL)
    if asked.dependent is None:
        holder = _echo(asked.subscriber, "IL", reasons)
        traces = _traces(asked.subscriber, answer, us)
        return message._replace(subscriber=Person(holder, traces))
    traces = _traces(asked.dependent, answer, us)
    return message._replace(
        subscriber=Person(_echo(asked.subscriber, "IL", of_holder)),
        dependent=Person(_echo(asked.dependent, "03", of_patient), traces),
    )


def _echo(asked: Person | None, entity: str, reasons: tuple[Refusal, ...]) -> Insured:
    """Name a person as the question did, with each reject reason once."""
    insured = asked.insured if asked else None
    name = insured.name if insured and insured.name else Party(entity, "1")
    plain = name._replace(address=None, contacts=(), references=())
    rejects = tuple(dict.fromkeys(map(_reject, reasons)))
    return Insured(
        plain,
        born=insured.born if insured else None,
        sex=insured.sex if insured else "",
        rejects=rejects,
    )
