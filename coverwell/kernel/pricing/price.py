"""The allowed amount of every covered line of a claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from coverwell.kernel.pricing.multiple import Ranked, rank_procedures
from coverwell.kernel.pricing.of_day import prices_of_day
from coverwell.kernel.pricing.one_line import Price, price_line
from coverwell.kernel.pricing.priced import PriceBook, Priced, PriceFacts, ToPrice
from coverwell.kernel.pricing.protected import protected_price
from coverwell.kernel.pricing.terms import HUNDRED, Rate, Terms
from coverwell.kernel.pricing.whole_claim import price_of_claim
from coverwell.kernel.reasons.finding import Finding
from coverwell.kernel.vocabulary.claim import Adjustment, Claim
from coverwell.kernel.vocabulary.money import ZERO, Money
from coverwell.kernel.vocabulary.spread import spread


def price_claim(
    claim: Claim, lines: Sequence[ToPrice], facts: PriceFacts
) -> tuple[Priced | None, ...]:
    """Price the covered lines of a claim, in their order; None where no term knows a price.

    In network the contract prices; out of network the plan's own terms; protected lines out of
    network have a base and a payment rate of their own.
    """
    if not lines:
        return ()
    terms = facts.contract or facts.outside
    priced = _by_terms(claim, lines, terms, facts.book)
    if facts.contract is not None or not any(asked.protection for asked in lines):
        return priced
    qualifying = _by_terms(claim, lines, facts.qualifying, facts.book)
    return tuple(
        protected_price(asked, found, facts) if asked.protection else usual
        for asked, usual, found in zip(lines, priced, qualifying, strict=True)
    )


def _by_terms(
    claim: Claim, lines: Sequence[ToPrice], terms: Terms, book: PriceBook
) -> tuple[Priced | None, ...]:
    """Price each line by the terms; a row for the whole claim takes all lines not carved out."""
    institutional, day = claim.institutional is not None, lines[0].line.first
    on = prices_of_day(terms, book, day)
    prices, multiple, whole = [], 0, None
    for asked in lines:
        line = asked.line
        if line.first != day:
            day = line.first
            on = prices_of_day(terms, book, day)
        price = price_line(asked, institutional, line.place or claim.place, on)
        prices.append(price)
        if price is not None:
            multiple += price.multiple
            whole = whole or (price if price.whole else None)
    if whole is not None:
        return _together(claim, lines, prices, (whole, terms, book))
    ranked: dict[int, Ranked] = {}
    if multiple > 1:
        rules = book.modifiers.nearest(lines[0].line.first)
        ranked = rank_procedures(claim, lines, prices, rules)
    return _each(lines, prices, ranked)


def _each(
    lines: Sequence[ToPrice], prices: Sequence[Price | None], ranked: Mapping[int, Ranked]
) -> tuple[Priced | None, ...]:
    """Reduce further procedures of a day, then take the lesser of price and charge."""
    found: list[Priced | None] = []
    for at, price in enumerate(prices):
        charge = lines[at].line.charge
        if price is None:
            found.append(None)
        elif not ranked and price.amount <= charge:
            found.append(price.worth)
        else:
            found.append(_finished(charge, price, ranked.get(at)))
    return tuple(found)


def _finished(charge: Money, price: Price, ranked: Ranked | None) -> Priced:
    """Apply the reduction and the lesser-of rule, and name what each took."""
    amount, found = price.amount, price.found
    if ranked is None or ranked.percent == HUNDRED:
        return price.worth if amount <= charge else _lesser(charge, amount, price, (found, ()))
    full, amount = min(amount, charge), amount.share(ranked.percent)
    facts: dict[str, int | Decimal] = {"place": ranked.place, "percent": ranked.percent}
    found = (*found, Finding("price_multiple_procedures", amount, facts, found[0].source))
    return _lesser(charge, amount, price, (found, _taken(full - amount, "59")))


def _taken(amount: Money, code: str) -> tuple[Adjustment, ...]:
    """Write a reduction of the charge, if there is one."""
    return (Adjustment("CO", code, amount),) if amount > 0 else ()


def _lesser(
    charge: Money,
    amount: Money,
    price: Price,
    told: tuple[tuple[Finding, ...], tuple[Adjustment, ...]],
) -> Priced:
    """Pay no more than the charge, unless the row pays its price whatever the charge."""
    found, reductions = told
    if amount <= charge:
        return Priced(amount, amount, found=found, reductions=reductions)
    source = found[0].source if found else ""
    if price.rate.lesser_of:
        facts = {"price": amount, "charge": charge}
        lesser = Finding("price_lesser_of", charge, facts, source)
        return Priced(charge, charge, found=(*found, lesser), reductions=reductions)
    # CARC 94 says what is paid above the charge, so that charge = paid + adjustments still holds.
    above = Adjustment("CO", "94", charge - amount)
    return Priced(amount, amount, found=found, reductions=(*reductions, above))


def _together(
    claim: Claim,
    lines: Sequence[ToPrice],
    prices: Sequence[Price | None],
    how: tuple[Price, Terms, PriceBook],
) -> tuple[Priced | None, ...]:
    """Price the claim once and spread the amount over the lines that are not carved out."""
    whole, terms, book = how
    beside = [p is not None and p.rate.carved_out and not p.whole for p in prices]
    inside = [asked for asked, alone in zip(lines, beside, strict=True) if not alone]
    found = price_of_claim(claim, whole.rate, terms, book)
    parts = iter(_parts(inside, whole.rate, found))
    return tuple(
        _alone(asked, price) if alone else next(parts)
        for asked, price, alone in zip(lines, prices, beside, strict=True)
    )


def _alone(asked: ToPrice, price: Price | None) -> Priced | None:
    """Price a carved-out line by its own row."""
    return None if price is None else _finished(asked.line.charge, price, None)


def _parts(
    inside: Sequence[ToPrice], rate: Rate, found: tuple[Finding, ...] | None
) -> tuple[Priced | None, ...]:
    """Spread the claim's price over its lines by charge, largest remainder."""
    if found is None:
        return (None,) * len(inside)
    charges = [asked.line.charge for asked in inside]
    charge = Money(sum(charges))
    amount = sum((finding.amount for finding in found), ZERO)
    shares = spread(amount, charges)
    if amount > charge and rate.lesser_of:
        shares = tuple(charges)
        facts = {"price": amount, "charge": charge}
        found = (*found, Finding("price_lesser_of", charge, facts, found[0].source))
    return tuple(
        _part(own, Money(share), found) for own, share in zip(charges, shares, strict=True)
    )


def _part(charge: Money, share: Money, found: tuple[Finding, ...]) -> Priced:
    """Name what a line's part of the price is above its own charge."""
    above = (Adjustment("CO", "94", charge - share),) if share > charge else ()
    return Priced(share, share, found=found, reductions=above)
