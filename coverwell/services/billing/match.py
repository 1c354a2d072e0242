"""Which invoices a payment's parts are for: by invoice number, member or account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce

from coverwell.kernel.vocabulary.money import Money
from coverwell.records.billing.models import Invoice
from coverwell.records.members.models import Account, Family
from coverwell.services.billing.receipt import Part
from coverwell.services.claims.numbers import split_member_id


class Applied(NamedTuple):
    """What of a part counts on an invoice (cents)."""

    part: Part
    invoice: Invoice
    amount: Money


class Matched(NamedTuple):
    """How much of a part counts on which invoices, and the rule by which the rest waits."""

    applied: tuple[Applied, ...]
    rest: Money
    rule: str


class Books:
    """The open invoices of everybody whom a payment may be for; what is matched is taken off."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._families = _families(parts)
        accounts = {one.account for one in parts if one.account}
        known = Account.objects.filter(number__in=accounts).values_list("number", flat=True)
        self._accounts = {number: f"account {number}" for number in known}
        named = {one.invoice for one in parts if one.invoice}
        payers = {payer for found in self._families.values() for payer in found}
        rows = _with_paid(Invoice.objects.filter(number__in=named))
        payers |= {*self._accounts.values(), *(row.payer for row in rows)}
        open_ones = _with_paid(Invoice.objects.filter(payer__in=payers).order_by("month", "pk"))
        self._by_number = {row.number: row for row in open_ones}
        self._of: dict[str, list[Invoice]] = defaultdict(list)
        for row in open_ones:
            self._of[row.payer].append(row)
        self._left = {row.pk: row.total - paid_of(row) for row in open_ones}

    def match(self, part: Part) -> Matched:
        """Find the invoices that a part pays, oldest first; nothing is guessed."""
        if part.invoice:
            return self._named(part)
        if part.adjusts:
            return Matched((), part.amount, "adjusted")
        payers = self._payers(part)
        if not payers:
            rule = "member_unknown" if part.member else "payer_unknown"
            return Matched((), part.amount, rule)
        rows = [row for payer in payers for row in self._of.get(payer, [])]
        return self._take(part, rows, "nothing_open")

    def _named(self, part: Part) -> Matched:
        row = self._by_number.get(part.invoice)
        if row is None:
            return Matched((), part.amount, "invoice_unknown")
        payers = self._payers(part)
        if part.member and not payers:
            return Matched((), part.amount, "member_unknown")
        if payers and row.payer not in payers:
            return Matched((), part.amount, "invoice_of_another")
        if part.amount < 0:
            # It gives back what was paid on the invoice: so much is open again.
            self._left[row.pk] -= part.amount
            return Matched((Applied(part, row, part.amount),), Money(0), "")
        return self._take(part, [row], "overpaid")

    def _payers(self, part: Part) -> tuple[str, ...]:
        if part.member:
            split = split_member_id(part.member)
            return self._families.get(split[0], ()) if split else ()
        found = self._accounts.get(part.account)
        return (found,) if found else ()

    def _take(self, part: Part, rows: Sequence[Invoice], nothing: str) -> Matched:
        if part.amount < 0:
            return Matched((), part.amount, "adjusted")
        rest, applied = part.amount, []
        for row in rows:
            amount = Money(min(self._left[row.pk], rest))
            if amount > 0:
                self._left[row.pk] -= amount
                rest -= amount
                applied.append(Applied(part, row, amount))
        rule = "" if not rest else "overpaid" if applied else nothing
        return Matched(tuple(applied), rest, rule)


def _families(parts: Sequence[Part]) -> dict[str, tuple[str, ...]]:
    """Who may be billed for a member: the family by itself, else its account."""
    split = [split_member_id(one.member) for one in parts if one.member]
    wanted = {one[0] for one in split if one}
    rows = Family.objects.filter(subscriber_number__in=wanted).select_related("account")
    return {
        row.subscriber_number: (f"family {row.subscriber_number}", f"account {row.account.number}")
        for row in rows
    }


def _with_paid(rows: QuerySet[Invoice]) -> list[Invoice]:
    return list(rows.annotate(paid=Coalesce(Sum("applications__amount"), 0)))


def paid_of(row: Invoice) -> int:
    """Return what was counted on an invoice that was loaded with its sum (cents)."""
    return int(row.paid)  # type: ignore[attr-defined]  # _with_paid() sums it
