"""An estimate and the claim that came later, line by line, with the reason for each difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from coverwell.kernel.claims.decision import LineDecision, Status, Trace
from coverwell.kernel.reasons.finding import Fact
from coverwell.kernel.vocabulary.claim import Line
from coverwell.kernel.vocabulary.money import Money
from coverwell.services.acting import Actor
from coverwell.services.claims.show import ShownClaim, StoredDecision, show
from coverwell.services.estimates.show import ShownEstimate, claims_for, estimates_for
from coverwell.services.explanations.explained import spoken


DECIDED = ("paid", "denied")


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """What the patient owes of a service (cents): None where one side lacks the line."""

    code: str
    first: date
    estimated: Money | None
    decided: Money | None
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """An estimate and the decision of the claim that came later."""

    reference: str
    claim: str
    lines: tuple[ComparedLine, ...]

    @property
    def same(self) -> bool:
        """Say whether every line came out as estimated."""
        return not any(line.differences for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Side:
    """One line with all that explains it."""

    asked: Line
    decided: LineDecision
    trace: Trace

    def fact(self, rule: str, name: str) -> Fact | None:
        """Return a fact of the first finding of a rule on this line."""
        for noted in self.trace.changed:
            if noted.line == self.asked.number and noted.finding.rule == rule:
                return noted.finding.facts.get(name)
        return None


def compare_claim(claim: ShownClaim, actor: Actor, language: str) -> Comparison | None:
    """Compare a decided claim with the newest estimate for its person, office, day and codes."""
    decision = _standing(claim)
    if decision is None:
        return None
    found = estimates_for(claim.family, claim.person, claim.tax_id, claim.first_on, actor)
    before = [one for one in found if one.asked_at <= decision.decided_at]
    best = next((one for one in before if _codes(one) & _claim_codes(decision)), None)
    return None if best is None else compare(best, claim.number, decision, language)


def compare_estimate(estimate: ShownEstimate, actor: Actor, language: str) -> Comparison | None:
    """Compare an estimate with the claim that came for it; None while there is none."""
    for number in claims_for(estimate, actor):
        claim = show(number, actor)
        decision = None if claim is None else _standing(claim)
        if decision is not None and _codes(estimate) & _claim_codes(decision):
            return compare(estimate, number, decision, language)
    return None


def _standing(claim: ShownClaim) -> StoredDecision | None:
    found = claim.decisions[0] if claim.decisions else None
    return found if found is not None and found.outcome in DECIDED else None


def _codes(estimate: ShownEstimate) -> set[str]:
    return {line.procedure for line in estimate.asked.values()}


def _claim_codes(decision: StoredDecision) -> set[str]:
    return {line.procedure for line in decision.asked.values()}


def compare(
    estimate: ShownEstimate, claim: str, decision: StoredDecision, language: str
) -> Comparison:
    """Match lines by code and say why each differs."""
    then = [_Side(estimate.asked[one.number], one, estimate.trace) for one in estimate.lines]
    now = [_Side(decision.asked[one.number], one, decision.trace) for one in decision.lines]
    lines = []
    for side in then:
        match = next((one for one in now if _same_service(side, one)), None)
        if match is not None:
            now.remove(match)
        lines.append(_compared(side, match, (estimate.edition, decision.edition), language))
    lines += [_compared(None, side, ("", ""), language) for side in now]
    return Comparison(estimate.reference, claim, tuple(lines))


def _same_service(one: _Side, other: _Side) -> bool:
    return one.asked.procedure == other.asked.procedure


def _compared(
    then: _Side | None, now: _Side | None, editions: tuple[str, str], language: str
) -> ComparedLine:
    side = then or now
    assert side is not None  # noqa: S101 - one of the two is always given
    if then is None or now is None:
        missing = (
            _("This service was not part of the estimate.")
            if then is None
            else _("This service is not on the claim.")
        )
        found = [missing]
    else:
        found = list(dict.fromkeys(_differences(then, now, editions, language)))
    return ComparedLine(
        side.asked.procedure,
        side.asked.first,
        None if then is None else then.decided.member_owes,
        None if now is None else now.decided.member_owes,
        tuple(found),
    )


def _differences(
    then: _Side, now: _Side, editions: tuple[str, str], language: str
) -> Iterator[str]:
    if then.decided.member_owes == now.decided.member_owes:
        return
    yield from _denied(then, now, language)
    if editions[0] != editions[1]:
        yield _("The plan edition changed from %(then)s to %(now)s.") % _pair(*editions)
    yield from _asked(then, now)
    yield from _used_up(then, now)
    yield from _parts(then.decided, now.decided)


def _denied(then: _Side, now: _Side, language: str) -> Iterator[str]:
    if now.decided.status is then.decided.status:
        return
    words = spoken(language)
    if now.decided.status is Status.DENIED:
        for noted in now.trace.changed:
            if noted.line == now.asked.number:
                yield words.say(noted.finding)
    else:
        yield _("The estimate expected a denial; the claim was decided otherwise.")


def _asked(then: _Side, now: _Side) -> Iterator[str]:
    """What the claim asked otherwise than the estimate."""
    if then.asked.modifiers != now.asked.modifiers:
        yield _("The modifiers changed from %(then)s to %(now)s.") % _pair(
            " ".join(then.asked.modifiers) or "-", " ".join(now.asked.modifiers) or "-"
        )
    if then.asked.units != now.asked.units:
        yield _("The units changed from %(then)s to %(now)s.") % _pair(
            f"{then.asked.units.normalize():f}", f"{now.asked.units.normalize():f}"
        )
    if then.decided.care != now.decided.care:
        yield _(
            "The claim is another kind of care than the estimate (%(then)s, %(now)s)."
        ) % _pair(then.decided.care, now.decided.care)
    if then.decided.column != now.decided.column:
        yield _("The network column changed from %(then)s to %(now)s.") % _pair(
            then.decided.column, now.decided.column
        )
    if then.decided.allowed != now.decided.allowed:
        yield _("The allowed amount changed from %(then)s to %(now)s.") % _pair(
            _dollars(then.decided.allowed), _dollars(now.decided.allowed)
        )


def _used_up(then: _Side, now: _Side) -> Iterator[str]:
    """What other claims used in between."""
    left_then = then.fact("deductible", "before")
    left_now = now.fact("deductible", "before")
    if left_then != left_now:
        yield _(
            "Other claims came between: the deductible left was %(then)s when the estimate was "
            "made and %(now)s when the claim was decided."
        ) % _pair(_left(left_then), _left(left_now))
    if now.fact("out_of_pocket_maximum", "left") != then.fact("out_of_pocket_maximum", "left"):
        yield _("The out-of-pocket maximum was reached at another point.")
    if now.decided.beyond_limit != then.decided.beyond_limit:
        yield _("The benefit's own limit was used up to another point.")


def _parts(then: LineDecision, now: LineDecision) -> Iterator[str]:
    """Every part of the patient's amount that changed, so that no cent stays unexplained."""
    names = {
        "deductible": _("Deductible"),
        "copay": _("Copay"),
        "coinsurance": _("Coinsurance"),
        "not_covered_member": _("Not covered"),
        "beyond_limit": _("Beyond the limit"),
        "penalty": _("Penalty"),
        "balance_bill": _("Balance bill"),
    }
    for name, words in names.items():
        before, after = getattr(then, name), getattr(now, name)
        if before != after:
            yield _("%(part)s: %(then)s, then %(now)s.") % {
                "part": words,
                **_pair(_dollars(before), _dollars(after)),
            }


def _pair(then: str, now: str) -> dict[str, str]:
    return {"then": then, "now": now}


def _left(fact: Fact | None) -> str:
    return _dollars(fact) if isinstance(fact, Money) else _dollars(Money(0))


def _dollars(amount: Money) -> str:
    whole, cents = divmod(abs(amount), 100)
    return f"{'-' if amount < 0 else ''}${whole:,}.{cents:02d}"
