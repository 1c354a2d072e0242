"""The price of one line: schedule or charge, then modifiers, then units."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from coverwell.kernel.pricing.priced import PriceBook, ToPrice
from coverwell.kernel.pricing.schedule import Fee
from coverwell.kernel.pricing.terms import HUNDRED, OF_THE_CLAIM, ModifierRules, Pays, Rate, Terms
from coverwell.kernel.reasons.finding import Fact, Finding
from coverwell.kernel.vocabulary.claim import Line
from coverwell.kernel.vocabulary.money import Money


class Price(NamedTuple):
    """A line's price before lesser-of, and the row that made it.

    `multiple`: subject to the multiple procedure reduction. `whole`: the row prices the claim.
    """

    amount: Money
    rate: Rate
    found: tuple[Finding, ...]
    multiple: bool = False
    whole: bool = False


class Asking(NamedTuple):
    """The terms, the tables and the form that a line is priced with."""

    terms: Terms
    book: PriceBook
    institutional: bool
    place: str


def price_line(asked: ToPrice, asking: Asking) -> Price | None:
    """Return the price by the first row that fits and knows the code; None where none does."""
    for rate in asking.terms.rates:
        if rate.fits(asked.line, asked.chain, asking.institutional):
            price = _by_row(asked.line, rate, asking)
            if price is not None:
                return price
    return None


def _by_row(line: Line, rate: Rate, asking: Asking) -> Price | None:
    """Make the price in the way that the row says."""
    if rate.pays in OF_THE_CLAIM:
        return Price(line.charge, rate, (), whole=True)
    if rate.pays is Pays.PERCENT_OF_CHARGE:
        amount = line.charge.share(rate.percent)
        facts: dict[str, Fact] = {"charge": line.charge, "percent": rate.percent, "amount": amount}
        found = Finding("price_percent_of_charge", amount, facts, asking.terms.source)
        return Price(amount, rate, (found,))
    if rate.pays is Pays.FLAT:
        amount = rate.amount.times(line.units)
        told: dict[str, Fact] = {"each": rate.amount, "units": line.units, "amount": amount}
        return Price(amount, rate, (Finding("price_flat", amount, told, asking.terms.source),))
    return _by_schedule(line, rate, asking)


def _by_schedule(line: Line, rate: Rate, asking: Asking) -> Price | None:
    """Look up the fee of the procedure or its component, then apply modifiers and units."""
    rules = asking.book.modifiers.nearest(line.first)
    component = next((m for m in line.modifiers if m in rules.components), "")
    fee = _fee(line, rate, component, asking)
    percent = modifier_percent(line.modifiers, rules)
    if fee is None and component:
        fee = _fee(line, rate, "", asking)
        percent = percent * rules.components[component] * Decimal("0.01")
    if fee is None:
        return None
    each = fee.facility if asking.place in asking.book.facility_places else fee.elsewhere
    return _scaled(line, rate, fee, (each, percent, asking.terms.source))


def _scaled(line: Line, rate: Rate, fee: Fee, unit: tuple[Money, Decimal, str]) -> Price:
    """Multiply the unit's price by the contract's percent, the modifiers' and the units."""
    each, percent, source = unit
    share = rate.percent if rate.pays is Pays.FEE_SCHEDULE else HUNDRED
    amount = each.times(line.units * share * percent * Decimal("0.0001"))
    rule = "price_fee_schedule" if rate.pays is Pays.FEE_SCHEDULE else "price_relative_value"
    facts: dict[str, Fact] = {
        "each": each,
        "units": line.units,
        "percent": share,
        "schedule": rate.schedule,
        "amount": amount,
    }
    found: tuple[Finding, ...] = (Finding(rule, amount, facts, source),)
    if percent != HUNDRED:
        told: dict[str, Fact] = {"modifiers": " ".join(line.modifiers), "percent": percent}
        found = (*found, Finding("price_modifier", amount, told, source))
    return Price(amount, rate, found, fee.multiple)


def _fee(line: Line, rate: Rate, component: str, asking: Asking) -> Fee | None:
    """Find the schedule in force on the day and the procedure in it."""
    dated = asking.book.schedules.get(rate.schedule)
    schedule = dated.on(line.first) if dated is not None else None
    if schedule is None:
        return None
    if rate.pays is Pays.RELATIVE_VALUE and rate.amount:
        factor = Decimal(int(rate.amount)) * Decimal("0.01")
        return schedule.relative(line.procedure, component, asking.terms.locality, factor)
    return schedule.fee(line.procedure, component, asking.terms.locality)


def modifier_percent(modifiers: tuple[str, ...], rules: ModifierRules) -> Decimal:
    """Multiply the percentages of modifiers (50 and 80 together: 150% of 16%)."""
    percent = HUNDRED
    for modifier in modifiers:
        if modifier in rules.of_procedure:
            percent = percent * rules.of_procedure[modifier] * Decimal("0.01")
    return percent
