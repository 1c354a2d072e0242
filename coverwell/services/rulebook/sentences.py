"""The words of every rule: a finding said in plain English or Spanish."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from coverwell.kernel.reasons.finding import Fact, Finding
from coverwell.kernel.vocabulary.money import Money
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import read_sheet
from coverwell.services.rulebook.text import RulebookError, check_keys, mapping


LANGUAGES = ("en", "es")

_MONTHS = {
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ),
    "es": (
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
        "octubre", "noviembre", "diciembre",
    ),
}  # fmt: skip


class SentenceError(LookupError):
    """A rule without words in a language, or a finding without a fact that its words name."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said, and what can be done next ('' where nothing is to be done).

    `short` is how people who agree on worked examples may say the same.
    """

    says: str
    next: str = ""
    short: str = ""

    @property
    def names(self) -> frozenset[str]:
        """Return the facts that it names."""
        parsed = string.Formatter().parse(self.says + self.next)
        return frozenset(name for _, name, _, _ in parsed if name)


@dataclass(frozen=True, slots=True)
class Language:
    """One language: the sentence of each rule, words of facts, and names of kinds of care."""

    code: str
    rules: Mapping[str, Sentence]
    words: Mapping[str, str]
    cares: Mapping[str, str]

    def say(self, finding: Finding) -> str:
        """Say what a rule decided. SentenceError: no such rule, or a fact is missing."""
        return self._filled(self._sentence(finding.rule).says, finding)

    def next_step(self, finding: Finding) -> str:
        """Say what can be done about it; '' where nothing is to be done."""
        return self._filled(self._sentence(finding.rule).next, finding)

    def short(self, finding: Finding) -> str:
        """Say it in few words; '' where there are none or a fact that they name is missing."""
        try:
            return self._filled(self._sentence(finding.rule).short, finding)
        except SentenceError:
            return ""

    def ways(self, finding: Finding) -> frozenset[str]:
        """Say what a rule decided in every way that worked examples may say it."""
        ways = (self, replace(self, cares={}))
        said = {way.say(finding) for way in ways} | {way.short(finding) for way in ways}
        return frozenset(said - {""})

    def _sentence(self, rule: str) -> Sentence:
        """Find the words of a rule."""
        found = self.rules.get(rule)
        if found is None:
            raise SentenceError(f"Rule '{rule}' has no sentence in rulebook/sentences.")
        return found

    def _filled(self, text: str, finding: Finding) -> str:
        """Put the facts into their places."""
        facts = {name: self._fact(name, fact) for name, fact in finding.facts.items()}
        try:
            filled = text.format_map(facts)
        except KeyError as lacking:
            raise SentenceError(
                f"The {self.code} sentence of rule '{finding.rule}' names the fact {lacking}, "
                "which the finding does not have."
            ) from lacking
        return filled[:1].upper() + filled[1:]

    def _fact(self, name: str, fact: Fact) -> str:
        """Write a fact the way the language does."""
        if isinstance(fact, Money):
            return str(fact)
        if isinstance(fact, date):
            return self._date(fact)
        if isinstance(fact, Decimal):
            return f"{fact.normalize():f}"
        return self._word(name, fact) if isinstance(fact, str) else str(fact)

    def _word(self, name: str, fact: str) -> str:
        """Translate what a fact calls by a key: a kind of care, another rule, a limit."""
        if name == "care":
            return self.cares.get(fact, fact)
        if name == "limit":
            return self._phrase(fact)
        said = self.rules.get(fact)
        return said.says if said is not None else self.words.get(fact, fact)

    def _phrase(self, limit: str) -> str:
        """Translate the words of a limit, which the kernel writes in the grammar's English."""
        if self.code == "en":
            return limit
        table = {**self.cares, **self.words}
        longest_first = sorted(table, key=len, reverse=True)
        known = "|".join(re.escape(word) for word in longest_first)
        return re.sub(rf"\b({known})\b", lambda found: table[found[0]], limit)

    def _date(self, day: date) -> str:
        """Write a day in full."""
        month = _MONTHS[self.code][day.month - 1]
        if self.code == "es":
            return f"{day.day} de {month} de {day.year}"
        return f"{month} {day.day}, {day.year}"


def read_languages(
    root: Path, care_names: Mapping[str, Mapping[str, str]]
) -> Mapping[str, Language]:
    """Read the sentences of every language."""
    read = {code: _language(root, code, care_names[code]) for code in LANGUAGES}
    _check_same(read["en"], read["es"])
    return MappingProxyType(read)


def _language(root: Path, code: str, cares: Mapping[str, str]) -> Language:
    """Read one language's file."""
    sheet = read_sheet(root, f"sentences/{code}.yaml", ("language", "rules", "words"))
    rules = {}
    for rule, node in sheet.group("rules").items():
        where = f"{sheet.name}, {rule}"
        row = mapping(node, where)
        check_keys(row, ("says", "next", "short"), where)
        parts = (values.text(row, key, where) for key in ("says", "next", "short"))
        rules[rule] = Sentence(*parts)
    group = sheet.group("words")
    words = {word: values.text(group, word, sheet.name) for word in group}
    return Language(code, MappingProxyType(rules), MappingProxyType(words), cares)


def _check_same(english: Language, spanish: Language) -> None:
    """Refuse a rule that is said in one language only, or with other facts in the other."""
    for rule in {**english.rules, **spanish.rules}:
        pair = [language.rules.get(rule) for language in (english, spanish)]
        if None in pair:
            raise RulebookError(f"sentences: '{rule}' is said in one language only.")
        if len({(one.names, bool(one.next)) for one in pair if one is not None}) > 1:
            raise RulebookError(f"sentences: '{rule}' names other facts in the other language.")
