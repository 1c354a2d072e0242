"""Turns the segments of an 835 into the typed values that the writer takes."""

from collections.abc import Iterator
from datetime import date

from coverwell.wire.x12.text import day
from coverwell.wire.x12.transactions.bind import (
    adjustments,
    contact,
    fields,
    money,
    party_of,
    procedure,
    reference_of,
)
from coverwell.wire.x12.transactions.common import (
    Address,
    Adjustment,
    Amount,
    Contact,
    Party,
    Procedure,
    Reference,
)
from coverwell.wire.x12.transactions.remit_835 import (
    Account,
    ClaimPayment,
    Payment,
    Period,
    ProviderAdjustment,
    Remittance835,
    ServicePayment,
    Summary835,
)
from coverwell.wire.x12.trees import Node


UNREADABLE = date.min  # stands for a day that cannot be read; its finding rejects the payment
_CLAIM_NUMBERS = frozenset(
    ["1L", "1W", "28", "6P", "9A", "9C", "BB", "CE", "EA", "F8", "G1", "G3", "IG", "SY"]
)


class Loop835:
    """The segments of one loop by id, split into elements."""

    def __init__(self, node: Node, texts: list[str], separator: str) -> None:
        self.separator = separator
        self.texts: dict[str, list[str]] = {}
        for position, at in node.segments:
            self.texts.setdefault(position.id, []).append(texts[at])

    def first(self, segment_id: str, most: int) -> list[str]:
        """The elements of the first one; empty ones when there is none."""
        return fields(next(iter(self.texts.get(segment_id, ())), ""), self.separator, most)

    def all(self, segment_id: str, most: int) -> Iterator[list[str]]:
        """The elements of each."""
        return (fields(text, self.separator, most) for text in self.texts.get(segment_id, ()))

    def references(self) -> list[Reference]:
        """Its REF segments."""
        return [reference_of(text, self.separator) for text in self.texts.get("REF", ())]

    def contacts(self) -> tuple[Contact, ...]:
        """Its PER segments."""
        return tuple(contact(text, self.separator) for text in self.texts.get("PER", ()))

    def amounts(self) -> tuple[Amount, ...]:
        """Its AMT segments."""
        return tuple(Amount(amt[1], money(amt[2])) for amt in self.all("AMT", 2))

    def quantities(self) -> tuple[tuple[str, str], ...]:
        """Its QTY segments."""
        return tuple((qty[1], qty[2]) for qty in self.all("QTY", 2))

    def dates(self) -> dict[str, date | None]:
        """Its DTM segments by qualifier, the first of each."""
        found: dict[str, date | None] = {}
        for dtm in self.all("DTM", 2):
            found.setdefault(dtm[1], day(dtm[2]))
        return found

    def organization(self) -> Party:
        """An N1 loop."""
        n1 = self.first("N1", 4)
        n3, n4 = self.first("N3", 2), self.first("N4", 7)
        address = Address(n3[1], n3[2], n4[1], n4[2], n4[3], n4[4], n4[7])
        return Party(
            n1[1], "2", n1[2], id_qualifier=n1[3], id=n1[4],
            address=address if any(address) else None,
            references=tuple(self.references()),
        )  # fmt: skip


def header(node: Node, texts: list[str], separator: str) -> Remittance835:
    """A payment without its claims: BPR to the payee."""
    top = Loop835(node, texts, separator)
    loops = {below.loop.id: Loop835(below, texts, separator) for below in node.children}
    empty = Loop835(Node(node.loop), [], separator)
    payer, payee = loops.get("1000A", empty), loops.get("1000B", empty)
    contacts = payer.contacts()
    numbers = {reference.qualifier: reference.value for reference in top.references()}
    return Remittance835(
        _payment(top),
        payer.organization()._replace(
            contacts=tuple(one for one in contacts if one.function == "CX")
        ),
        payee.organization(),
        produced=top.dates().get("405"),
        receiver=numbers.get("EV", ""),
        version=numbers.get("F2", ""),
        technical_contacts=tuple(one for one in contacts if one.function != "CX"),
    )


