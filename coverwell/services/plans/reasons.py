"""Say a finding in the words of rulebook/sentences, in the language of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from coverwell.kernel.reasons.finding import Fact, Finding
from coverwell.services.rulebook.sheets import rulebook_folder
from coverwell.services.rulebook.text import read_mapping


def sentence(finding: Finding, language: str) -> str:
    """Return the sentence of a finding; a rule without one is named by its id and facts."""
    template = sentences(language).get(finding.rule)
    facts = {name: fact_text(fact) for name, fact in finding.facts.items()}
    if template is None:
        said = ", ".join(f"{name} {text}" for name, text in facts.items())
        return f"{finding.rule.replace('_', ' ')}{f': {said}' if said else ''}"
    return template.format_map(facts)


@cache
def sentences(language: str) -> Mapping[str, str]:
    """Read the sentences of a language, by rule id."""
    path = rulebook_folder() / "sentences" / f"{language}.yaml"
    if not path.is_file():
        return {}
    found = read_mapping(path.read_text(encoding="utf-8"), path.name)
    return {rule: text for rule, text in found.items() if isinstance(text, str)}


def fact_text(fact: Fact) -> str:
    """Write a fact as a sentence holds it: '$56.67', '20', '2026-03-14'."""
    if isinstance(fact, Decimal):
        return f"{fact:f}"
    return fact.isoformat() if isinstance(fact, date) else str(fact)
