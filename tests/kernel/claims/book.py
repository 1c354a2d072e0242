"""A varied book of claims, made from a seed: for golden decisions, for memories, for speed.

Nothing is stated about the claims: care, edits and prices are looked up in the whole rulebook.
Balances and histories are drawn, not decided, so that no claim depends on another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from coverwell.kernel.claims.facts import ClaimFacts, ProviderFacts
from coverwell.kernel.cost_share.balances import FAMILY, Entry, balances
from coverwell.kernel.edits.identifiers import valid_npi
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.pricing.terms import Outlier, Pays, Rate, Terms
from coverwell.kernel.vocabulary.claim import Claim, Diagnosis, DiagnosisRole, Line, Provider
from coverwell.kernel.vocabulary.history import PriorLine, history
from coverwell.kernel.vocabulary.member import Cover, CoverageTier, Person, Sex
from coverwell.kernel.vocabulary.money import Money
from coverwell.kernel.vocabulary.period import Period
from coverwell.kernel.vocabulary.side import Side
from coverwell.services.plans.editions import edition_file, read_edition
from coverwell.services.rulebook.load import rulebook


Asked = tuple[Claim, ClaimFacts]
Change = Callable[[Claim, ClaimFacts, Random], Asked]

TABLES = rulebook()
PLANS: dict[str, Plan] = {
    key: read_edition(edition_file(key)).plan
    for key in (
        "drug_deductible/2026-01-01",
        "hmo_pcp/2026-01-01",
        "hsa_aggregate/2026-01-01",
        "indemnity/2026-01-01",
        "open_access/2026-01-01",
        "plan_year_july/2025-07-01",
        "pos_open_access/2026-01-01",
        "pos_referral/2026-01-01",
        "ppo_two_tier/2026-01-01",
    )
}
# Written out, so that a new price in a schedule does not make another book.
VISITS = "99202 99203 99204 99212 99213 99213 99213 99214 99214 99215 92014 98940 90834 90837"
TESTS = "36415 80048 80053 80061 81001 81003 82306 82947 83036 84443 85025 85610 87086 87880 87635"
IMAGES = "71045 71046 72100 72141 72148 73030 73562 73610 74177 70551 76700 77067 76830 77080"
CARE = (
    "97110 97112 97140 97530 97161 92507 90471 90472 90686 95117 20610 11102 17000 17003 17110"
    " 69210 29881 45378 45385 59400 66984 93000 93306 94010 95810 96372 J1885 J3301 E0601 L4360"
    " 99395 99396 99393 99283 99284 A0429 A0431 99308 99349 80305 81528 S9123 97802 99406 G0108"
)
POPULAR = tuple(f"{VISITS} {VISITS} {TESTS} {TESTS} {IMAGES} {CARE}".split())
DIAGNOSES = (
    "J069 E119 I10 Z0000 Z1231 Z23 M5450 M25561 F411 F329 R079 K219 N390 H2511 O0990 S93401A"
    " E785 J45909 R519 G43909 L400 B349 C50911 Z3009 M1711 F1020 Z00129 T7840XA"
)
SPECIALTIES = "207Q00000X 207R00000X 208D00000X 207V00000X 2085R0202X 225100000X 101YM0800X"
THERAPY = "visits:physical therapy"


def _npi(seed: int) -> str:
    numbers = (f"{number}" for number in range(1_000_000_000 + 1_000 * seed, 2_000_000_000))
    return next(number for number in numbers if valid_npi(number))


class Office(NamedTuple):
    """A billing office and how it stands to the networks."""

    provider: Provider
    facts: ProviderFacts


def _offices() -> tuple[Office, ...]:
    random = Random(7)  # noqa: S311
    return tuple(_office(at, random) for at in range(60))


def _office(at: int, random: Random) -> Office:
    taxonomy = random.choice(SPECIALTIES.split())
    provider = Provider(_npi(at), f"99{at:07d}", taxonomy)
    if at % 7 == 0:
        return Office(provider, ProviderFacts(Side.OUT))
    percent = Decimal(random.randrange(90, 141))
    rates = [
        Rate(Pays.FEE_SCHEDULE, schedule="harborlight_standard", percent=percent),
        Rate(Pays.PERCENT_OF_CHARGE, percent=Decimal(random.randrange(45, 90))),
    ]
    if at % 5 == 0:
        flat = Rate(Pays.FLAT, amount=Money(9500), procedures=(("97110", "97140"),))
        rates.insert(0, flat)
    if at % 6 == 0:
        rates.insert(0, Rate(Pays.PER_DIEM, amount=Money(260_000), institutional=True))
    if at % 10 == 3:
        outlier = Outlier(Money(50_000), Decimal(60), Decimal(40))
        stay = Rate(Pays.DRG, amount=Money(72_000), outlier=outlier, institutional=True)
        rates.insert(0, stay)
    terms = Terms(f"T{at}", tuple(rates), f"Agreement {at}, exhibit B")
    tier, days = random.randrange(3), random.choice((None, 90, 180))
    return Office(provider, ProviderFacts(Side.NETWORK, tier, terms, filing_days=days))


OFFICES = _offices()


class Kinds(NamedTuple):
    """What the claims of a book are: which codes are billed, and what is unusual about some.

    Of the `forms` a claim has at most one, of the other `changes` at most two.
    """

    popular: Sequence[str] = POPULAR
    forms: Sequence[Change] = ()
    changes: Sequence[Change] = ()


ORDINARY = Kinds()


def book(count: int, seed: int, kinds: Kinds = ORDINARY) -> list[Asked]:
    """Return so many claims, each of another person; an ordinary one has four lines."""
    random = Random(seed)  # noqa: S311
    return [_one(at, random, kinds) for at in range(count)]


def _one(at: int, random: Random, kinds: Kinds) -> Asked:
    person = _person(at, random)
    plan = PLANS[random.choice(sorted(PLANS))]
    day = date(2026, 1, 5) + timedelta(days=random.randrange(160))
    office = random.choice(OFFICES)
    claim = _claim(person, office.provider, day, random, kinds.popular)
    tier = random.choice((CoverageTier.FAMILY, CoverageTier.FAMILY, CoverageTier.SELF_ONLY))
    cover = Cover(Period(plan.effective.first, plan.effective.last), plan.edition, tier)
    facts = ClaimFacts(
        date(2026, 7, 1),
        person,
        (cover,),
        PLANS,
        balances=balances(_used(person, plan, day, random)),
        history=history(_before(claim, random)),
        tables=TABLES,
        provider=office.facts,
        self_only_maximum={2025: Money(920_000), 2026: Money(1_060_000)},
    )
    return _changed(claim, facts, random, kinds)


def _changed(claim: Claim, facts: ClaimFacts, random: Random, kinds: Kinds) -> Asked:
    if kinds.forms and random.random() < 0.4:
        claim, facts = random.choice(kinds.forms)(claim, facts, random)
    if kinds.changes:
        for change in random.sample(tuple(kinds.changes), random.randrange(3)):
            claim, facts = change(claim, facts, random)
    return claim, facts


def _person(at: int, random: Random) -> Person:
    birth = date(2026, 1, 1) - timedelta(days=random.randrange(85 * 365))
    sex = random.choice((Sex.FEMALE, Sex.MALE, Sex.FEMALE, Sex.MALE, Sex.UNKNOWN))
    return Person(f"M{at}", birth, sex, dependent=birth.year > 2002)


def _claim(
    person: Person, office: Provider, day: date, random: Random, popular: Sequence[str]
) -> Claim:
    codes = tuple(random.sample(DIAGNOSES.split(), 3))
    lines = tuple(_line(at, day, codes, random, popular) for at in range(1, 5))
    return Claim(
        f"C{person.number}",
        1,
        person.number,
        day + timedelta(days=random.randrange(1, 60)),
        office,
        lines,
        tuple(
            Diagnosis(code, DiagnosisRole.OTHER if at else DiagnosisRole.PRINCIPAL)
            for at, code in enumerate(codes)
        ),
        place=random.choice(("11", "11", "11", "11", "22", "02")),
        rendering=office
        if random.random() < 0.7
        else Provider(_npi(77), office.tin, "207X00000X"),
        assigned=random.random() < 0.9,
    )


def _line(
    number: int, day: date, codes: tuple[str, ...], random: Random, popular: Sequence[str]
) -> Line:
    procedure = random.choice(popular)
    therapy = procedure in ("97110", "97112", "97140", "97530")
    return Line(
        number,
        Money(random.randrange(1_500, 90_000)),
        day,
        day,
        units=Decimal(random.randrange(1, 4)) if therapy else Decimal(1),
        procedure=procedure,
        modifiers=("GP",) if therapy else (),
        diagnoses=codes[: random.randrange(1, 4)],
    )


def _used(person: Person, plan: Plan, day: date, random: Random) -> list[Entry]:
    """What the person and the family used so far: some nothing, some all of the deductible."""
    start, share = plan.year_of(day), random.choice((0, 30, 100))
    found = []
    for side in ("network", "out"):
        for what, most in (("deductible", 60_000), ("out_of_pocket", 480_000)):
            mine = most * share * random.randrange(50, 140) // 10_000
            found += [Entry(person.number, what, side, start, mine, 0)]
            found += [Entry(FAMILY, what, side, start, mine * random.randrange(10, 25) // 10, 0)]
    visits = random.randrange(62)
    found += [Entry(person.number, THERAPY, "", start, visits, 0)]
    return [entry for entry in found if entry.amount]


def _before(claim: Claim, random: Random) -> list[PriorLine]:
    """Earlier lines of the person; one in twenty claims is billed again by the same office."""
    found = []
    for at in range(random.choice((0, 0, 2, 5))):
        day = claim.lines[0].first - timedelta(days=random.randrange(90))
        found.append(
            PriorLine(
                f"P{at}",
                1,
                claim.person,
                day,
                day,
                Money(random.randrange(2_000, 60_000)),
                random.choice(POPULAR),
                billing_tin=claim.billing.tin,
                rendering=claim.billing.npi,
                care=random.choice(("specialist visit", "lab", "physical therapy")),
                copay=Money(random.choice((0, 2_500))),
                counted=1,
            )
        )
    if random.random() < 0.05:
        line = claim.lines[0]
        again = replace(line, rendering=claim.rendered_by(line))
        found.append(_prior(claim, again))
    return found


def _prior(claim: Claim, line: Line) -> PriorLine:
    return PriorLine(
        "P9",
        1,
        claim.person,
        line.first,
        line.last,
        line.charge,
        line.procedure,
        line.modifiers,
        units=line.units,
        billing_tin=claim.billing.tin,
        rendering=line.rendering.npi,
    )
