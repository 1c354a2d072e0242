"""A small bench: Plan A of the kernel page, one family, and lines with stated amounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from coverwell.kernel.claims.adjudicate import adjudicate
from coverwell.kernel.claims.decision import Decision
from coverwell.kernel.claims.facts import ClaimFacts, Stated
from coverwell.kernel.cost_share.balances import FAMILY, Entry, balances
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.plan.read_plan import read_plan
from coverwell.kernel.vocabulary.claim import Claim, Line, Provider
from coverwell.kernel.vocabulary.member import Cover, Person
from coverwell.kernel.vocabulary.money import dollars
from coverwell.kernel.vocabulary.period import Period
from coverwell.kernel.vocabulary.side import Side


YEAR = date(2026, 1, 1)
DAY = date(2026, 3, 2)
ANA = Person("M1", date(1980, 5, 17))
BEN = Person("M2", date(1982, 9, 3))
OFFICE = Provider("1111111112", "11-1111111")

HEAD_A = {
    "plan": "Plan A",
    "effective": "2026-01-01 to 2026-12-31",
    "source": "Evidence of Coverage, form A-26",
    "deductible": "$500 person, $1,000 family",
    "out of pocket limit": "$2,500 person, $5,000 family",
    "out of network deductible": "$1,000 person, $2,000 family",
    "out of network limit": "$8,000 person, $16,000 family",
}
OUT = "40% coinsurance, after deductible"
CELLS_A = {
    "primary care visit": "$35 copay, deductible does not apply",
    "specialist visit": "$50 copay, deductible does not apply",
    "x-ray": "$10 copay, deductible does not apply",
    "hospital": "20% coinsurance, after deductible",
    "emergency room": "20% coinsurance, after deductible",
    "physical therapy": "20% coinsurance, after deductible",
}


def row(care: str, network: str, out: str = OUT, **more: str) -> dict[str, str]:
    """Return one row of a plan document."""
    text = {"when": "You need care", "care": care, "says": f"§ {care}", "network": network}
    return {**text, "out of network": out, **{key.replace("_", " "): v for key, v in more.items()}}


def plan(head: dict[str, str] | None = None, *rows: dict[str, str]) -> Plan:
    """Read a plan: the head of Plan A with changes; its rows unless others are given."""
    own = [row(care, cell) for care, cell in CELLS_A.items()]
    own[-1]["limit"] = "60 visits per year"
    given = {one["care"]: one for one in rows}
    kept = [given.pop(one["care"], one) for one in own]
    return read_plan({**HEAD_A, **(head or {}), "care": [*kept, *given.values()]}, "plan_a")


PLAN_A = plan()


def line(number: int = 1, charge: str = "", **more: object) -> Line:
    """Return a line of Ana's day."""
    made = Line(number, dollars(charge or "1"), DAY, DAY)
    return replace(made, **more)  # type: ignore[arg-type]


def used(person: str = "M1", side: str = "network", **amounts: str | int) -> tuple[Entry, ...]:
    """Return entries: used(deductible='$450')."""
    return tuple(
        Entry(person, what, side, YEAR, amount if isinstance(amount, int) else dollars(amount), 0)
        for what, amount in amounts.items()
    )


def family(**amounts: str) -> tuple[Entry, ...]:
    """Return entries of the family."""
    return used(FAMILY, **amounts)


def out(**amounts: str) -> tuple[Entry, ...]:
    """Return entries of Ana and of her family on the other side of the network."""
    return used(side="out", **amounts) + used(FAMILY, "out", **amounts)


def service(care: str, allowed: str, charge: str = "", **more: object) -> tuple[Line, Stated]:
    """Return a line in network with what is stated about it."""
    kept = {"first", "last", "units", "rendering", "other_payer", "place"}
    of_line = {key: value for key, value in more.items() if key in kept}
    stated = {key: value for key, value in more.items() if key not in kept}
    stated = {"side": Side.NETWORK, **stated}
    made = replace(line(charge=charge or allowed), **of_line)  # type: ignore[arg-type]
    return made, Stated(care, allowed=dollars(allowed), **stated)  # type: ignore[arg-type]


def facts_of(
    of_plan: Plan = PLAN_A, before: tuple[Entry, ...] = (), person: Person = ANA
) -> ClaimFacts:
    """Return the facts of a person covered all year by a plan."""
    cover = Cover(Period(YEAR, date(2026, 12, 31)), of_plan.edition)
    plans = {of_plan.edition: of_plan}
    return ClaimFacts(date(2026, 4, 1), person, (cover,), plans, balances(before))


def claim_of(*services: tuple[Line, Stated], number: str = "C1", person: str = "M1") -> Claim:
    """Return a claim of the office with these services as its lines."""
    lines = tuple(replace(made, number=at) for at, (made, _) in enumerate(services, start=1))
    return Claim(number, 1, person, date(2026, 3, 20), OFFICE, lines)


def stated_of(*services: tuple[Line, Stated]) -> dict[int, Stated]:
    """Return what is stated, by line number."""
    return {at: stated for at, (_, stated) in enumerate(services, start=1)}


def decide(
    *services: tuple[Line, Stated], of_plan: Plan = PLAN_A, before: tuple[Entry, ...] = ()
) -> Decision:
    """Decide one claim of Ana's."""
    facts = replace(facts_of(of_plan, before), stated=stated_of(*services))
    return adjudicate(claim_of(*services), facts)


def codes(decision: Decision, at: int = 0) -> dict[str, str]:
    """Return the adjustments of a line as {'CO-45': '$60'}."""
    adjustments = decision.lines[at].adjustments
    return {f"{one.group}-{one.code}": str(one.amount) for one in adjustments}


def parts(decision: Decision, at: int = 0) -> tuple[str, str, str, str]:
    """Return deductible, copay, coinsurance and plan paid of a line as text."""
    of = decision.lines[at]
    return str(of.deductible), str(of.copay), str(of.coinsurance), str(of.plan_paid)
