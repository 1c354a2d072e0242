"""The ruling of an ordinary line: the same for every line of which the same is said.

A line is ordinary where nothing about its person, its claim or its provider can change the
answers to the questions before its money: a professional line of a provider in network, about
which nothing is stated, of a person without other cover, under a row that asks for no approval or
referral of such a line. Those answers are given once and remembered; every other line is asked
in full.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from coverwell.kernel.claims.day_tables import DayTables
from coverwell.kernel.claims.edition import Edition, cell_of
from coverwell.kernel.claims.known import main_diagnosis
from coverwell.kernel.claims.row_terms import row_terms
from coverwell.kernel.claims.ruling import Payable, Ruling
from coverwell.kernel.claims.work import Insured, Work
from coverwell.kernel.coverage.care import codes_mask, diagnosis_mask, specialty_mask
from coverwell.kernel.coverage.emergency import professional_emergency
from coverwell.kernel.plan.plan import Benefit, Plan, ReferralRule
from coverwell.kernel.policy.precertification import needs_approval
from coverwell.kernel.vocabulary.claim import Line
from coverwell.kernel.vocabulary.member import CoverageTier
from coverwell.kernel.vocabulary.side import Side


class Alike(NamedTuple):
    """All that the ruling of an ordinary line depends on, besides the tables and the edition.

    `diagnoses` and `specialties` are the rules of care that its diagnosis and specialty meet.
    """

    edition: str
    family: bool
    network_tier: int
    procedure: str
    modifiers: tuple[str, ...]
    place: str
    diagnoses: int
    specialties: int
    child: bool


def usual_ruling(line: Line, insured: Insured, work: Work) -> Ruling | None:
    """Return the ruling of an ordinary line; None where it must be asked in full."""
    tables, claim, provider = work.tables_on(line.first), work.claim, work.facts.provider
    if tables is None or provider is None:
        return None
    care_rules = tables.care_rules
    alike = Alike(
        insured.cover.edition,
        insured.cover.tier is CoverageTier.FAMILY,
        provider.tier,
        line.procedure,
        line.modifiers,
        line.place or claim.place,
        diagnosis_mask(main_diagnosis(claim, line), care_rules),
        specialty_mask(claim.rendered_by(line).taxonomy, care_rules),
        insured.age < care_rules.child_under,
    )
    return _ruling(insured.edition, tables, alike)


@lru_cache(maxsize=131072)
def _ruling(edition: Edition, tables: DayTables, alike: Alike) -> Ruling | None:
    procedure, place, care_rules = alike.procedure, alike.place, tables.care_rules
    fits = codes_mask(procedure, alike.modifiers, place, alike.child, care_rules)
    fits &= alike.diagnoses & alike.specialties & care_rules.professional
    care = care_rules.first_of(fits)
    urgent = professional_emergency(place, procedure, tables.emergency)
    row = edition.row_of(care.care.chain)
    if row is None or procedure in tables.policies:
        return None
    if urgent is None and _asks_more(row, edition.plan, procedure, tables):
        return None
    cell = cell_of(edition, row.care, Side.NETWORK, alike.network_tier, Side.NETWORK)
    if cell is None:
        return None
    tier = CoverageTier.FAMILY if alike.family else CoverageTier.SELF_ONLY
    terms = row_terms(edition, cell, tier, protected=False)
    payable = Payable(edition.plan, tier, cell, terms, care.care.chain)
    found = (care.finding,) if urgent is None else (care.finding, urgent)
    return Ruling(alike.edition, row.care, Side.NETWORK, (), payable, found)


def _asks_more(row: Benefit, plan: Plan, procedure: str, tables: DayTables) -> bool:
    """Say whether the row asks whether this person has an approval or a referral."""
    if row.referral and plan.referral is not ReferralRule.NOT_NEEDED:
        return True
    listed = tables.precertification
    return needs_approval(procedure, row.care, row.precertification, listed)
