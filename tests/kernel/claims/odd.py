"""What makes a claim of the book unusual; each change is one exception of the kernel page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from coverwell.kernel.claims.facts import ClaimFacts, ProviderFacts, Stated
from coverwell.kernel.coordination.order import MedicareBasis, OtherCover, Standing, Work
from coverwell.kernel.cost_share.balances import Entry, balances
from coverwell.kernel.coverage.protection import ProtectionFacts
from coverwell.kernel.edits.facts import ProviderStanding
from coverwell.kernel.policy.precertification import Authorization
from coverwell.kernel.policy.referral import Referral
from coverwell.kernel.pricing.priced import ProtectedAmounts
from coverwell.kernel.reasons.finding import Finding
from coverwell.kernel.reasons.problem import Problem
from coverwell.kernel.vocabulary.claim import Adjustment, Claim, Line, OtherPayerAnswer, Provider
from coverwell.kernel.vocabulary.institutional import Institutional
from coverwell.kernel.vocabulary.money import ZERO, Money
from coverwell.kernel.vocabulary.period import Period
from coverwell.kernel.vocabulary.side import Side
from tests.kernel.claims.book import OFFICES, Asked, Change


def _lines(claim: Claim, **more: object) -> Claim:
    """Change one thing of every line."""
    changed = tuple(replace(line, **more) for line in claim.lines)  # type: ignore[arg-type]
    return replace(claim, lines=changed)


def _line(claim: Claim, at: int, **more: object) -> Claim:
    """Change one thing of one line."""
    lines = list(claim.lines)
    at %= len(lines)
    lines[at] = replace(lines[at], **more)  # type: ignore[arg-type]
    return replace(claim, lines=tuple(lines))


def outside(claim: Claim, facts: ClaimFacts, random: Random) -> Asked:
    provider = ProviderFacts(Side.OUT)
    return replace(claim, assigned=random.random() < 0.5), replace(facts, provider=provider)


def emergency(claim: Claim, facts: ClaimFacts, random: Random) -> Asked:
    changed = _line(claim, 0, procedure=random.choice(("99283", "99285")))
    amounts = {
        line.number: ProtectedAmounts(
            Money(40_000) if random.random() < 0.3 else None,
            random.random() < 0.5,
            Money(random.randrange(9_000, 70_000)),
            Money(50_000) if random.random() < 0.5 else None,
        )
        for line in claim.lines[:3]
    }
    provider = ProviderFacts(Side.OUT)
    return replace(changed, place="23"), replace(
        facts, provider=provider, protected_amounts=amounts
    )


def at_network_facility(claim: Claim, facts: ClaimFacts, random: Random) -> Asked:
    consent = random.random() < 0.5
    protection = ProtectionFacts(
        random.choice(tuple(Side)),
        emergency_until=random.choice((None, claim.lines[0].first)),
        listed_in_network=random.random() < 0.3,
        continuity_until=random.choice((None, date(2026, 4, 1))),
    )
    return replace(claim, place="22", notice_and_consent=consent), replace(
        facts, provider=ProviderFacts(Side.OUT), protection=protection
    )


def ambulance(claim: Claim, facts: ClaimFacts, random: Random) -> Asked:
    changed = _line(claim, 1, procedure=random.choice(("A0431", "A0436", "A0429")))
    return changed, replace(facts, provider=ProviderFacts(Side.OUT))


def inpatient(claim: Claim, facts: ClaimFacts, random: Random) -> Asked:
    first = claim.lines[0].first
    last = first + timedelta(days=random.randrange(6))
    stay = Institutional(
        random.choice(("0111", "0112", "0114", "0117")),
        Period(first, last),
        first - timedelta(days=random.choice((0, 0, 3))),
        random.choice(("1", "3")),
        discharge_status=random.choice(("01", "30")),
        drg=random.choice(("470", "871", "")),
    )
    changed = _lines(claim, procedure="", modifiers=(), units=Decimal(1))
    lines = tuple(
        replace(line, revenue=revenue)
        for line, revenue in zip(changed.lines, ("0120", "0250", "0300", "0450"), strict=True)
    )
    if random.random() < 0.6:
        facts = replace(facts, provider=random.choice((OFFICES[6], OFFICES[3])).facts)
    return replace(changed, lines=lines, institutional=stay), facts


def outpatient(claim: Claim, facts: ClaimFacts, random: Random) -> Asked:
    first = claim.lines[0].first
    form = Institutional(
        random.choice(("0131", "131", "0831")),
        Period(first, first + timedelta(days=1)),
        conditions=random.choice(((), ("45",))),
    )
    changed = _lines(claim, revenue=random.choice(("0360", "0450", "0510", "9999")))
    return replace(changed, institutional=form), facts


def other_cover(claim: Claim, facts: ClaimFacts, random: Random) -> Asked:
    other = OtherCover(
        "Other Mutual",
        Period(date(2026, 1, 1), date(2026, 12, 31)),
        Standing(
            random.random() < 0.3,
            random.choice(tuple(Work)),
            date(2020, 1, 1),
            (random.randrange(1, 13), 3),
            random.random() < 0.2,
        ),
        random.choice((None, None, *MedicareBasis)),
        verified=random.random() < 0.8,
    )
    standing = Standing(random.random() < 0.6, employees=random.choice((5, 50, 500)))
    return claim, replace(facts, others=(other,), standing=standing)


def answered(claim: Claim, facts: ClaimFacts, random: Random) -> Asked:
    claim, facts = other_cover(claim, facts, random)
    facts = replace(facts, standing=replace(facts.standing, dependent=True))
    if random.random() < 0.5:
        return replace(claim, other_payers=(_answer(claim.charge, random),)), facts
    lines = tuple(replace(line, other_payer=_answer(line.charge, random)) for line in claim.lines)
    return replace(claim, lines=lines), facts


def _answer(charge: Money, random: Random) -> OtherPayerAnswer:
    paid = Money(random.randrange(charge + 1))
    left = Money(random.randrange(charge - paid + 1))
    said = (Adjustment("PR", "2", left), Adjustment("CO", "45", charge - paid - left))
    return OtherPayerAnswer("Other Mutual", paid, said, medicare=random.random() < 0.3)


def approved(claim: Claim, facts: ClaimFacts, random: Random) -> Asked:
    changed = _line(claim, 2, procedure=random.choice(("70551", "72148", "E0470", "K0823")))
    given = Authorization(
        "A1",
        claim.person,
        Period(date(2026, 1, 1), date(2026, 12, 31)),
        frozenset() if random.random() < 0.5 else frozenset({"70551", "72148"}),
        frozenset() if random.random() < 0.5 else frozenset({claim.billing.tin}),
        random.choice((None, Decimal(1), Decimal(0))),
    )
    stated = replace(changed, authorization=random.choice(("", "A1", "A2")))
    return stated, replace(facts, authorizations=(given,) if random.random() < 0.8 else ())


def referred(claim: Claim, facts: ClaimFacts, random: Random) -> Asked:
    given = Referral(
        "R1",
        claim.person,
        Period(date(2026, 1, 1), date(2026, 12, 31)),
        frozenset() if random.random() < 0.5 else frozenset({claim.billing.tin}),
        () if random.random() < 0.5 else ("207",),
        random.choice((None, 0, 3)),
    )
    person = facts.person
    if random.random() < 0.2:
        person = replace(person, primary_care_provider=claim.billing.npi)
    return claim, replace(facts, referrals=(given,), person=person)


def wrong_codes(claim: Claim, facts: ClaimFacts, random: Random) -> Asked:
    at = random.randrange(4)
    changes: tuple[dict[str, object], ...] = (
        {"procedure": "9921"},
        {"procedure": ""},
        {"procedure": "99201"},
        {"modifiers": ("X",)},
        {"modifiers": ("25", "59")},
        {"diagnoses": ()},
        {"diagnoses": ("J06.9",)},
        {"place": "00"},
        {"units": Decimal(0)},
        {"charge": ZERO},
        {"last": claim.lines[0].first - timedelta(days=1)},
    )
    return _line(claim, at, **random.choice(changes)), facts


def wrong_provider(claim: Claim, facts: ClaimFacts, random: Random) -> Asked:
    since = claim.lines[0].first - timedelta(days=random.choice((-5, 5)))
    standing = random.choice(
        (
            ProviderStanding(sanctioned_since=since),
            ProviderStanding(eligible=Period(since, None)),
            ProviderStanding(capitated=True),
            ProviderStanding(vendor="Eyes Inc"),
        )
    )
    provider = facts.provider or ProviderFacts(Side.OUT)
    provider = replace(provider, standing=standing, member_harmless=random.random() < 0.5)
    if random.random() < 0.3:
        claim = replace(claim, rendering=Provider("1234567890", "", ""))
    if random.random() < 0.2:
        claim = replace(claim, billing=replace_tin(claim.billing))
    return claim, replace(facts, provider=provider)


def replace_tin(provider: Provider) -> Provider:
    return provider._replace(tin="99-0000001")


def late(claim: Claim, facts: ClaimFacts, random: Random) -> Asked:
    received = claim.lines[0].first + timedelta(days=random.choice((-3, 100, 300)))
    exceptions = {"other_payer_delay": received} if random.random() < 0.3 else {}
    return replace(claim, received=received), replace(facts, filing_exceptions=exceptions)


def uncovered(claim: Claim, facts: ClaimFacts, random: Random) -> Asked:
    cover, day = facts.covers[0], claim.lines[0].first
    changes: tuple[dict[str, object], ...] = (
        {"period": Period(date(2025, 1, 1), day - timedelta(days=1))},
        {"period": Period(day + timedelta(days=1), None)},
        {"unidentifiable": True},
        {"waiting_until": day},
        {"edition": "gone/2026-01-01"},
    )
    changed = replace(cover, **random.choice(changes))  # type: ignore[arg-type]
    return claim, replace(facts, covers=random.choice(((), (changed,), (changed, cover))))


def more_days(claim: Claim, facts: ClaimFacts, random: Random) -> Asked:
    lines = tuple(
        replace(line, first=line.first + timedelta(days=at), last=line.last + timedelta(days=at))
        for at, line in zip((0, 0, 1, 2), claim.lines, strict=True)
    )
    lines = lines[: random.randrange(1, 5)]
    return replace(claim, lines=lines), facts


def repeated(claim: Claim, facts: ClaimFacts, random: Random) -> Asked:
    first = claim.lines[0]
    modifiers = random.choice(((), ("76",), ("59",), ("LT",)))
    again = replace(first, number=2, modifiers=modifiers)
    return replace(claim, lines=(first, again, *claim.lines[2:])), facts


def surgery(claim: Claim, facts: ClaimFacts, random: Random) -> Asked:
    codes = random.sample(("29881", "20610", "11102", "17000", "17003", "45385", "45378"), 4)
    lines = tuple(
        replace(line, procedure=code, modifiers=random.choice(((), ("50",), ("80",), ("RT",))))
        for line, code in zip(claim.lines, codes, strict=True)
    )
    return replace(claim, lines=lines), facts


def imaging(claim: Claim, facts: ClaimFacts, random: Random) -> Asked:
    part = random.choice(("26", "TC"))
    return _line(claim, 1, procedure="71046", modifiers=(part,)), facts


def person_answered(claim: Claim, facts: ClaimFacts, random: Random) -> Asked:
    released = frozenset((rule, number) for rule in PENDS for number in (1, 2, 3))
    cause = random.choice(("AA", "EM", "OA"))
    claim = replace(claim, related_causes=(cause,))
    return claim, replace(facts, released=released, accident_answered=random.random() < 0.5)


def outside_alone(claim: Claim, facts: ClaimFacts, random: Random) -> Asked:
    """Preventive and obstetric care outside, which perhaps nobody inside can give."""
    changed = _line(_line(claim, 0, procedure="99396"), 1, procedure="59400")
    given = Authorization(
        "A7",
        claim.person,
        Period(date(2026, 1, 1), date(2026, 12, 31)),
        nobody_inside=random.random() < 0.7,
    )
    provider = random.choice((facts.provider, ProviderFacts(Side.OUT)))
    return changed, replace(facts, authorizations=(given,), provider=provider)


PENDS = (
    "near_duplicate",
    "sex_review",
    "policy_review",
    "price_unknown",
    "other_payer_unverified",
)


def judged(claim: Claim, facts: ClaimFacts, random: Random) -> Asked:
    found = Finding("policy_review", ZERO, {"policy": "0070"}, "reviewer")
    problem = Problem(found, random.randrange(3), group="CO", code="50")
    return claim, replace(facts, judged=(problem,))


def stated(claim: Claim, facts: ClaimFacts, random: Random) -> Asked:
    said = {
        1: Stated("specialist visit"),
        2: Stated(side=random.choice(tuple(Side)), tier=1),
        3: Stated(allowed=Money(8_000), approved=random.choice((True, False, None))),
        4: Stated("hospital", referred=random.choice((True, False, None)), admitted=True),
    }
    return claim, replace(facts, stated=said)


def replaced(claim: Claim, facts: ClaimFacts, random: Random) -> Asked:
    start = date(2026, 1, 1)
    later = (
        Entry(claim.person, "deductible", "network", start, random.randrange(1, 40_000), 0),
        Entry(claim.person, "out_of_pocket", "network", start, 90_000, 0),
    )
    return replace(claim, frequency="7", replaces="P9"), replace(facts, later=balances(later))


def bare(claim: Claim, facts: ClaimFacts, random: Random) -> Asked:
    """One line of a great charge."""
    line: Line = replace(claim.lines[0], charge=Money(random.randrange(1, 9_000_000)))
    return replace(claim, lines=(line,)), facts


CHANGES: tuple[Change, ...] = (
    outside,
    emergency,
    at_network_facility,
    ambulance,
    other_cover,
    answered,
    approved,
    referred,
    wrong_codes,
    wrong_provider,
    late,
    uncovered,
    person_answered,
    judged,
    stated,
    replaced,
)
# These change the lines themselves, so they come first and one at a time.
FORMS: tuple[Change, ...] = (
    inpatient,
    outpatient,
    more_days,
    repeated,
    surgery,
    imaging,
    bare,
)
# For tests that compare two ways; the golden corpus stays as it was drawn.
MORE: tuple[Change, ...] = (*CHANGES, outside_alone, outside_alone)
