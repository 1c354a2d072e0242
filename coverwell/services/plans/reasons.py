"""Say a finding in the words of rulebook/sentences, in the language of the reader."""

from __future__ import annotations

from coverwell.kernel.reasons.finding import Finding
from coverwell.services.rulebook.load import rulebook


def sentence(finding: Finding, language: str) -> str:
    """Return the sentence of a finding in 'en' or 'es'."""
    return rulebook().languages[language].say(finding)


def next_step(finding: Finding, language: str) -> str:
    """Say what can be done about a finding; '' where nothing is to be done."""
    return rulebook().languages[language].next_step(finding)


def ways(finding: Finding) -> frozenset[str]:
    """Say a finding in every way that worked examples (which are English) may say it."""
    return rulebook().languages["en"].ways(finding)
