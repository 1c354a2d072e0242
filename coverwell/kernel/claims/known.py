"""Question 7 and what goes with it: which kind of care, given by whom, approved by whom?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from coverwell.kernel.claims.day_tables import DayTables
from coverwell.kernel.claims.facts import ClaimFacts, ProviderFacts, Stated
from coverwell.kernel.coverage.care import CareQuestion, classify
from coverwell.kernel.coverage.emergency import emergency
from coverwell.kernel.coverage.protection import protection
from coverwell.kernel.policy.precertification import fits
from coverwell.kernel.reasons.finding import Fact, Finding
from coverwell.kernel.vocabulary.claim import Claim, DiagnosisRole, Line
from coverwell.kernel.vocabulary.money import ZERO
from coverwell.kernel.vocabulary.side import Side


# As rulebook/codes/care.yaml marks them.
PREVENTIVE, PREGNANCY = "preventive", "pregnancy"


class Known(NamedTuple):
    """Care, the provider's side and tier, and what was approved.

    `chain` starts with the kind of care and goes on with those whose rows stand in for it.
    `spared`: emergency or protected care, which no approval or referral may stand before;
    `obstetric`: no referral may. `alone`: preventive care that no network provider can give.
    """

    chain: tuple[str, ...]
    side: Side
    tier: int = 0
    protection: str = ""
    spared: bool = False
    approved: bool | None = None
    referred: bool | None = None
    admitted: bool | None = None
    found: tuple[Finding, ...] = ()
    obstetric: bool = False
    alone: bool = False


class UnstatedError(ValueError):
    """A line without a rulebook to decide it by, about which something was not stated."""


def stated_known(line: Line, stated: Stated) -> Known:
    """Take what was stated as known; nothing stated about approval means that it is there."""
    if not stated.care or stated.side is None:
        raise UnstatedError(f"Line {line.number}: state its care and its side of the network.")
    return Known(
        (stated.care,),
        stated.side,
        stated.tier,
        protection="stated" if stated.protected else "",
        spared=stated.protected or stated.emergency,
        approved=stated.approved,
        referred=stated.referred,
        admitted=stated.admitted,
        found=_alone(line, stated.care) if stated.no_network_provider else (),
        alone=stated.no_network_provider,
    )


def _alone(line: Line, care: str) -> tuple[Finding, ...]:
    """Preventive care that nobody in the network can give (45 CFR 147.130(a)(3)(ii))."""
    told: dict[str, Fact] = {"care": care, "day": line.first}
    return (Finding("preventive_outside_network", ZERO, told, "45 CFR 147.130(a)(3)(ii)"),)


class Question(NamedTuple):
    """A line that the tables are asked about, and who gave the care."""

    claim: Claim
    line: Line
    facts: ClaimFacts
    tables: DayTables
    provider: ProviderFacts


def looked_up(asked: Question, stated: Stated) -> Known:
    """Look a line up in the tables; what was stated about it comes before them."""
    claim, line = asked.claim, asked.line
    found: tuple[Finding, ...] = ()
    chain: tuple[str, ...] = (stated.care,)
    obstetric = alone = False
    if not stated.care:
        rule = classify(question_of(asked), asked.tables.care_rules)
        chain, found = rule.care.chain, (rule.finding,)
        obstetric, alone = rule.care.event == PREGNANCY, PREVENTIVE in rule.care.marks
    side = stated.side or asked.provider.side
    urgent = emergency(claim, line, asked.tables.emergency)
    by = "stated" if stated.protected else ""
    if side is Side.OUT and not by:
        facts = replace(asked.facts.protection, emergency=urgent is not None)
        protected = protection(claim, line, facts, asked.tables.protection)
        if protected is not None:
            by, found = protected[0].value, (*found, protected[1])
    alone = side is Side.OUT and (
        stated.no_network_provider or (alone and nobody_inside(asked.facts, claim, line))
    )
    if alone:
        found = (*found, *_alone(line, chain[0]))
    return Known(
        chain,
        side,
        stated.tier if stated.side else asked.provider.tier,
        by,
        spared=urgent is not None or by != "",
        approved=stated.approved,
        referred=stated.referred,
        admitted=claim.inpatient or stated.admitted,
        found=found if urgent is None else (*found, urgent),
        obstetric=obstetric,
        alone=alone,
    )


def nobody_inside(facts: ClaimFacts, claim: Claim, line: Line) -> bool:
    """Say whether it was found that no network provider can do this for the person."""
    return any(one.nobody_inside and fits(one, claim, line) for one in facts.authorizations)


def question_of(asked: Question) -> CareQuestion:
    """Say what a line says about itself."""
    claim, line = asked.claim, asked.line
    stay = claim.institutional
    return CareQuestion(
        stay is not None,
        line.procedure,
        line.modifiers,
        line.revenue,
        line.place or claim.place,
        main_diagnosis(claim, line),
        claim.rendered_by(line).taxonomy,
        "" if stay is None else stay.bill_type,
        "" if stay is None else stay.drg,
        age_on(asked.facts.person.birth, line.first),
    )


def main_diagnosis(claim: Claim, line: Line) -> str:
    """Return the line's first pointer, or a facility's principal diagnosis."""
    if line.diagnoses:
        return line.diagnoses[0]
    for diagnosis in claim.diagnoses:
        if diagnosis.role is DiagnosisRole.PRINCIPAL:
            return diagnosis.code
    return ""


def age_on(birth: date, day: date) -> int:
    """Return the age in whole years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
