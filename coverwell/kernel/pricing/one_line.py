"""The price of one line: schedule or charge, then modifiers, then units."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from coverwell.kernel.pricing.anesthesia import Anesthesia, anesthesia_price
from coverwell.kernel.pricing.of_day import PricesOfDay
from coverwell.kernel.pricing.priced import Priced, ToPrice
from coverwell.kernel.pricing.schedule import Fee, Schedule
from coverwell.kernel.pricing.terms import HUNDRED, OF_THE_CLAIM, ModifierRules, Pays, Rate, Terms
from coverwell.kernel.reasons.finding import Fact, Finding
from coverwell.kernel.vocabulary.claim import Line
from coverwell.kernel.vocabulary.money import Money
from coverwell.kernel.vocabulary.record import new


_PERCENT = Decimal("0.01")


class Price:
    """A line's price before lesser-of, and the row that made it.

    `multiple`: subject to the multiple procedure reduction. `whole`: the row prices the claim.
    `worth` is what a line is worth that is charged no less and not reduced.
    """

    __slots__ = ("amount", "found", "multiple", "rate", "whole", "worth")

    def __init__(
        self,
        amount: Money,
        rate: Rate,
        found: tuple[Finding, ...],
        *,
        multiple: bool = False,
        whole: bool = False,
    ) -> None:
        self.amount = amount
        self.rate = rate
        self.found = found
        self.multiple = multiple
        self.whole = whole
        self.worth = new(Priced, (amount, amount, False, (), (), found))


class Code(NamedTuple):
    """What a price depends on, besides the terms and the day's tables, where it is listed."""

    procedure: str
    modifiers: tuple[str, ...]
    units: Decimal
    revenue: str
    at_facility: bool
    institutional: bool
    chain: tuple[str, ...]


def price_line(asked: ToPrice, institutional: bool, place: str, on: PricesOfDay) -> Price | None:  # noqa: FBT001
    """Return the price by the first row that fits and knows the code; None where none does."""
    line, chain, _ = asked
    made = (
        line.procedure,
        line.modifiers,
        line.units,
        line.revenue,
        place in on.facility_places,
        institutional,
        chain,
    )
    found = _listed(new(Code, made), on)
    if not isinstance(found, Rate):
        return found
    if found.pays is Pays.ANESTHESIA:
        return _anesthesia(line, found, on)
    return _by_charge(line.charge, found, on.terms)


# Measured: a batch asks for the same codes under the same terms again and again.
@lru_cache(maxsize=131072)
def _listed(code: Code, on: PricesOfDay) -> Price | Rate | None:
    """Return the price of the first row that fits and knows the code, or a row by the line."""
    for rate in on.terms.rates:
        if not rate.fits(code.procedure, code.revenue, code.chain, code.institutional):
            continue
        if rate.pays in OF_THE_CLAIM or rate.pays is Pays.PERCENT_OF_CHARGE:
            return rate
        if rate.pays is Pays.ANESTHESIA:
            if on.anesthesia is not None and code.procedure in on.anesthesia.base:
                return rate
            continue
        price = _by_row(code, rate, on)
        if price is not None:
            return price
    return None


def _anesthesia(line: Line, rate: Rate, on: PricesOfDay) -> Price | None:
    """Price a line by its units and minutes."""
    if on.anesthesia is None:
        return None
    said = Anesthesia(line.procedure, line.modifiers, line.units, line.unit_basis)
    found = anesthesia_price(said, rate.amount, on.anesthesia, on.terms.source)
    return None if found is None else Price(found.amount, rate, (found,))


def _by_charge(charge: Money, rate: Rate, terms: Terms) -> Price:
    """Price a line by what was charged for it."""
    if rate.pays in OF_THE_CLAIM:
        return Price(charge, rate, (), whole=True)
    amount = charge.share(rate.percent)
    facts: dict[str, Fact] = {"charge": charge, "percent": rate.percent, "amount": amount}
    found = Finding("price_percent_of_charge", amount, facts, terms.source)
    return Price(amount, rate, (found,))


def _by_row(code: Code, rate: Rate, on: PricesOfDay) -> Price | None:
    """Make the price in the way that the row says; None where its schedule lacks the code."""
    if rate.pays is Pays.FLAT:
        amount = rate.amount.times(code.units)
        told: dict[str, Fact] = {"each": rate.amount, "units": code.units, "amount": amount}
        return Price(amount, rate, (Finding("price_flat", amount, told, on.terms.source),))
    schedule = on.schedules.get(rate.schedule)
    return None if schedule is None else _scheduled(code, rate, schedule, on.rules, on.terms)


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
    whole = percent is HUNDRED
    amount = _times(each, code.units, share if whole else share * percent * _PERCENT)
    rule = "price_fee_schedule" if rate.pays is Pays.FEE_SCHEDULE else "price_relative_value"
    facts: dict[str, Fact] = {
        "each": each,
        "units": code.units,
        "percent": share,
        "schedule": rate.schedule,
        "amount": amount,
    }
    found: tuple[Finding, ...] = (Finding(rule, amount, facts, source),)
    if not whole and percent != HUNDRED:
        told: dict[str, Fact] = {"modifiers": " ".join(code.modifiers), "percent": percent}
        found = (*found, Finding("price_modifier", amount, told, source))
    return Price(amount, rate, found, multiple=fee.multiple)


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
