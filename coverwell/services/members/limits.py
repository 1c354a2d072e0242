"""What is used and left of a person's yearly amounts, now or as a decision left them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.utils.translation import gettext as _

from coverwell.kernel.plan.limit import FamilyAmount
from coverwell.kernel.plan.plan import DENTAL, Plan
from coverwell.kernel.vocabulary.money import ZERO, Money
from coverwell.records.claims.models import AccumulatorBalance, AccumulatorEntry, Decision
from coverwell.records.members.models import CoverageSpan
from coverwell.records.plans.models import PlanEdition
from coverwell.services.acting import Actor, acting
from coverwell.services.plans.publish import plan_of as read_published
from coverwell.services.theirs import theirs


FAMILY = 0
"""The person number of what a whole family shares."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One yearly amount (cents): what was used before and after, and how much there is."""

    key: str
    before: Money
    used: Money
    limit: Money

    @property
    def words(self) -> str:
        """Say which amount it is, in the language of whoever reads it."""
        return limit_words(*self.key.split("-"))

    @property
    def outside(self) -> bool:
        """Say whether it is for care out of network."""
        return "-out-" in self.key

    @property
    def left(self) -> Money:
        """What is still to be paid until it is full."""
        return max(self.limit - self.used, ZERO)


@dataclass(frozen=True, slots=True)
class Cover:
    """What covers a person on a day: the plan's name, its edition, the limits."""

    plan: str
    key: str
    edition_first: date
    edition: str
    first_on: date
    limits: tuple[Limit, ...]


SELF_ONLY = ("self-only", "self only")

Used = Callable[[int, str, str], tuple[Money, Money]]
"""What was used before and after, by person number, what and side."""


def cover_on(day: date, family: int, person: int, actor: Actor) -> Cover | None:
    """Return a person's cover and what is used of it now; None: not covered on that day."""
    with acting(actor):
        now = Q(first_on__lte=day) & (Q(last_on=None) | Q(last_on__gte=day))
        spans = CoverageSpan.objects.filter(now, theirs(actor, tax_id=""))
        mine = spans.filter(family_id=family, person=person)
        # A dental plan may stand beside the medical one, which is meant where both are there.
        teeth = PlanEdition.objects.filter(kind=DENTAL).values("key")
        span = mine.exclude(plan_key__in=teeth).first() or mine.first()
        row = None if span is None else edition_on(span.plan_key, day)
        if span is None or row is None:
            return None
        plan = plan_of(row)
        found = limits_now(plan, span, day)
    return Cover(
        plan.head.name, plan.key, plan.effective.first, plan.edition, span.first_on, found
    )


def limits_now(plan: Plan, span: CoverageSpan, day: date) -> tuple[Limit, ...]:
    """Return what is used now of the limits of the plan year of a day; call inside `acting`."""
    balances = {
        (one.person, one.what, one.side): Money(one.amount)
        for one in AccumulatorBalance.objects.filter(
            family_id=span.family_id, period=plan.year_of(day)
        )
    }

    def used(number: int, what: str, side: str) -> tuple[Money, Money]:
        amount = balances.get((number, what, side), ZERO)
        return amount, amount

    return tuple(limits_of(plan, span.coverage_tier, span.person, used))


def limits_at(
    decision: tuple[int, int, int], person: int, first_on: date, actor: Actor
) -> tuple[Limit, ...]:
    """Return the limits before and after a decision (family, claim, decision number)."""
    family, claim, number = decision
    # The family's amounts are sums over everybody's decisions, of which no single one is shown.
    with acting(actor.as_engine()):
        row = Decision.objects.get(family_id=family, claim=claim, decision_no=number)
        if row.edition is None:
            return ()
        plan = plan_of(PlanEdition.objects.get(pk=row.edition))
        spans = CoverageSpan.objects.filter(family_id=family, person=person)
        span = spans.filter(first_on__lte=first_on).order_by("-first_on").first()
        sums = _sums(row, plan.year_of(first_on))

    def used(number: int, what: str, side: str) -> tuple[Money, Money]:
        return sums.get((number, what, side), (ZERO, ZERO))

    return tuple(limits_of(plan, span.coverage_tier if span else "family", person, used))


