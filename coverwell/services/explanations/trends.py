"""How an office's money and denials went, month by month, and what is new since its last visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from coverwell.kernel.vocabulary.money import Money
from coverwell.records.claims.models import Decision
from coverwell.records.payments.models import Payment
from coverwell.services.acting import Actor, acting


MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month: what was paid (cents), claims decided in it, and how many were denied."""

    first: date
    paid: Money
    decided: int
    denied: int

    @property
    def share(self) -> int:
        """The part of the decided claims that was denied, in hundredths of a percent."""
        return self.denied * 10_000 // self.decided if self.decided else 0


@dataclass(frozen=True, slots=True)
class News:
    """What happened since somebody was here before."""

    since: datetime
    decided: int
    denied: int
    pended: int
    payments: int


_MONTHS = """
WITH months AS (
  SELECT (date_trunc('month', %(today)s::date) - n * interval '1 month')::date AS first
    FROM generate_series(0, %(months)s - 1) n
), paid AS (
  SELECT date_trunc('month', made_on)::date AS first, sum(amount) AS amount
    FROM cw_payments_payment GROUP BY 1
), decided AS (
  SELECT date_trunc('month', decided_on)::date AS first, count(*) AS decided,
         count(*) FILTER (WHERE outcome = 'denied') AS denied
    FROM cw_claims_decision WHERE outcome IN ('paid', 'denied') GROUP BY 1
)
SELECT months.first, coalesce(amount, 0), coalesce(decided, 0), coalesce(denied, 0)
  FROM months LEFT JOIN paid USING (first) LEFT JOIN decided USING (first) ORDER BY 1
"""


def months_until(today: date, actor: Actor) -> tuple[Month, ...]:
    """Return the last twelve months, oldest first, of what the actor may see."""
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(_MONTHS, {"today": today, "months": MONTHS})
        return tuple(
            Month(first, Money(paid), decided, denied)
            for first, paid, decided, denied in cursor.fetchall()
        )


def news_since(since: datetime | None, actor: Actor) -> News | None:
    """Count what came since a visit; None where there was no visit before."""
    if since is None:
        return None
    with acting(actor):
        rows = Decision.objects.filter(decided_at__gt=since)
        counts = {one: rows.filter(Q(outcome=one)).count() for one in ("paid", "denied", "pended")}
        payments = Payment.objects.filter(made_on__gt=timezone.localdate(since)).count()
    return News(since, counts["paid"], counts["denied"], counts["pended"], payments)
