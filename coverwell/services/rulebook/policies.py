"""Reading coverage and reimbursement policies: `<number>/<first day>/policy.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from coverwell.kernel.edits.facts import FrequencyLimit, Together
from coverwell.kernel.policy.criteria import CoveragePolicy, Criterion, Policies
from coverwell.kernel.vocabulary.dated import Dated
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import Sheet, read_sheet
from coverwell.services.rulebook.text import RulebookError


FOLDERS = ("coverage_policies", "reimbursement")
_KEYS = (
    "policy", "title", "decided by", "frequency", "together", "not separate", "criteria",
    "examples",
)  # fmt: skip
_RULES = ("policy_review", "documentation_needed")


@dataclass(frozen=True, slots=True)
class Policy:
    """One dated edition of a policy, as the edits use it. `ended` None: still in force."""

    number: str
    title: str
    says: str
    sheet: Sheet
    frequency: tuple[FrequencyLimit, ...]
    together: tuple[tuple[frozenset[str], Together], ...]
    not_separate: frozenset[str]
    criteria: Mapping[str, CoveragePolicy]

    @property
    def effective(self) -> date:
        """Return its first day."""
        return self.sheet.effective


def read_policies(root: Path) -> tuple[Policy, ...]:
    """Read every edition of every policy."""
    paths = [path for folder in FOLDERS for path in (root / folder).glob("*/*/policy.yaml")]
    return tuple(_policy(root, path) for path in sorted(paths))


def in_force(policies: tuple[Policy, ...], on: date) -> tuple[Policy, ...]:
    """Return the latest edition of each policy that has begun."""
    latest: dict[str, Policy] = {}
    for policy in sorted(policies, key=lambda one: one.effective):
        if policy.effective <= on:
            latest[policy.number] = policy
    return tuple(latest.values())


def criteria_by_day(policies: tuple[Policy, ...]) -> Dated[Policies]:
    """Merge the criteria of all policies for every day on which an edition begins."""
    firsts = tuple(sorted({policy.effective for policy in policies})) or (date.min,)
    merged = []
    for first in firsts:
        found: dict[str, CoveragePolicy] = {}
        for policy in in_force(policies, first):
            found.update(policy.criteria)
        merged.append(MappingProxyType(found))
    return Dated(firsts, tuple(merged))


def _policy(root: Path, path: Path) -> Policy:
    """Read one edition; its folder's name is its first day."""
    sheet = read_sheet(root, path.relative_to(root).as_posix(), _KEYS)
    if path.parent.name != sheet.effective.isoformat():
        raise RulebookError(f"{sheet.name}: 'effective' and the folder's name disagree.")
    number = sheet.text("policy")
    entries = dict(sheet.entries)
    return Policy(
        number=number,
        title=sheet.text("title"),
        says=sheet.text("says"),
        sheet=sheet,
        frequency=_frequency(sheet, number),
        together=_together(sheet, number),
        not_separate=values.codes(entries, "not separate", sheet.name),
        criteria=_criteria(sheet, number),
    )


def _frequency(sheet: Sheet, number: str) -> tuple[FrequencyLimit, ...]:
    """Read limits over rolling months, or over the calendar year ('months: year')."""
    limits = []
    for where, row in sheet.rows("frequency", ("procedures", "units", "months")):
        yearly = values.text(row, "months", where) == "year"
        months = None if yearly else values.number(row, "months", where)
        codes = values.codes(row, "procedures", where)
        limits.append(FrequencyLimit(number, codes, values.number(row, "units", where), months))
    return tuple(limits)


def _together(sheet: Sheet, number: str) -> tuple[tuple[frozenset[str], Together], ...]:
    """Read codes that need notes or a look beside certain others."""
    entries = []
    for where, row in sheet.rows("together", ("procedures", "with", "then", "from age")):
        rule = values.one_of(row, "then", where, _RULES)
        others = values.codes(row, "with", where)
        entry = Together(number, others, rule, values.number(row, "from age", where, "0"))
        entries.append((values.codes(row, "procedures", where), entry))
    return tuple(entries)


def _criteria(sheet: Sheet, number: str) -> Mapping[str, CoveragePolicy]:
    """Read what meets the policy, by procedure."""
    found: dict[str, list[Criterion]] = {}
    for where, row in sheet.rows("criteria", ("procedures", "diagnoses", "from age", "to age")):
        criterion = Criterion(
            values.words(row, "diagnoses", where),
            values.number(row, "from age", where, "0"),
            values.number(row, "to age", where, "200"),
        )
        for code in values.codes(row, "procedures", where):
            found.setdefault(code, []).append(criterion)
    read = {c: CoveragePolicy(number, tuple(met), sheet.source) for c, met in found.items()}
    return MappingProxyType(read)
