"""The ruling of an ordinary line: the same for every line of which the same is said.

A line is ordinary where nothing about its person, its claim or its provider can change the
answers to the questions before its money: a professional line about which nothing is stated, that
no rule protects, of a person without other cover, under a row that asks for no approval or
referral of such a line. Those answers are given once and remembered; every other line is asked
in full.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from coverwell.kernel.claims.day_tables import DayTables
from coverwell.kernel.claims.edition import Edition, cell_of
from coverwell.kernel.claims.facts import NO_PROTECTION, NOT_STATED
from coverwell.kernel.claims.known import PREGNANCY, PREVENTIVE, Known, main_diagnosis
from coverwell.kernel.claims.row_terms import row_terms
from coverwell.kernel.claims.ruling import Payable, Ruling
from coverwell.kernel.claims.work import Insured, Work
from coverwell.kernel.coverage.care import codes_mask, diagnosis_mask, specialty_mask
from coverwell.kernel.coverage.emergency import professional_emergency
from coverwell.kernel.plan.plan import Benefit, Plan, ReferralRule
from coverwell.kernel.policy.precertification import needs_approval
from coverwell.kernel.vocabulary.claim import Line
from coverwell.kernel.vocabulary.member import CoverageTier
from coverwell.kernel.vocabulary.record import new
from coverwell.kernel.vocabulary.side import Side


# To look a member up in its class takes as long as making a record.
OUT = Side.OUT
FAMILY = CoverageTier.FAMILY


class Alike(NamedTuple):
    """All that the ruling of an ordinary line depends on, besides its edition and the tables.

    `care` is the place of the rule of care that it meets. `procedure` and `place` are its own only
    where a table names them, '' otherwise: so few lines differ, also of claims never seen before.
    """

    edition: str
    family: bool
    out: bool
    network_tier: int
    care: int
    procedure: str
    place: str


def alike_of(line: Line, insured: Insured, tables: DayTables, work: Work) -> Alike | None:
    """Say what an ordinary line has in common with others; None where it is not ordinary."""
    claim, facts, care_rules = work.claim, work.facts, tables.care_rules
    provider = facts.provider_of(line.number)
    if provider is None or not work.ordinary:
        return None
    out = provider.side is OUT
    if out and facts.protection != NO_PROTECTION:
        return None
    procedure, place = line.procedure, line.place or claim.place
    code = line.diagnoses[0] if line.diagnoses else main_diagnosis(claim, line)
    who = line.rendering if line.rendering.npi else claim.rendering_or_billing
    child = insured.age < care_rules.child_under
    fits = care_rules.professional & codes_mask(
        procedure, line.modifiers, place, child, care_rules
    )
    fits &= diagnosis_mask(code, care_rules) & specialty_mask(who.taxonomy, care_rules)
    made = (
        insured.cover.edition,
        insured.cover.tier is FAMILY,
        out,
        provider.tier,
        (fits & -fits).bit_length() - 1,
        procedure if procedure in tables.named else "",
        place if place in tables.emergency.places else "",
    )
    return new(Alike, made)


@lru_cache(maxsize=65536)
def usual_ruling(edition: Edition, tables: DayTables, alike: Alike) -> Ruling | None:
    """Return the ruling of an ordinary line; None where its person must be asked about."""
    known = usual_known(tables, alike)
    if known is None or alike.procedure in tables.policies:
        return None
    row = edition.row_of(known.chain)
    if row is None:
        return None
    if not known.spared and _asks_more(row, edition.plan, alike.procedure, tables):
        return None
    cell = cell_of(edition, row.care, known.side, known.tier, known.side)
    if cell is None:
        return None
    tier = CoverageTier.FAMILY if alike.family else CoverageTier.SELF_ONLY
    terms = row_terms(edition, cell, tier, protected=False)
    payable = Payable(edition.plan, tier, cell, terms, known.chain, admitted=known.admitted)
    return Ruling(alike.edition, row.care, known.side, (), payable, known.found)


@lru_cache(maxsize=65536)
def usual_known(tables: DayTables, alike: Alike) -> Known | None:
    """Return what the tables know of an ordinary line; None where its person or its day may
    make it protected, or free as in network.
    """
    care = tables.care_rules.rules[alike.care]
    urgent = professional_emergency(alike.place, alike.procedure, tables.emergency)
    if alike.out and (urgent is not None or alike.procedure in tables.protection.air_ambulance):
        return None
    if alike.out and PREVENTIVE in care.care.marks:
        return None
    return Known(
        care.care.chain,
        Side.OUT if alike.out else Side.NETWORK,
        alike.network_tier,
        spared=urgent is not None,
        admitted=NOT_STATED.admitted,
        found=(care.finding,) if urgent is None else (care.finding, urgent),
        obstetric=care.care.event == PREGNANCY,
    )


def _asks_more(row: Benefit, plan: Plan, procedure: str, tables: DayTables) -> bool:
    """Say whether the row asks whether this person has an approval or a referral."""
    if row.waiting_months:
        return True
    if row.referral and plan.referral is not ReferralRule.NOT_NEEDED:
        return True
    listed = tables.precertification
    return needs_approval(procedure, row.care, row.precertification, listed)
