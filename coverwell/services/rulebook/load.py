"""The whole rulebook as one frozen value, read once per process."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from coverwell.kernel.coordination.order import OrderRules
from coverwell.kernel.coverage.care import Care, CareRules
from coverwell.kernel.coverage.emergency import EmergencyCodes
from coverwell.kernel.coverage.protection import ProtectionTables
from coverwell.kernel.edits.facts import EditTables
from coverwell.kernel.policy.assignment import AssignmentLaw
from coverwell.kernel.policy.criteria import Policies
from coverwell.kernel.policy.precertification import PrecertificationList
from coverwell.kernel.pricing.priced import PriceBook
from coverwell.kernel.pricing.terms import Terms
from coverwell.kernel.reasons.codes import Codes
from coverwell.kernel.reasons.finding import Finding
from coverwell.kernel.vocabulary.dated import Dated
from coverwell.services.rulebook.adjustments import read_adjustments
from coverwell.services.rulebook.assignment import read_assignment
from coverwell.services.rulebook.care import Cares, read_care_rules, read_cares
from coverwell.services.rulebook.coordination import read_order
from coverwell.services.rulebook.edits import read_edits
from coverwell.services.rulebook.policies import Policy, criteria_by_day, read_policies
from coverwell.services.rulebook.precertification import read_precertification
from coverwell.services.rulebook.prices import check_terms, read_price_book
from coverwell.services.rulebook.protection import read_emergency, read_protection
from coverwell.services.rulebook.sentences import Language, read_languages
from coverwell.services.rulebook.sheets import rulebook_folder
from coverwell.services.rulebook.terms import read_dated_terms


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Every table that decisions are made with. `version` is the hash of all its files."""

    version: str
    cares: Mapping[str, Care]
    care_names: Mapping[str, Mapping[str, str]]
    care_rules: Dated[CareRules]
    emergency: Dated[EmergencyCodes]
    protection: Dated[ProtectionTables]
    prices: PriceBook
    outside_terms: Dated[Terms]
    qualifying_terms: Dated[Terms]
    adjustments: Codes
    policies: tuple[Policy, ...]
    coverage_policies: Dated[Policies]
    edits: Dated[EditTables]
    precertification: Dated[PrecertificationList]
    order_of_payers: Dated[OrderRules]
    assignment: Dated[AssignmentLaw]
    languages: Mapping[str, Language]

    def say(self, finding: Finding, language: str = "en") -> str:
        """Say a finding in plain words ('en' or 'es')."""
        return self.languages[language].say(finding)

    def next_step(self, finding: Finding, language: str = "en") -> str:
        """Say what can be done about a finding; '' where nothing is to be done."""
        return self.languages[language].next_step(finding)


def rulebook() -> Rulebook:
    """Return this installation's rulebook. RulebookError says what is wrong and where."""
    return _read_once(rulebook_folder())


def read_rulebook(root: Path) -> Rulebook:
    """Read and check every file under `root`."""
    cares, names = read_cares(root)
    prices = read_price_book(root)
    adjustments = read_adjustments(root)
    policies = read_policies(root)
    return Rulebook(
        version=version(root),
        cares=cares,
        care_names=names,
        care_rules=read_care_rules(root, cares),
        emergency=read_emergency(root),
        protection=read_protection(root),
        prices=prices,
        outside_terms=_tried_terms(root, "terms/outside", cares, prices),
        qualifying_terms=_tried_terms(root, "terms/qualifying", cares, prices),
        adjustments=adjustments,
        policies=policies,
        coverage_policies=criteria_by_day(policies),
        edits=read_edits(root, adjustments, prices, policies),
        precertification=read_precertification(root, cares),
        order_of_payers=read_order(root),
        assignment=read_assignment(root),
        languages=read_languages(root, names),
    )


def _tried_terms(root: Path, folder: str, cares: Cares, prices: PriceBook) -> Dated[Terms]:
    """Read the terms of a folder and try their examples."""
    terms = read_dated_terms(root, folder, cares)
    check_terms(root, folder, terms, prices)
    return terms


_read_once = cache(read_rulebook)


def version(root: Path) -> str:
    """Hash the names and bytes of all files of the rulebook, plans left out."""
    whole = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not name.startswith("plans/"):
            whole.update(f"{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def say(finding: Finding, language: str = "en") -> str:
    """Say a finding in the words of this installation's rulebook ('en' or 'es')."""
    return rulebook().say(finding, language)