def _sums(row: Decision, start: date) -> dict[tuple[int, str, str], tuple[Money, Money]]:
    made = Decision.objects.filter(
        family_id=OuterRef("family_id"),
        claim=OuterRef("claim"),
        decision_no=OuterRef("decision_no"),
    )
    entries = AccumulatorEntry.objects.filter(family_id=row.family_id, period=start)
    entries = entries.annotate(sequence=Subquery(made.values("sequence")[:1]))
    mine = Q(claim=row.claim, decision_no=row.decision_no)
    sums = (
        entries.filter(Q(sequence__lte=row.sequence))
        .values("person", "what", "side")
        .annotate(after=Sum("amount"), own=Sum("amount", filter=mine))
        .order_by(F("what"))
    )
    return {
        (one["person"], one["what"], one["side"]): (
            Money(one["after"] - (one["own"] or 0)),
            Money(one["after"]),
        )
        for one in sums
    }


def limits_of(plan: Plan, tier: str, person: int, used: Used) -> list[Limit]:
    """Return every yearly amount of a plan that counts for a person, and what is used of it."""
    amounts, of = plan.amounts, "dental_" if plan.dental else ""
    found: list[Limit] = []
    for what, side, amount in (
        (f"{of}deductible", "network", amounts.deductible),
        (f"{of}out_of_pocket", "network", amounts.out_of_pocket),
        ("drug_deductible", "network", amounts.drug_deductible),
        ("drug_out_of_pocket", "network", amounts.drug_out_of_pocket),
        (f"{of}deductible", "out", amounts.out_of_network_deductible),
        (f"{of}out_of_pocket", "out", amounts.out_of_network_out_of_pocket),
    ):
        if amount is not None:
            found += _pair((what, side), amount, tier, person, used)
    return found


def _pair(
    kind: tuple[str, str], amount: FamilyAmount, tier: str, person: int, used: Used
) -> list[Limit]:
    what, side = kind
    families = tier not in SELF_ONLY and amount.family is not None
    found = []
    if not (families and amount.aggregate):
        found.append(_limit(kind, "person", amount.person, used(person, what, side)))
    if families and amount.family is not None:
        found.append(_limit(kind, "family", amount.family, used(FAMILY, what, side)))
    return found


def _limit(kind: tuple[str, str], whose: str, limit: Money, used: tuple[Money, Money]) -> Limit:
    what, side = kind
    return Limit(f"{what}-{side}-{whose}", used[0], used[1], limit)


def limit_of(kind: tuple[str, str], whose: str, limit: int, used: int) -> Limit:
    """Return an amount of a coverage answer (cents) in words; `kind` is what and side."""
    return _limit(kind, whose, Money(limit), (Money(used), Money(used)))


def limit_words(what: str, side: str, whose: str) -> str:
    """Say which yearly amount is meant."""
    name = {
        "deductible": _("Deductible"),
        "out_of_pocket": _("Out-of-pocket maximum"),
        "drug_deductible": _("Drug deductible"),
        "drug_out_of_pocket": _("Drug out-of-pocket maximum"),
        "dental_deductible": _("Dental deductible"),
        "dental_out_of_pocket": _("Dental out-of-pocket maximum"),
    }[what]
    of = _("person") if whose == "person" else _("family")
    place = _("out of network") if side == "out" else _("in network")
    return f"{name}, {of}, {place}"


def edition_on(key: str, day: date) -> PlanEdition | None:
    """Return the edition of a plan that is in force on a day; call inside `acting`."""
    in_force = PlanEdition.objects.filter(key=key, effective_first__lte=day)
    return in_force.filter(effective_last__gte=day).first()


def plan_of(row: PlanEdition) -> Plan:
    """Read a published edition."""
    return read_published(row.key, row.text, row.examples_text)
