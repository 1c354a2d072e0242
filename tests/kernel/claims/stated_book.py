"""Claims made from a seed whose care and prices are stated, under plans of every kind of cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

from coverwell.kernel.claims.facts import Stated
from coverwell.kernel.cost_share.balances import balances
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.vocabulary.claim import Adjustment, Line, OtherPayerAnswer
from coverwell.kernel.vocabulary.history import PriorLine, history
from coverwell.kernel.vocabulary.institutional import Institutional
from coverwell.kernel.vocabulary.member import CoverageTier
from coverwell.kernel.vocabulary.money import Money
from coverwell.kernel.vocabulary.period import Period
from coverwell.kernel.vocabulary.side import Side
from tests.kernel.claims.bench import (
    ANA,
    DAY,
    OFFICE,
    claim_of,
    facts_of,
    plan,
    row,
    stated_of,
    used,
)
from tests.kernel.claims.book import Asked
from tests.kernel.claims.test_second_payer import THEIRS


CELLS = (
    "no charge",
    "$35 copay, deductible does not apply",
    "$50 copay, after deductible",
    "20% coinsurance, after deductible",
    "$100 copay, then 20% coinsurance, after deductible",
    "$40 copay, then deductible, then 30% coinsurance",
    "$300 copay per day, up to $900 per stay, deductible does not apply",
    "$200 copay per day for the first 2 days, then 10% coinsurance, after deductible",
    "$25 copay for the first 2 visits, then 50% coinsurance, after deductible",
    "10% coinsurance, up to $150 per fill, after drug deductible",
    "$7 copay per item, deductible does not apply",
    "$250 copay per stay, after deductible",
    "$90 copay waived if admitted, deductible does not apply",
)
LIMITS = (
    "",
    "",
    "3 visits per year",
    "4 days per year",
    "5 items per 12 months",
    "$400 allowance per lifetime",
)
CARES = ("hospital", "specialist visit", "x-ray", "physical therapy", "generic drug")
HEADS: dict[str, tuple[str, ...]] = {
    "deductible": ("none", "$500 person, $1,000 family", "$600 person, $900 family, aggregate"),
    "drug deductible": ("none", "$100 person, $150 family"),
    "drug limit": ("none", "$300 person, $450 family"),
    "accumulators": ("separate", "out counts toward in", "shared"),
    "coordination": ("standard", "non-duplication", "maintenance of benefits"),
    "copays": ("one per visit and benefit", "highest of the visit only"),
    "assignment": ("honored", "not honored"),
}


def _plan(random: Random) -> Plan:
    head = {key: random.choice(words) for key, words in HEADS.items()}
    rows = []
    for care in CARES:
        out = random.choice((*CELLS, "not covered"))
        more = {"limit": random.choice(LIMITS)}
        if random.random() < 0.3:
            more["precertification"] = "required, or benefit reduced by 25%"
        given = {key: text for key, text in more.items() if text}
        rows.append(row(care, random.choice(CELLS), out, **given))
    return plan({key: text for key, text in head.items() if text != "none"}, *rows)


def _line(random: Random) -> tuple[Line, Stated]:
    first = DAY + timedelta(days=random.randrange(3))
    charge = Money(random.randrange(200_000))
    line = Line(
        1,
        charge,
        first,
        first + timedelta(days=random.randrange(3)),
        units=Decimal(random.randrange(1, 4)),
    )
    if random.random() < 0.2:
        paid = random.randrange(charge + 1)
        left = Money(random.randrange(charge - paid + 1))
        said = (Adjustment("PR", "2", left), Adjustment("CO", "45", charge - paid - left))
        medicare = random.random() < 0.5
        line = replace(
            line, other_payer=OtherPayerAnswer("Other", Money(paid), said, None, medicare)
        )
    side = random.choice((Side.NETWORK, Side.NETWORK, Side.OUT))
    protected = side is Side.OUT and random.random() < 0.4
    return line, Stated(
        random.choice((*CARES, *CARES, "unknown care")),
        side,
        allowed=Money(random.randrange(charge + 1)),
        cost_share_base=Money(random.randrange(100_000)) if protected else None,
        protected=protected,
        approved=random.choice((True, True, False, None)),
        admitted=random.random() < 0.2,
    )


def stated_book(count: int, seed: int) -> list[Asked]:
    """Return so many claims of one person, each under a plan of its own."""
    random = Random(seed)  # noqa: S311
    return [_one(random) for _ in range(count)]


def _one(random: Random) -> Asked:
    services = [_line(random) for _ in range(random.randrange(1, 6))]
    claim = claim_of(*services)
    before = (
        used(deductible=f"${random.randrange(500)}", out_of_pocket=f"${random.randrange(2500)}"),
        used(
            "", deductible=f"${random.randrange(1000)}", out_of_pocket=f"${random.randrange(3000)}"
        ),
        used(side="", **{f"visits:{random.choice(CARES)}": random.randrange(4)}),
    )
    facts = facts_of(_plan(random), sum(before[: random.randrange(4)], ()))
    tier = random.choice(tuple(CoverageTier))
    facts = replace(
        facts,
        covers=(replace(facts.covers[0], tier=tier),),
        stated=stated_of(*services),
        self_only_maximum={2026: Money(180_000)},
        history=history(_earlier(random)),
    )
    if random.random() < 0.3:
        standing = replace(THEIRS.standing, dependent=True)
        facts = replace(facts, others=(THEIRS,), standing=standing)
    if random.random() < 0.3:
        last = DAY + timedelta(days=random.randrange(5))
        stay = Institutional(random.choice(("0111", "0112", "0131")), Period(DAY, last), DAY)
        claim = replace(claim, institutional=stay)
    if random.random() < 0.1:
        facts = replace(facts, later=balances(used(deductible="$200", out_of_pocket="$300")))
    return claim, facts


def _earlier(random: Random) -> list[PriorLine]:
    """Lines of the same office and day, some of the stay: copays and visits already taken."""
    return [
        PriorLine(
            f"P{at}",
            1,
            ANA.number,
            DAY,
            DAY,
            Money(9_000),
            billing_tin=OFFICE.tin,
            rendering=OFFICE.npi,
            care=random.choice(CARES),
            copay=Money(random.choice((0, 2_000))),
            counted=random.randrange(2),
            admitted=random.choice((None, DAY)),
        )
        for at in range(random.choice((0, 0, 2)))
    ]
