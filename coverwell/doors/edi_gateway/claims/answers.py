"""The 277CA of a claim file: every claim acknowledged, once, before any is decided."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import orjson

from coverwell.doors.edi_gateway.mail import Mail, keep_in
from coverwell.services.claims.acknowledged import Acknowledged, acknowledged
from coverwell.services.claims.hand_over import hand_over
from coverwell.services.payer.read import payer
from coverwell.wire.x12.events import Interchange
from coverwell.wire.x12.text import day
from coverwell.wire.x12.transactions.claim_837 import Header837
from coverwell.wire.x12.transactions.claim_ack_277 import (
    ClaimAcknowledgment,
    ClaimStatus,
    ProviderStatuses,
    Status,
    write_277ca,
)
from coverwell.wire.x12.transactions.common import Party
from coverwell.wire.x12.transactions.remit_835 import Period
from coverwell.wire.x12.writer import CannotWriteError, Envelope, words


CLAIMS_IN_ONE = 5_000
LARGEST = 9_999_999_999
"""Cents: the guides give an amount ten digits, and a total of claims too."""
# Accepted into adjudication; 20: accepted for processing.
_ACCEPTED = (Status("A2", "20", "PR"),)
_VAGUE = "21"  # missing or invalid information
_KINDS = ("1", "2")  # NM102
_UNSAFE = re.compile(r"[^A-Za-z0-9 .-]")


@dataclass(frozen=True, slots=True)
class Batch:
    """The claims of one transaction set: their positions in the file, and its header."""

    header: Header837
    first: int
    last: int


def keep_277ca(mail: Mail, to: Interchange, batch: Batch, number: int) -> int:
    """Answer every claim of a transaction set, and let those that are accepted be decided.

    Returns how many files that took.
    """
    claims = acknowledged(mail.file, batch.first, batch.last)
    return answer_claims(mail, to, batch.header, claims, number, hand_over)


def answer_claims(  # noqa: PLR0913, PLR0917 - who, to whom, about what, and what follows
    mail: Mail,
    to: Interchange,
    header: Header837,
    claims: Iterable[Acknowledged],
    number: int,
    then: Callable[[int, int, int], object],
) -> int:
    """Write and keep the 277CA of claims in parts, and do with each part what follows it."""
    parts = 0
    for some in _parts(claims):
        at = number + parts
        answer = _acknowledgment(mail, header, some, at)
        content = _written(mail.envelope(to, "277CA", at), answer)
        first, last = some[0].position, some[-1].position
        keep_in(mail, "277CA", at, content, partial(then, mail.file, first, last))
        parts += 1
    return parts


def _parts(claims: Iterable[Acknowledged]) -> Iterator[list[Acknowledged]]:
    """Cut where a 277CA would be long, or its totals longer than an amount may be."""
    part: list[Acknowledged] = []
    total = 0
    for claim in claims:
        if part and (len(part) == CLAIMS_IN_ONE or total + _charge(claim) > LARGEST):
            yield part
            part, total = [], 0
        part.append(claim)
        total += _charge(claim)
    if part:
        yield part


def _charge(claim: Acknowledged) -> int:
    """What the answer repeats of the charge: nothing of one that no claim can have."""
    return claim.charge if 0 <= claim.charge <= LARGEST else 0


def _written(envelope: Envelope, answer: ClaimAcknowledgment) -> bytes:
    """Write a 277CA; where a rejected claim's own values break the guide, without those values."""
    try:
        return write_277ca(envelope, [answer])
    except CannotWriteError:
        providers = tuple(
            ProviderStatuses(
                Party("85", "2", _name(one.provider.last)),
                tuple(map(_bare, one.claims)),
            )
            for one in answer.providers
        )
        return write_277ca(envelope, [replace(answer, providers=providers)])


def _bare(claim: ClaimStatus) -> ClaimStatus:
    """A rejected claim by its number and reasons alone; an accepted one was written well."""
    if claim.accepted:
        return claim
    kept = _UNSAFE.sub("", claim.trace)[:38] or "0"
    patient = Party("QC", "1", _name(claim.patient.last), claim.patient.first)
    return ClaimStatus(patient, kept, claim.charge, claim.statuses, message=claim.message)


def _acknowledgment(
    mail: Mail, header: Header837, claims: list[Acknowledged], number: int
) -> ClaimAcknowledgment:
    us = payer(mail.day)
    reference = f"{mail.file}-{number}"
    sent = header.submitter or Party("41")
    sender = Party(
        "41",
        sent.kind if sent.kind in _KINDS else "2",
        _name(sent.last),
        id_qualifier="46",
        id=_id(sent.id),
    )
    return ClaimAcknowledgment(
        payer=Party("PR", "2", us.name, id_qualifier="PI", id=us.payer_id),
        receiver=sender,
        reference=reference,
        trace=reference,
        batch=words(header.reference, 50) or "0",
        created=f"{mail.when:%H%M}",
        received=mail.day,
        processed=mail.day,
        providers=tuple(_providers(claims)),
    )


def _providers(claims: Iterable[Acknowledged]) -> Iterator[ProviderStatuses]:
    """Each billing provider once, in the order in which they first come."""
    found: dict[tuple[str, ...], list[ClaimStatus]] = {}
    for claim in claims:
        billing, *said = orjson.loads(claim.answer)
        found.setdefault(tuple(billing), []).append(_status(said, claim))
    for (kind, last, first, npi, tax_id), statuses in found.items():
        qualifier, number = ("XX", npi) if npi else ("FI", tax_id)
        sort = kind if kind in _KINDS else "2"
        provider = Party("85", sort, _name(last), first, id_qualifier=qualifier, id=number)
        yield ProviderStatuses(provider, tuple(statuses))


def _status(said: list[Any], claim: Acknowledged) -> ClaimStatus:
    (last_name, first_name, member), clearinghouse, bill_type, first, last = said
    # What says no more than "a part is not valid" comes after what names the part.
    reasons = sorted(claim.reasons, key=lambda one: one.status == _VAGUE)
    rejected = [Status(one.category, one.status, one.entity) for one in reasons]
    service = day(first.replace("-", "")) if first else None
    until = day(last.replace("-", "")) if last else None
    return ClaimStatus(
        patient=Party(
            "QC", "1", _name(last_name), first_name, id_qualifier="MI" if member else "", id=member
        ),
        trace=words(claim.sender_claim_id, 38) or "0",
        charge=_charge(claim),
        statuses=tuple(dict.fromkeys(rejected)) or _ACCEPTED,
        payer_number=claim.number,
        clearinghouse_number=clearinghouse,
        type_of_bill=bill_type,
        service=Period(service, until) if service else None,
        message=" ".join(dict.fromkeys(one.detail or one.text for one in reasons)),
    )


def _id(sent: str) -> str:
    """An identifier that X12 can carry (two characters or more), as it was sent if it can be."""
    plain = words(sent, 80)
    return plain if len(plain) > 1 else "UNKNOWN"


def _name(sent: str) -> str:
    """A name that X12 can carry: one in other letters is no reason to answer nothing."""
    return words(sent, 60) or "UNKNOWN"
