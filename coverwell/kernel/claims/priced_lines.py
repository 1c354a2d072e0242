"""Question 11: what is each line worth? The lines of a claim are priced together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from coverwell.kernel.claims.facts import ClaimFacts, Stated
from coverwell.kernel.claims.known import UnstatedError
from coverwell.kernel.claims.ruling import Ruling
from coverwell.kernel.claims.work import Work
from coverwell.kernel.pricing.price import price_claim
from coverwell.kernel.pricing.priced import Priced, PriceFacts, ToPrice
from coverwell.kernel.reasons.finding import Finding
from coverwell.kernel.vocabulary.claim import Line
from coverwell.kernel.vocabulary.money import ZERO
from coverwell.kernel.vocabulary.record import new


def with_prices(work: Work, rulings: Sequence[Ruling]) -> tuple[Ruling, ...]:
    """Price the lines that nothing stands against; a line that no term prices waits."""
    asked: list[ToPrice] = []
    facts, prices = work.facts, work.prices
    for at, line in enumerate(work.claim.lines):
        payable = rulings[at].payable
        if payable is None or rulings[at].problems:
            continue
        stated = facts.stated.get(line.number) if facts.stated else None
        if stated is not None and stated.allowed is not None:
            prices[line.number] = stated_worth(stated)
        else:
            asked.append(new(ToPrice, (line, payable.chain, payable.protection)))
    if not asked:
        return tuple(rulings)
    known = [_priced(together, work) for together in _by_contract(asked, facts)]
    if all(known):
        return tuple(rulings)
    return tuple(
        _waiting(line, ruling, work)
        for line, ruling in zip(work.claim.lines, rulings, strict=True)
    )


def _priced(together: list[ToPrice], work: Work) -> bool:
    """Price the lines of one contract together; say whether every one of them has a price."""
    found = price_claim(work.claim, together, price_facts(together[0].line, work.facts))
    known = True
    for at, price in enumerate(found):
        if price is None:
            known = False
        else:
            work.prices[together[at].line.number] = price
    return known


def _by_contract(asked: list[ToPrice], facts: ClaimFacts) -> Iterable[list[ToPrice]]:
    """Part the lines by the contract that prices them; those of one contract stay in order."""
    if not facts.provider_by_line:
        return (asked,)
    parts: dict[int, list[ToPrice]] = {}
    for one in asked:
        provider = facts.provider_of(one.line.number)
        contract = None if provider is None else provider.contract
        parts.setdefault(id(contract), []).append(one)
    return parts.values()


def _waiting(line: Line, ruling: Ruling, work: Work) -> Ruling:
    """Let a line wait that would be paid if it had a price."""
    if ruling.payable is None or ruling.problems or line.number in work.prices:
        return ruling
    facts = {"procedure": line.procedure, "revenue": line.revenue}
    missing = Finding("price_unknown", ZERO, facts, ruling.payable.cell.row.says)
    return replace(ruling, problems=(work.problem(missing, line.number),))


def stated_worth(stated: Stated) -> Priced:
    """Take the stated amounts as the worth of a line."""
    allowed = stated.allowed or ZERO
    base = allowed if stated.cost_share_base is None else stated.cost_share_base
    return Priced(allowed, base, stated.protected, stated.remarks)


def price_facts(line: Line, facts: ClaimFacts) -> PriceFacts:
    """Choose the terms in force; UnstatedError where there are none and no price is stated."""
    provider = facts.provider_of(line.number)
    if facts.tables is None or provider is None:
        raise UnstatedError(f"Line {line.number}: state its allowed amount.")
    return PriceFacts(
        facts.tables.prices,
        provider.contract,
        facts.tables.outside_terms.nearest(line.first),
        facts.tables.qualifying_terms.nearest(line.first),
        facts.protected_amounts,
    )
