"""The page that people review and sign: the SBC of an edition, printed from its own cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from coverwell.kernel.plan.cost_share import cell_phrase
from coverwell.kernel.plan.limit import NO_PRECERTIFICATION, waiting_phrase
from coverwell.kernel.plan.plan import Benefit, Plan
from coverwell.kernel.plan.print_plan import head_texts
from coverwell.services.plans.coverage_examples import (
    CoverageExample,
    Uncalculated,
    coverage_examples,
    uncalculated_examples,
)
from coverwell.services.plans.editions import Edition
from coverwell.services.plans.examples import Example, read_examples
from coverwell.services.rulebook.load import rulebook


class SbcRow(NamedTuple):
    """One row, word for word as the file says it; `cells` stand under the page's columns.

    `stands_for` are the kinds of care that have no row of their own and are decided by this one.
    """

    event: str
    care: str
    cells: tuple[str, ...]
    notes: tuple[str, ...]
    says: str
    stands_for: tuple[str, ...] = ()


class SbcQuestion(NamedTuple):
    """One of the important questions above the rows, and the plan's answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class SbcPage:
    """The whole page. `columns` are the headings of the cells: the tiers, then out of network."""

    title: str
    edition: str
    sha256: str
    effective: str
    source: str
    signed: tuple[tuple[str, str], ...]
    questions: tuple[SbcQuestion, ...]
    columns: tuple[str, ...]
    rows: tuple[SbcRow, ...]
    coverage_examples: tuple[CoverageExample, ...]
    uncalculated: tuple[Uncalculated, ...]
    worked_examples: tuple[Example, ...]


QUESTIONS = (
    ("What is the overall deductible?", "deductible"),
    ("What is the deductible for drugs?", "drug deductible"),
    ("What is the deductible out of network?", "out of network deductible"),
    ("What is the out-of-pocket limit for this plan?", "out of pocket limit"),
    ("What is the out-of-pocket limit for drugs?", "drug limit"),
    ("What is the out-of-pocket limit out of network?", "out of network limit"),
    ("How do the amounts in and out of network count?", "accumulators"),
    ("Does this plan have a network of providers?", "network"),
    ("Do you need a primary care provider?", "primary care provider"),
    ("Do you need a referral to see a specialist?", "referral"),
    ("When does the plan year begin?", "plan year"),
    ("Which health account goes with this plan?", "health account"),
    ("Who runs the plan with us?", "administrator"),
)
SIGNED = ("authored by", "checked by", "next review")


def sbc_page(edition: Edition) -> SbcPage:
    """Print an edition; every cell is the phrase that decides claims."""
    plan = edition.plan
    head = head_texts(plan)
    return SbcPage(
        title=plan.head.name,
        edition=plan.edition,
        sha256=edition.sha256,
        effective=head["effective"],
        source=plan.head.source,
        signed=tuple((key, head[key]) for key in SIGNED if key in head),
        questions=tuple(SbcQuestion(ask, head[key]) for ask, key in QUESTIONS if key in head),
        columns=columns_of(plan),
        rows=tuple(row_of(benefit, stands_for(benefit, plan)) for benefit in plan.benefits),
        coverage_examples=coverage_examples(plan),
        uncalculated=uncalculated_examples(plan),
        worked_examples=read_examples(edition.examples_text, plan),
    )


def columns_of(plan: Plan) -> tuple[str, ...]:
    """Return the headings of the cells."""
    tiers = max((len(benefit.tiers) for benefit in plan.benefits), default=1)
    inside = tuple(f"Tier {n}" for n in range(1, tiers + 1)) if tiers > 1 else ("Network",)
    return (*inside, "Out of network")


def stands_for(benefit: Benefit, plan: Plan) -> tuple[str, ...]:
    """Return the kinds of care that a row decides besides its own (rulebook/codes/care.yaml)."""
    return tuple(
        care.key
        for care in rulebook().cares.values()
        if care.key != benefit.care and row_deciding(care.chain, plan) == benefit.care
    )


def row_deciding(chain: tuple[str, ...], plan: Plan) -> str:
    """Return the first kind of care of a chain that has a row, '' where none has."""
    return next((key for key in chain if key in plan.rows), "")


def row_of(benefit: Benefit, others: tuple[str, ...]) -> SbcRow:
    """Print one row; limits and approvals are its notes."""
    notes = [benefit.limit.phrase()] if benefit.limit else []
    if benefit.waiting_months:
        notes.append(f"waiting period {waiting_phrase(benefit.waiting_months)}")
    if benefit.precertification != NO_PRECERTIFICATION:
        notes.append(f"precertification {benefit.precertification.phrase()}")
    if benefit.referral:
        notes.append("referral required")
    if benefit.decided_by:
        notes.append(f"decided by: {benefit.decided_by}")
    cells = (*map(cell_phrase, benefit.tiers), cell_phrase(benefit.out_of_network))
    return SbcRow(benefit.when, benefit.care, cells, tuple(notes), benefit.says, others)
