"""The price of one line: schedule or charge, then modifiers, then units."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from coverwell.kernel.pricing.priced import PriceBook, ToPrice
from coverwell.kernel.pricing.schedule import Fee, Schedule
from coverwell.kernel.pricing.terms import HUNDRED, OF_THE_CLAIM, ModifierRules, Pays, Rate, Terms
from coverwell.kernel.reasons.finding import Fact, Finding
from coverwell.kernel.vocabulary.claim import Line
from coverwell.kernel.vocabulary.money import Money


_PERCENT = Decimal("0.01")


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
    """Find the schedule and the modifier rules in force on the day, then the price of the code."""
    dated = asking.book.schedules.get(rate.schedule)
    schedule = dated.on(line.first) if dated is not None else None
    if schedule is None:
        return None
    rules = asking.book.modifiers.nearest(line.first)
    at_facility = asking.place in asking.book.facility_places
    code = Code(line.procedure, line.modifiers, line.units, at_facility)
    return _scheduled(code, rate, schedule, rules, asking.terms)


class Code(NamedTuple):
    """What a schedule's price depends on."""

    procedure: str
    modifiers: tuple[str, ...]
    units: Decimal
    at_facility: bool


# Measured: a batch asks for the same codes under the same terms again and again.
@lru_cache(maxsize=65536)
def _scheduled(
    code: Code, rate: Rate, schedule: Schedule, rules: ModifierRules, terms: Terms
) -> Price | None:
    """Look up the fee of the procedure or its component, then apply modifiers and units."""
    component = next((m for m in code.modifiers if m in rules.components), "")
    fee = _fee(code.procedure, component, rate, schedule, terms)
    percent = modifier_percent(code.modifiers, rules)
    if fee is None and component:
        fee = _fee(code.procedure, "", rate, schedule, terms)
        percent = percent * rules.components[component] * _PERCENT
    return None if fee is None else _scaled(code, rate, fee, percent, terms.source)


def _scaled(code: Code, rate: Rate, fee: Fee, percent: Decimal, source: str) -> Price:
    """Multiply the unit's price by the contract's percent, the modifiers' and the units."""
    each = fee.facility if code.at_facility else fee.elsewhere
    share = rate.percent if rate.pays is Pays.FEE_SCHEDULE else HUNDRED
    amount = _times(each, code.units, share * percent * _PERCENT)
    rule = "price_fee_schedule" if rate.pays is Pays.FEE_SCHEDULE else "price_relative_value"
    facts: dict[str, Fact] = {
        "each": each,
        "units": code.units,
        "percent": share,
        "schedule": rate.schedule,
        "amount": amount,
    }
    found: tuple[Finding, ...] = (Finding(rule, amount, facts, source),)
    if percent != HUNDRED:
        told: dict[str, Fact] = {"modifiers": " ".join(code.modifiers), "percent": percent}
        found = (*found, Finding("price_modifier", amount, told, source))
    return Price(amount, rate, found, fee.multiple)


def _times(each: Money, units: Decimal, percent: Decimal) -> Money:
    """Multiply, rounding once; the plain case needs no decimals."""
    if percent == HUNDRED and units == 1:
        return each
    return each.share(percent if units == 1 else percent * units)


def _fee(
    procedure: str, component: str, rate: Rate, schedule: Schedule, terms: Terms
) -> Fee | None:
    """Find the procedure or its component in the schedule, with the contract's own factor."""
    if rate.pays is Pays.RELATIVE_VALUE and rate.amount:
        factor = Decimal(int(rate.amount)) * _PERCENT
        return schedule.relative(procedure, component, terms.locality, factor)
    return schedule.fee(procedure, component, terms.locality)


def modifier_percent(modifiers: tuple[str, ...], rules: ModifierRules) -> Decimal:
    """Multiply the percentages of modifiers (50 and 80 together: 150% of 16%)."""
    percent = HUNDRED
    for modifier in modifiers:
        if modifier in rules.of_procedure:
            percent = percent * rules.of_procedure[modifier] * _PERCENT
    return percent
