"""Bill a month: one invoice for each payer, with what earlier months must be set right by."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import connection
from django.db.models import Max, Sum

from coverwell.kernel.premiums.month import NoRateError, Premium, premiums
from coverwell.kernel.premiums.rates import Insured
from coverwell.kernel.vocabulary.money import Money
from coverwell.records.billing.models import BillingPosting, Invoice, InvoiceLine
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.billing.households import Billed, insured, payers
from coverwell.services.billing.ledger import income, post, receivable
from coverwell.services.billing.rules import BillingRules, billing_rules


Kind = InvoiceLine.Kind
LOCK: Final = 8391  # one billing run at a time
Due = tuple[int, str, date]
"""A family, a plan and a month."""


class BillingError(ValueError):
    """A run that cannot be made; the message says what to change. Nothing was billed."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run made: how many invoices, their total, and how many payers had theirs before."""

    invoices: int
    total: Money
    before: int


def run(month: date, today: date, actor: Actor) -> Ran:
    """Bill a month (any day of it) to every payer that has no invoice for it; staff only.

    BillingError: a plan has no rate. Safe to run again, or twice at once.
    """
    if actor.role != "staff":
        raise DeniedError("Only staff bill premiums.")
    first = month.replace(day=1)
    rules = billing_rules(first)
    with acting(actor.as_engine()):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        billed = set(Invoice.objects.filter(month=first).values_list("payer", flat=True))
        everyone = payers(rules.one_by_one)
        todo = [one for one in everyone if one.payer not in billed]
        made = _Bills(first, today, rules, actor.user).make(todo)
    return Ran(len(made), Money(sum(one.total for one in made)), len(everyone) - len(todo))


class _Bills:
    """The bills of one month."""

    def __init__(self, month: date, today: date, rules: BillingRules, by: str) -> None:
        self.month, self.today, self.rules, self.by = month, today, rules, by
        self.since = months_before(month, rules.months_set_right)

    def make(self, todo: Sequence[Billed]) -> list[Invoice]:
        """Save the invoices of these payers with their lines and postings."""
        families = [family for one in todo for family in one.families]
        spans = insured(families)
        earlier = self._earlier_months([one.payer for one in todo])
        before = _billed(families, self.since)
        bills = [
            (one, lines)
            for one in todo
            if (lines := list(self._lines(one, spans, earlier.get(one.payer, ()), before)))
        ]
        numbers = _numbers(len(bills))
        binders = self._binders(todo)
        invoices = Invoice.objects.bulk_create(
            self._invoice(one, lines, number, binder=one.payer in binders)
            for (one, lines), number in zip(bills, numbers, strict=True)
        )
        rows = list(zip(invoices, bills, strict=True))
        InvoiceLine.objects.bulk_create(
            _line(invoice, at, line)
            for invoice, (_, lines) in rows
            for at, line in enumerate(lines, start=1)
        )
        posted = ((one.pk, _posting(who.payer, lines)) for one, (who, lines) in rows)
        post(BillingPosting.Kind.INVOICE, posted, self.today)
        return invoices

    def _invoice(
        self, one: Billed, lines: Sequence[_Line], number: int, *, binder: bool
    ) -> Invoice:
        due = self._due()
        return Invoice(
            number=f"INV{self.month:%y%m}{number:06}",
            payer=one.payer,
            account=one.account,
            family=one.family,
            month=self.month,
            due_on=due,
            grace_until=due + timedelta(days=self.rules.grace_days),
            total=sum(line.premium.amount for line in lines),
            binder=binder,
            issued_on=self.today,
            issued_by=self.by,
        )

    def _due(self) -> date:
        """Due on its day of the month that is billed, never before it was issued."""
        return max(self.month.replace(day=min(max(self.rules.due_day, 1), 28)), self.today)

    def _binders(self, todo: Sequence[Billed]) -> set[str]:
        """Name the families by themselves that had no invoice before."""
        alone = [one.payer for one in todo if one.family is not None]
        known = Invoice.objects.filter(payer__in=alone).values_list("payer", flat=True)
        return set(alone) - set(known)

    def _earlier_months(self, names: Sequence[str]) -> dict[str, list[date]]:
        """Return the months of earlier invoices that are still set right, by payer."""
        found: dict[str, list[date]] = defaultdict(list)
        rows = Invoice.objects.filter(
            payer__in=names, month__gte=self.since, month__lt=self.month
        ).values_list("payer", "month")
        for payer, month in rows.order_by("month"):
            found[payer].append(month)
        return found

    def _lines(
        self,
        one: Billed,
        spans: Mapping[int, list[Insured]],
        earlier: Sequence[date],
        before: Mapping[Due, int],
    ) -> Iterator[_Line]:
        for family in one.families:
            covered = spans.get(family, [])
            for premium in _due_of(covered, self.month, self.rules):
                yield _Line(Kind.PREMIUM, family, self.month, premium, self.rules.name)
            for month in earlier:
                yield from self._set_right(family, covered, month, before)

    def _set_right(
        self, family: int, covered: Sequence[Insured], month: date, before: Mapping[Due, int]
    ) -> Iterator[_Line]:
        """Bill or give back what an earlier month is now worth beyond what was billed for it."""
        rules = billing_rules(month)
        now: Counter[str] = Counter()
        parts: dict[str, Premium] = {}
        for premium in _due_of(covered, month, rules):
            now[premium.plan] += premium.amount
            parts[premium.plan] = premium
        plans = {plan for whose, plan, when in before if (whose, when) == (family, month)}
        for plan in sorted(plans | now.keys()):
            more = now[plan] - before.get((family, plan, month), 0)
            if more:
                part = parts.get(plan)
                tier = part.tier if part else "ended"
                last = end_of(month)
                premium = Premium(plan, tier, month, last, Money(more))
                yield _Line(Kind.ADJUSTMENT, family, month, premium, rules.name)


