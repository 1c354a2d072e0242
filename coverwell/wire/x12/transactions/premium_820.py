"""Premium payment (820, X218) in the standard's own words. Amounts are whole cents.

BPR02 must be the sum of what is remitted (RMR04) and of the adjustments of earlier payments; the
writer refuses anything else.
"""

from datetime import date
from typing import NamedTuple

from coverwell.wire.x12.shapes import Shape, child, many, one, part, shape
from coverwell.wire.x12.transactions.common import Address, Contact, Dated, Party, Reference
from coverwell.wire.x12.transactions.parts import CITY, CONTACT, MOMENT, REFERENCE, STREET


VERSION = "005010X218"


class Bank(NamedTuple):
    """One side of the transfer: routing number and account."""

    routing_qualifier: str
    routing: str
    account_qualifier: str
    account: str


class Premium(NamedTuple):
    """BPR and TRN: the payment. handling I: remittance only; payer_id is BPR10."""

    handling: str
    amount: int
    credit: str
    method: str
    payer_id: str
    effective: date | None
    format: str = ""
    payer_bank: Bank | None = None
    payer_supplement: str = ""
    receiver_bank: Bank | None = None


class Trace(NamedTuple):
    """TRN: 1 payment and remittance together, 3 apart."""

    type: str
    number: str
    originator: str = ""
    supplement: str = ""


class Delivery(NamedTuple):
    """RDM: how the remittance is delivered."""

    method: str
    name: str = ""
    number: str = ""


class PremiumParty(NamedTuple):
    """An N1 loop: premium receiver (PE), premium payer (PR), intermediary bank."""

    entity: str
    name: str = ""
    id_qualifier: str = ""
    id: str = ""
    more_name: str = ""
    address: Address | None = None
    delivery: Delivery | None = None
    contacts: tuple[Contact, ...] = ()


class Header820(NamedTuple):
    """BPR to 1000C."""

    payment: Premium
    trace: Trace | None = None
    currency_entity: str = ""
    currency: str = ""
    references: tuple[Reference, ...] = ()
    dates: tuple[Dated, ...] = ()
    receiver: PremiumParty | None = None
    payer: PremiumParty | None = None
    banks: tuple[PremiumParty, ...] = ()


class Adjustment820(NamedTuple):
    """ADX: cents and why (52 credit for an overpayment, 53 for an underpayment, ...)."""

    amount: int
    reason: str


class Count(NamedTuple):
    """SLN: how many members; unit 10 group, IE person, PR pair."""

    number: str
    members: str
    unit: str


class Charge(NamedTuple):
    """SAC: a service, promotion, allowance or charge."""

    indicator: str
    code: str
    amount: int
    description: str = ""


class Line820(NamedTuple):
    """Loop 2310A: a line of the organization's summary."""

    number: str
    charges: tuple[Charge, ...] = ()
    counts: tuple[Count, ...] = ()


class Item820(NamedTuple):
    """Loops 2300A and 2300B: what is paid, of what was billed."""

    qualifier: str
    number: str
    paid: int
    billed: int | None = None
    action: str = ""
    references: tuple[Reference, ...] = ()
    dates: tuple[Dated, ...] = ()
    lines: tuple[Line820, ...] = ()
    adjustments: tuple[Adjustment820, ...] = ()


class Remitted(NamedTuple):
    """Loop 2000A (entity 2L, an organization) or 2000B (2J, a person): one ENT and its items."""

    number: str
    entity: str
    id_qualifier: str
    id: str
    names: tuple[Party, ...] = ()
    earlier: tuple[Adjustment820, ...] = ()
    items: tuple[Item820, ...] = ()

    @property
    def paid(self) -> int:
        """What this entity adds to the payment."""
        return sum(item.paid for item in self.items) + sum(a.amount for a in self.earlier)


_BPR = one(
    "BPR",
    "handling amount credit method format "
    "payer_bank.routing_qualifier payer_bank.routing payer_bank.account_qualifier "
    "payer_bank.account payer_id payer_supplement receiver_bank.routing_qualifier "
    "receiver_bank.routing receiver_bank.account_qualifier receiver_bank.account effective",
)
_DELIVERY = shape(Delivery, one("RDM", "method name:words number"))
_PARTY = shape(
    PremiumParty,
    one("N1", "entity name:words id_qualifier id"),
    one("N2", "more_name:words"),
    STREET,
    CITY,
    child("RDM", "delivery", _DELIVERY),
    many("PER", "contacts", CONTACT),
    address=Address,
)
HEADER: Shape = shape(
    Header820,
    part("payment", shape(Premium, _BPR, payer_bank=Bank, receiver_bank=Bank)),
    child("TRN", "trace", shape(Trace, one("TRN", "type number originator supplement"))),
    one("CUR", "currency_entity currency"),
    many("REF", "references", REFERENCE),
    many("DTM", "dates", MOMENT),
    child("1000A", "receiver", _PARTY),
    child("1000B", "payer", _PARTY),
    many("1000C", "banks", _PARTY),
)
_ADJUSTMENT = shape(Adjustment820, one("ADX", "amount reason"))
_NAME = shape(
    Party,
    one(
        "NM1",
        "entity kind last:words first:words middle:words prefix:words suffix:words id_qualifier "
        "id",
    ),
)
_COUNT = shape(Count, one("SLN", "number - - members unit+-+-"))
_CHARGE = shape(Charge, one("SAC", "indicator code - - amount" + " -" * 9 + " description:words"))
_LINE = shape(
    Line820,
    one("IT1", "number"),
    many("2312A", "charges", _CHARGE),
    many("2315A", "counts", _COUNT),
)
_ITEM = shape(
    Item820,
    one("RMR", "qualifier number action paid billed"),
    many("REF", "references", REFERENCE),
    many("DTM", "dates", MOMENT),
    many("2310A", "lines", _LINE),
    many("2320A 2320B", "adjustments", _ADJUSTMENT),
)
REMITTED: Shape = shape(
    Remitted,
    one("ENT", "number entity id_qualifier id"),
    many("2100B", "names", _NAME),
    many("2200A 2200B", "earlier", _ADJUSTMENT),
    many("2300A 2300B", "items", _ITEM),
)
