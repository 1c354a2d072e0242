"""Claims decided with the whole rulebook: nothing about them is stated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from coverwell.kernel.claims.adjudicate import adjudicate
from coverwell.kernel.claims.decision import Decision
from coverwell.kernel.claims.facts import ClaimFacts, ProviderFacts
from coverwell.kernel.vocabulary.claim import Claim, Diagnosis, DiagnosisRole, Line, Provider
from coverwell.kernel.vocabulary.member import Cover, Person, Sex
from coverwell.kernel.vocabulary.money import dollars
from coverwell.kernel.vocabulary.period import Period
from coverwell.kernel.vocabulary.side import Side
from coverwell.services.plans.editions import edition_file, read_edition
from coverwell.services.rulebook.load import rulebook


DAY = date(2026, 3, 2)
TABLES = rulebook()
CONTRACT = TABLES.qualifying_terms.nearest(DAY)
PLAN = read_edition(edition_file("ppo_two_tier/2026-01-01")).plan
GROUP = Provider("1234567893", "990000001", "207Q00000X")
ANA = Person("M1", date(1986, 5, 4), Sex.FEMALE)
IN_NETWORK = ProviderFacts(Side.NETWORK, 1, CONTRACT)
OUTSIDE = ProviderFacts(Side.OUT)


def line(number: int, procedure: str, charge: str, **more: object) -> Line:
    """Return a line at the office for a cold."""
    made = Line(
        number,
        dollars(charge),
        DAY,
        DAY,
        procedure=procedure,
        place="11",
        diagnoses=("J069",),
        rendering=GROUP,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def claim(*lines: Line, **more: object) -> Claim:
    """Return Ana's professional claim."""
    made = Claim(
        "C1",
        1,
        "M1",
        date(2026, 3, 10),
        GROUP,
        lines,
        diagnoses=(Diagnosis("J069", DiagnosisRole.PRINCIPAL),),
        place="11",
    )
    return replace(made, **more)  # type: ignore[arg-type]


def facts(provider: ProviderFacts = IN_NETWORK, **more: object) -> ClaimFacts:
    """Return the facts of Ana, covered by the two-tier plan, with all tables."""
    cover = Cover(Period(date(2026, 1, 1), date(2026, 12, 31)), PLAN.edition)
    made = ClaimFacts(
        date(2026, 3, 11),
        ANA,
        (cover,),
        {PLAN.edition: PLAN},
        tables=TABLES,
        provider=provider,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def decide(*lines: Line, provider: ProviderFacts = IN_NETWORK, **more: object) -> Decision:
    """Decide Ana's claim."""
    return adjudicate(claim(*lines), facts(provider, **more))