def _payment(top: Loop835) -> Payment:
    bpr, trn = top.first("BPR", 16), top.first("TRN", 4)
    return Payment(
        money(bpr[2]),
        bpr[4],
        day(bpr[16]) or UNREADABLE,
        trn[2],
        trn[3],
        bpr[1],
        bpr[5],
        _account(bpr[7:10]),
        _account(bpr[13:16]),
        bpr[11],
    )


def _account(values: list[str]) -> Account | None:
    routing, kind, number = values
    return Account(routing, number, kind) if routing or number else None


def summary(node: Node, texts: list[str], separator: str) -> Summary835:
    """LX with TS3 and TS2."""
    top = Loop835(node, texts, separator)
    return Summary835(top.first("LX", 1)[1], _elements(top, "TS3"), _elements(top, "TS2"))


def _elements(top: Loop835, segment_id: str) -> tuple[str, ...]:
    texts = top.texts.get(segment_id)
    return tuple(texts[0].split(top.separator)[1:]) if texts else ()


def provider_adjustments(
    texts: list[str], delimiters: tuple[str, str]
) -> Iterator[ProviderAdjustment]:
    """The amounts of PLB segments."""
    element, component = delimiters
    for text in texts:
        plb = fields(text, element, 14)
        for at in range(3, 14, 2):
            if plb[at] or plb[at + 1]:
                reason, _, reference = plb[at].partition(component)
                year_end = day(plb[2]) or UNREADABLE
                yield ProviderAdjustment(plb[1], year_end, reason, reference, money(plb[at + 1]))


def claim(node: Node, texts: list[str], delimiters: tuple[str, str]) -> ClaimPayment:
    """Loop 2100 with its lines."""
    separator, component = delimiters
    top = Loop835(node, texts, separator)
    clp, dates = top.first("CLP", 13), top.dates()
    people = (party_of((text,), separator) for text in top.texts.get("NM1", ()))
    named = {party.entity: party for party in people}
    references = top.references()
    return ClaimPayment(
        clp[1], clp[2], money(clp[3]), money(clp[4]), money(clp[5]) if clp[5] else None,
        clp[6], clp[7], named.get("QC", Party("QC")), clp[8], clp[9], clp[11], clp[12], clp[13],
        _adjustments(top), named.get("IL"), named.get("74"), named.get("82"), named.get("TT"),
        _elements(top, "MIA"), _elements(top, "MOA"),
        tuple(r for r in references if r.qualifier in _CLAIM_NUMBERS),
        tuple(r for r in references if r.qualifier not in _CLAIM_NUMBERS),
        _period(dates.get("232"), dates.get("233")), dates.get("036"), dates.get("050"),
        top.contacts(), top.amounts(),
        tuple(_line(below, texts, separator, component) for below in node.children),
        named.get("PR"), named.get("GB"), top.quantities(),
    )  # fmt: skip


def _adjustments(top: Loop835) -> tuple[Adjustment, ...]:
    texts = top.texts.get("CAS", ())
    return tuple(one for text in texts for one in adjustments(text, top.separator))


def _period(first: date | None, last: date | None) -> Period | None:
    first = first or last
    return Period(first, None if last == first else last) if first else None


def _line(node: Node, texts: list[str], separator: str, component: str) -> ServicePayment:
    top = Loop835(node, texts, separator)
    svc, dates, references = top.first("SVC", 7), top.dates(), top.references()
    amounts = top.amounts()
    remarks = [(lq[1], lq[2]) for lq in top.all("LQ", 2)]
    return ServicePayment(
        procedure(svc[1], component) or Procedure("", ""),
        money(svc[2]),
        money(svc[3]),
        _period(dates.get("472") or dates.get("150"), dates.get("151")),
        svc[4],
        svc[5],
        procedure(svc[6], component),
        svc[7],
        _adjustments(top),
        next((r.value for r in references if r.qualifier == "6R"), ""),
        tuple(r for r in references if r.qualifier != "6R"),
        next((a.amount for a in amounts if a.qualifier == "B6"), None),
        tuple(a for a in amounts if a.qualifier != "B6"),
        tuple(code for qualifier, code in remarks if qualifier == "HE"),
        top.quantities(),
        tuple(code for qualifier, code in remarks if qualifier == "RX"),
    )
