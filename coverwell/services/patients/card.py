"""The temporary ID card: what plan, person and rulebook say, with the answer behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from coverwell.kernel.vocabulary.dated import Dated
from coverwell.services.explanations.cells import care_words, cell_words
from coverwell.services.explanations.services import LANGUAGES
from coverwell.services.patients.coverage import Coverage
from coverwell.services.payer.read import Payer, payer
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import Sheet, dated_sheets, rulebook_folder
from coverwell.services.rulebook.text import check_keys, mapping, required


_SAID = ("no guarantee", "admission", "emergency", "temporary")
_KEYS = ("temporary days", "rx bin", "rx pcn", "payments", "english", "spanish")


@dataclass(frozen=True, slots=True)
class CardTerms:
    """What the rulebook says for every card; `words` are by language and key."""

    days: int
    rx_bin: str
    rx_pcn: str
    payments: tuple[str, ...]
    words: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Card:
    """A temporary card. `until` is its last day; `payments` are kinds of care and what is paid."""

    reference: str
    issued: date
    until: date
    coverage: Coverage
    payments: tuple[tuple[str, str], ...]
    words: Mapping[str, str]
    rx_bin: str
    rx_pcn: str
    payer: Payer


def issue_card(found: Coverage, today: date, language: str) -> Card | None:
    """Issue a temporary card for somebody who is covered today; None for anybody else."""
    if found.plan is None or found.said.plan is None:
        return None
    terms = card_terms(rulebook_folder()).on(today)
    if terms is None:
        raise LookupError(f"The rulebook says nothing of ID cards for {today}.")
    rows = found.plan.rows
    return Card(
        reference=found.said.reference,
        issued=today,
        until=last_day(today, terms.days, found.said.plan.last),
        coverage=found,
        payments=tuple(
            (care_words(care, language), cell_words(rows[care].tiers[0], language))
            for care in terms.payments
            if care in rows
        ),
        words=terms.words[language if language in terms.words else "en"],
        rx_bin=terms.rx_bin,
        rx_pcn=terms.rx_pcn,
        payer=payer(today),
    )


def last_day(issued: date, days: int, covered_until: date | None) -> date:
    """Return until when a card holds: so many days, or the end of coverage if that is sooner."""
    longest = issued + timedelta(days=days)
    return longest if covered_until is None else min(longest, covered_until)


@cache
def card_terms(root: Path) -> Dated[CardTerms]:
    """Read the dated terms of cards; RulebookError says what is wrong and where."""
    sheets = dated_sheets(root, "cards", _KEYS)
    return Dated(tuple(sheet.effective for sheet in sheets), tuple(map(_read, sheets)))


def _read(sheet: Sheet) -> CardTerms:
    entries = dict(sheet.entries)
    return CardTerms(
        days=values.number(entries, "temporary days", sheet.name),
        rx_bin=sheet.text("rx bin"),
        rx_pcn=sheet.text("rx pcn"),
        payments=values.words(entries, "payments", sheet.name),
        words={code: _words(sheet, word) for code, word in LANGUAGES.items()},
    )


def _words(sheet: Sheet, language: str) -> Mapping[str, str]:
    where = f"{sheet.name}, {language}"
    said = mapping(required(dict(sheet.entries), language, sheet.name), where)
    check_keys(said, _SAID, where)
    return {key.replace(" ", "_"): values.text(said, key, where) for key in _SAID}
