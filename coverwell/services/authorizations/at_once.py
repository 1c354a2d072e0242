"""What needs no person: no approval needed, or approved at once as the rulebook says.

The engine never denies: what no rule approves waits for a reviewer.
"""

from __future__ import annotations

from coverwell.kernel.claims.needed import Need, Needed
from coverwell.kernel.vocabulary.side import Side
from coverwell.records.authorizations.models import Precertification
from coverwell.services.authorizations.facts import Facts, asks_for_approval
from coverwell.services.authorizations.tables import OWN_DOCTOR, AtOnce, at_once
from coverwell.services.authorizations.values import INITIAL, Asked, Kind, Service
from coverwell.services.authorizations.write import APPROVED, NOT_NEEDED, Decided, decide_lines


ENGINE = "engine"


def decided_at_once(row: Precertification, asked: Asked, facts: Facts) -> bool:
    """Decide a request without a person where every service allows it; else change nothing."""
    rules = at_once(row.received_at.date())
    decisions = [
        _decided(number, asked, facts, rules) for number in range(1, len(facts.services) + 1)
    ]
    known = [one for one in decisions if one is not None]
    if len(known) < len(decisions):
        return False
    at = row.received_at
    used = sorted({one.reason for one in known} - {""})
    plain = [Decided(one.line, one.action) for one in known]
    decide_lines(row, plain, ENGINE, at=at, criteria="; ".join(used))
    return True


def _decided(number: int, asked: Asked, facts: Facts, rules: tuple[AtOnce, ...]) -> Decided | None:
    """Decide one service; None: a person must. `reason` is the rule that approves it."""
    need, service = facts.needs[number - 1], facts.services[number - 1]
    bare = asked.kind == Kind.REFERRAL and not service.code
    if bare:
        if not facts.referral_needed:
            return Decided(number, NOT_NEEDED)
    elif not asks_for_approval(need):
        return Decided(number, NOT_NEEDED)
    if asked.request_type != INITIAL or (need.need is Need.NOT_COVERED and not bare):
        return None
    for rule in rules:
        if _holds(rule, asked, (service, need), facts):
            return Decided(number, APPROVED, f"{rule.rule} ({rule.source})")
    return None


def _holds(rule: AtOnce, asked: Asked, what: tuple[Service, Needed], facts: Facts) -> bool:
    """Say whether all that a row of the rulebook names is so."""
    service, need = what
    units = service.units or (asked.quantity if asked.kind == Kind.REFERRAL else None) or 1
    return all(
        (
            rule.kind == asked.kind,
            not rule.codes or service.code in rule.codes,
            not rule.cares or need.care in rule.cares,
            rule.ages is None or rule.ages[0] <= facts.age <= rule.ages[1],
            rule.units is None or units <= rule.units,
            rule.side != "network" or need.side is Side.NETWORK,
            rule.side != OWN_DOCTOR or facts.own_doctor,
        )
    )
