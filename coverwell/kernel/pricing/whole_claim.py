"""Prices of a whole claim: per diem, case rate and DRG, spread over its lines by charge."""

from __future__ import annotations

from datetime import date

from coverwell.kernel.pricing.priced import PriceBook
from coverwell.kernel.pricing.terms import Pays, Rate, Terms
from coverwell.kernel.reasons.finding import Fact, Finding
from coverwell.kernel.vocabulary.claim import Claim
from coverwell.kernel.vocabulary.money import Money


# A patient who is still there (discharge status 30) also uses the last day of the statement.
_STILL_PATIENT = "30"


def price_of_claim(
    claim: Claim, rate: Rate, terms: Terms, book: PriceBook
) -> tuple[Finding, ...] | None:
    """Return the findings whose amounts sum to the price (cents); None: the DRG has no weight."""
    if rate.pays is Pays.PER_DIEM:
        days = days_of_stay(claim)
        facts: dict[str, Fact] = {"each": rate.amount, "days": days}
        return (Finding("price_per_diem", Money(rate.amount * days), facts, terms.source),)
    if rate.pays is Pays.CASE_RATE:
        facts = {"amount": rate.amount}
        return (Finding("price_case_rate", rate.amount, facts, terms.source),)
    return _by_drg(claim, rate, terms, book)


def days_of_stay(claim: Claim) -> int:
    """Count the nights, at least one; the day of discharge is not paid."""
    first, last = _span(claim)
    nights = (last - first).days
    status = claim.institutional.discharge_status if claim.institutional else ""
    return max(nights + (status == _STILL_PATIENT), 1)


def _span(claim: Claim) -> tuple[date, date]:
    """Return the statement period, or the span of the lines where there is none."""
    if claim.institutional is not None:
        period = claim.institutional.statement
        return period.first, period.last or period.first
    return min(line.first for line in claim.lines), max(line.last for line in claim.lines)


def _by_drg(claim: Claim, rate: Rate, terms: Terms, book: PriceBook) -> tuple[Finding, ...] | None:
    """Base rate times the weight in force on the day of discharge, and the outlier amount."""
    drg = claim.institutional.drg if claim.institutional else ""
    weight = book.drg_weights.nearest(_span(claim)[1]).get(drg)
    if weight is None:
        return None
    amount = rate.amount.times(weight)
    facts: dict[str, Fact] = {"drg": drg, "weight": weight, "base": rate.amount}
    found = Finding("price_drg", amount, facts, terms.source)
    extra = _outlier(claim, amount, rate)
    if not extra:
        return (found,)
    return found, Finding("price_drg_outlier", extra, {"amount": extra}, terms.source)


def _outlier(claim: Claim, price: Money, rate: Rate) -> Money:
    """Return what a costly stay is paid on top (the shape of 42 CFR 412.84)."""
    if rate.outlier is None:
        return Money(0)
    cost = claim.charge.share(rate.outlier.cost_to_charge)
    above = cost - price - rate.outlier.threshold
    return above.share(rate.outlier.share) if above > 0 else Money(0)
