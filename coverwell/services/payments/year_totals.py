"""What each office was paid in a calendar year, as its information return (1099) needs it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import connection

from coverwell.kernel.vocabulary.money import Money
from coverwell.services.acting import Actor, acting


@dataclass(frozen=True, slots=True)
class YearTotal:
    """An office's year (cents): `total` = paid + withheld + levied - refunded.

    Payments count in the year in which the payee has them; those that came back or were voided do
    not, and what replaces them counts when it is paid. `interest` is a part of the total.
    """

    tax_id: str
    name: str
    year: int
    payments: int
    paid: Money
    withheld: Money
    levied: Money
    refunded: Money
    interest: Money
    total: Money


_TOTALS: Final = """
WITH paid AS (
    SELECT p.tax_id, max(p.name) AS name, count(*) FILTER (WHERE p.amount > 0) AS payments,
           sum(p.amount) AS paid, sum(p.interest_total) AS interest,
           sum(coalesce(beside.withheld, 0)) AS withheld, sum(coalesce(beside.levied, 0)) AS levied
    FROM cw_payments_payment p
    LEFT JOIN LATERAL (
        SELECT sum(a.amount) FILTER (WHERE a.code = 'IR') AS withheld,
               sum(a.amount) FILTER (WHERE a.code = 'LE') AS levied
        FROM cw_payments_paymentadjustment a WHERE a.payment_id = p.id
    ) beside ON true
    WHERE p.tax_id <> '' AND date_part('year', p.effective_on) = %(year)s AND NOT EXISTS (
        SELECT 1 FROM cw_payments_paymentoutcome e
        WHERE e.payment_id = p.id AND e.kind IN ('returned', 'voided'))
    GROUP BY p.tax_id
), refunds AS (
    SELECT tax_id, sum(amount) AS refunded FROM cw_payments_payeeorder
    WHERE kind = 'refund' AND tax_id <> '' AND date_part('year', first_on) = %(year)s
    GROUP BY tax_id
)
SELECT coalesce(paid.tax_id, refunds.tax_id), coalesce(paid.name, g.name), paid.payments,
       paid.paid, paid.withheld, paid.levied, refunds.refunded, paid.interest
FROM paid FULL JOIN refunds ON refunds.tax_id = paid.tax_id
LEFT JOIN cw_providers_group g ON g.tax_id = refunds.tax_id
ORDER BY 1
"""


def year_totals(year: int, actor: Actor) -> tuple[YearTotal, ...]:
    """Return what each office was paid in a year, offices without anything left out."""
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(_TOTALS, {"year": year})
        rows = (_total(year, *row) for row in cursor.fetchall())
        return tuple(row for row in rows if row.total or row.paid or row.refunded)


def _total(
    year: int, tax_id: str, name: str, payments: int | None, *sums: int | None
) -> YearTotal:
    paid, withheld, levied, refunded, interest = _money(sums)
    total = Money(paid + withheld + levied - refunded)
    return YearTotal(
        tax_id, name, year, payments or 0, paid, withheld, levied, refunded, interest, total
    )


def _money(sums: Iterable[int | None]) -> list[Money]:
    return [Money(int(each or 0)) for each in sums]
