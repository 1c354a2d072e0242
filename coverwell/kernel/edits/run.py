"""All edits, in the order of the questions; all run, so that every fault is seen at once."""

from __future__ import annotations

from coverwell.kernel.edits.amounts import check_amounts
from coverwell.kernel.edits.duplicates import check_duplicates
from coverwell.kernel.edits.facts import Edit, EditFacts, EditTables
from coverwell.kernel.edits.frequency import check_frequency, check_units
from coverwell.kernel.edits.identifiers import check_identifiers
from coverwell.kernel.edits.pairs import check_add_ons, check_pairs
from coverwell.kernel.edits.person import check_person
from coverwell.kernel.edits.provider import check_provider
from coverwell.kernel.edits.reimbursement import (
    check_global,
    check_not_separate,
    check_together,
)
from coverwell.kernel.edits.timely import check_timely
from coverwell.kernel.edits.validity import check_codes
from coverwell.kernel.reasons.codes import problem
from coverwell.kernel.reasons.problem import Problem
from coverwell.kernel.vocabulary.claim import Claim


EDITS: tuple[Edit, ...] = (
    check_codes,
    check_amounts,
    check_identifiers,
    check_provider,
    check_duplicates,
    check_timely,
    check_pairs,
    check_add_ons,
    check_units,
    check_frequency,
    check_global,
    check_person,
    check_not_separate,
    check_together,
)


def run_edits(claim: Claim, facts: EditFacts, tables: EditTables) -> tuple[Problem, ...]:
    """Return every fault of a claim with its codes; line 0 stands for the whole claim."""
    return tuple(
        problem(finding, line, tables.codes)
        for edit in EDITS
        for line, finding in edit(claim, facts, tables)
    )
