"""From the 820's words to ours: a payment and its parts, in whichever way it adds up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final, NamedTuple

from coverwell.kernel.vocabulary.money import Money
from coverwell.services.billing.receipt import Part, Payment
from coverwell.wire.x12.transactions.premium_820 import Header820, Item820, Remitted


ORGANIZATION: Final = ("2L", "AG", "NH", "RGA", "UN")  # ENT02 of loop 2000A
INVOICE: Final = "IK"
_ACCOUNT: Final = ("11", "1L", "CT")  # RMR01: the account, the group, the contract
_MEMBER: Final = ("34", "N", "EI", "II")


class Entity(NamedTuple):
    """One ENT with the ordinal of its segment (ST = 1)."""

    said: Remitted
    segment: int


def payment(header: Header820, entities: Sequence[Entity]) -> Payment | None:
    """Say in our words what a set pays; None where its parts do not come to BPR02.

    Two points differ between senders (as the reader allows): whether RMR04 holds the adjustments
    of this payment, and whether individuals repeat what the organization's summary pays. The
    individuals are taken where they alone come to the amount: they say most.
    """
    amount = -header.payment.amount if header.payment.credit == "D" else header.payment.amount
    groups = [one for one in entities if one.said.entity in ORGANIZATION]
    people = [one for one in entities if one.said.entity not in ORGANIZATION]
    for some in (people, groups, entities):
        for netted in (True, False):
            parts = tuple(_parts(some, header, netted=netted))
            if some and sum(part.amount for part in parts) == amount:
                return _payment(header, amount, parts)
    for group_net, person_net in product((True, False), repeat=2):
        parts = (
            *_parts(groups, header, netted=group_net),
            *_parts(people, header, netted=person_net),
        )
        if sum(part.amount for part in parts) == amount:
            return _payment(header, amount, parts)
    return None


def _payment(header: Header820, amount: int, parts: tuple[Part, ...]) -> Payment:
    trace, paid = header.trace, header.payment
    payer = header.payer
    return Payment(
        originator=((trace.originator if trace else "") or paid.payer_id)[:30],
        trace=(trace.number if trace else "")[:50],
        amount=Money(amount),
        method=paid.method[:3],
        effective=paid.effective,
        payer_name=payer.name if payer else "",
        parts=tuple(part._replace(position=at) for at, part in enumerate(parts, start=1)),
    )


def _parts(entities: Sequence[Entity], header: Header820, *, netted: bool) -> Iterator[Part]:
    """The parts of entities; `netted`: RMR04 already holds the adjustments of this payment."""
    for entity in entities:
        said, segment = entity
        account, member = _account(header), _member(said)
        for earlier in said.earlier:
            yield Part(
                0, segment, Money(earlier.amount), member=member, account=account, adjusts=True
            )
        for item in said.items:
            more = 0 if netted else sum(one.amount for one in item.adjustments)
            yield Part(
                0,
                segment,
                Money(item.paid + more),
                invoice=item.number if item.qualifier == INVOICE else "",
                member=member,
                account=_named(item) or account,
            )


def _account(header: Header820) -> str:
    """The account that is paid for: the payer's number with us (REF 38, 18 or 14)."""
    keys = [one.value for one in header.references if one.qualifier in ("38", "18", "14")]
    return keys[0] if keys else ""


def _named(item: Item820) -> str:
    return item.number if item.qualifier in _ACCOUNT else ""


def _member(said: Remitted) -> str:
    """The member number of an individual; an organization has none."""
    found = next((one.id for one in said.names if one.id and one.id_qualifier in _MEMBER), "")
    return "" if said.entity in ORGANIZATION else found
