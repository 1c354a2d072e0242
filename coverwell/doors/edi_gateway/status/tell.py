"""From where a claim stands to the 277: the same people and traces as in the question."""

from __future__ import annotations

from datetime import datetime

from coverwell.services.claims.status import ClaimStatus as Stands
from coverwell.services.claims.status import LineStatus
from coverwell.services.claims.status_words import Standing, status_table
from coverwell.services.payer.read import payer
from coverwell.wire.x12.transactions.claim_status import (
    Batch,
    Claim,
    ClaimStatus,
    Header,
    Line,
    Person,
    Side,
    Status,
)
from coverwell.wire.x12.transactions.common import Contact, Dated, Party, Reference


# E0: the question itself is at fault; 26: entity not found, 24: it may not ask.
UNKNOWN_PROVIDER, MAY_NOT_ASK = ("E0", "26", "1P"), ("E0", "24", "41")
# E1: our own system is at fault, 0: nothing more can be said.
UNABLE = ("E1", "0", "PR")


def told(
    asked: ClaimStatus, found: list[tuple[Claim, tuple[Stands, ...]]], when: datetime
) -> ClaimStatus:
    """Answer for every claim that was asked about: each that fits, or that none does."""
    claims = tuple(one for claim, stands in found for one in _claims(claim, stands, when))
    plain = _frame(asked, when)
    person = asked.dependent or asked.subscriber
    name = person.name if person else None
    answered = Person(None if name is None else _plain(name), claims=claims)
    if asked.dependent is None:
        return plain._replace(subscriber=answered)
    holder = asked.subscriber.name if asked.subscriber else None
    return plain._replace(
        subscriber=Person(None if holder is None else _plain(holder)), dependent=answered
    )


def refused(asked: ClaimStatus, code: tuple[str, str, str], when: datetime) -> ClaimStatus:
    """Refuse the provider, or whoever sends for it: nothing below is answered."""
    status = Status(code, when.date())
    trace = next((one.trace for one in asked.claims), "0")
    plain = _frame(asked, when)
    if code is MAY_NOT_ASK and asked.asker is not None:
        side = Side(tuple(map(_plain, asked.asker.parties)), Batch(trace, (status,)))
        return plain._replace(asker=side, provider=None)
    parties = asked.provider.parties if asked.provider else (Party("1P", "2", "UNKNOWN"),)
    return plain._replace(provider=Side(tuple(map(_plain, parties[:1])), Batch("0", (status,))))


def _frame(asked: ClaimStatus, when: datetime) -> ClaimStatus:
    us = payer(when.date())
    phone = "".join(one for one in us.provider_phone if one.isdigit())
    contact = Contact("IC", "CLAIMS", (("TE", phone),))
    ours = Party("PR", "2", us.name, id_qualifier="PI", id=us.payer_id, contacts=(contact,))
    sides = [
        None if side is None else Side(tuple(map(_plain, side.parties)))
        for side in (asked.asker, asked.provider)
    ]
    header = Header("0010", "08", asked.header.reference, when.date(), f"{when:%H%M}", "DG")
    return ClaimStatus(header, Side((ours,)), sides[0], sides[1])


def _plain(party: Party) -> Party:
    return party._replace(address=None, contacts=(), references=())


def _claims(asked: Claim, stands: tuple[Stands, ...], when: datetime) -> list[Claim]:
    if stands:
        return [_claim(asked, one) for one in stands]
    nothing = Status(_code(status_table(when.date()).of("not_found")), when.date())
    kept = tuple(one for one in asked.references if one.qualifier in ("EJ", "XZ"))
    return [Claim(asked.trace, (nothing,), kept)]


def _claim(asked: Claim, stands: Stands) -> Claim:
    references = []
    if stands.number:
        references.append(Reference("1K", stands.number))
    if stands.account:
        references.append(Reference("EJ", stands.account))
    status = Status(
        _code(stands.standing),
        stands.since,
        charge=+stands.charge,
        paid=+stands.paid,
        decided=stands.decided_on,
        paid_on=stands.paid_on if stands.paid_by else None,
        check=stands.paid_by,
    )
    dates: tuple[Dated, ...] = ()
    if stands.first is not None:
        last = stands.last or stands.first
        dates = (Dated("472", "RD8", f"{stands.first:%Y%m%d}-{last:%Y%m%d}"),)
    lines = tuple(_line(one, stands) for one in stands.lines)
    return Claim(asked.trace, (status,), tuple(references), dates=dates, lines=lines)


def _line(line: LineStatus, stands: Stands) -> Line:
    code = ("HC", line.procedure, *line.modifiers) if line.procedure else ("NU", line.revenue)
    return Line(
        code,
        +line.charge,
        +line.paid,
        revenue=line.revenue if line.procedure else "",
        units=line.units,
        statuses=(Status(_code(line.standing), stands.since),),
        references=(Reference("FJ", str(line.number)),),
        dates=(Dated("472", "RD8", f"{line.first:%Y%m%d}-{line.last:%Y%m%d}"),),
    )


def _code(standing: Standing) -> tuple[str, ...]:
    return tuple(filter(None, (standing.category, standing.status, standing.entity)))