@dataclass(frozen=True, slots=True)
class _Line:
    kind: str
    family: int
    month: date
    premium: Premium
    rates: str


def _due_of(covered: Sequence[Insured], month: date, rules: BillingRules) -> list[Premium]:
    try:
        return premiums(month, covered, rules.rates)
    except NoRateError as missing:
        raise BillingError(
            f"The plan '{missing}' has no rate in {rules.name}. Add it there, under 'plans'."
        ) from missing


def _billed(families: Sequence[int], since: date) -> dict[Due, int]:
    """Return what was billed so far for each family, plan and month, adjustments included."""
    rows = (
        InvoiceLine.objects.filter(family__in=families, for_month__gte=since)
        .values("family", "plan_key", "for_month")
        .annotate(total=Sum("amount"), newest=Max("invoice"))
    )
    return {(one["family"], one["plan_key"], one["for_month"]): one["total"] for one in rows}


def _posting(payer: str, lines: Sequence[_Line]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for line in lines:
        sums[receivable(payer)] += line.premium.amount
        sums[income(line.premium.plan)] -= line.premium.amount
    return dict(sums)


def _line(invoice: Invoice, at: int, line: _Line) -> InvoiceLine:
    premium = line.premium
    return InvoiceLine(
        invoice=invoice,
        line=at,
        kind=line.kind,
        family=line.family,
        plan_key=premium.plan,
        tier=premium.tier,
        for_month=line.month,
        first_on=premium.first,
        last_on=premium.last,
        amount=premium.amount,
        rates=line.rates,
    )


def _numbers(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cw_billing_number') FROM generate_series(1, %s)", [count])
        return [number for (number,) in cursor.fetchall()]


def months_before(month: date, count: int) -> date:
    """Return the first day of the month so many months earlier."""
    year, at = divmod(month.year * 12 + month.month - 1 - count, 12)
    return date(year, at + 1, 1)


def end_of(month: date) -> date:
    """Return the last day of a month."""
    return months_before(month, -1) - timedelta(days=1)
