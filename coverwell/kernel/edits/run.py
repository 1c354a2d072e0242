"""All edits, in the order of the questions; every fault is seen at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

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
from coverwell.kernel.vocabulary.memory import MadeOnce


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


# The edits that look a line's procedure up in tables of their own: only codes that are named there
# can have such a fault, so that a claim of other codes is not asked.
_BY_CODE: Mapping[Edit, Callable[[EditTables], tuple[Iterable[str], ...]]] = {
    check_pairs: lambda tables: (tables.pairs, tables.facility_pairs),
    check_add_ons: lambda tables: (tables.add_ons,),
    check_units: lambda tables: (tables.units, tables.facility_units),
    check_frequency: lambda tables: (tables.frequency,),
    check_global: lambda tables: (tables.global_visits,),
    check_person: lambda tables: (tables.ages, tables.sexes),
    check_not_separate: lambda tables: (tables.not_separate,),
    check_together: lambda tables: (tables.together,),
}
_ALWAYS = sum(1 << at for at, edit in enumerate(EDITS) if edit not in _BY_CODE)


def run_edits(claim: Claim, facts: EditFacts, tables: EditTables) -> tuple[Problem, ...]:
    """Return every fault of a claim with its codes; line 0 stands for the whole claim."""
    named, mask = _NAMED.of(tables), _ALWAYS
    for line in claim.lines:
        mask |= named.get(line.procedure, 0)
    found: list[Problem] = []
    for edit in _asked(mask):
        for number, finding in edit(claim, facts, tables):
            found.append(problem(finding, number, tables.codes))
    return tuple(found)


@lru_cache(maxsize=1024)
def _asked(mask: int) -> tuple[Edit, ...]:
    """Return the edits whose bit is set, in the order of the questions."""
    return tuple(edit for at, edit in enumerate(EDITS) if mask >> at & 1)


def _named(tables: EditTables) -> Mapping[str, int]:
    """Index the procedures by the edits whose tables name them."""
    found: dict[str, int] = {}
    for at, edit in enumerate(EDITS):
        for table in _BY_CODE[edit](tables) if edit in _BY_CODE else ():
            for code in table:
                found[code] = found.get(code, 0) | 1 << at
    return found


_NAMED: MadeOnce[EditTables, Mapping[str, int]] = MadeOnce(_named, 64)
