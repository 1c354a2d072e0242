"""A coverage answer as JSON text, and back: what was said is printed again, never worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

import orjson

from coverwell.services.eligibility.coverage import (
    Amount,
    Benefit,
    CoverageAnswer,
    LimitUse,
    OtherPayer,
    PlanFacts,
    Subject,
)


T = TypeVar("T", Subject, PlanFacts, OtherPayer, Benefit, CoverageAnswer)
Stored = Mapping[str, Any]

_DAYS = frozenset(
    (
        *("as_of", "birth_date", "day", "first", "last", "verified_on"),
        *("why_last", "year_first", "year_last"),
    )
)


def answer_text(answer: CoverageAnswer) -> str:
    """Return an answer as the table of answers keeps it."""
    return orjson.dumps(answer).decode()


def read_answer(text: str) -> CoverageAnswer:
    """Read an answer as it was kept."""
    stored = orjson.loads(text)
    stored["subject"] = _read(Subject, stored["subject"]) if stored["subject"] else None
    stored["plan"] = _plan(stored["plan"]) if stored["plan"] else None
    stored["amounts"] = tuple(Amount(**one) for one in stored["amounts"])
    stored["benefits"] = tuple(map(_benefit, stored["benefits"]))
    stored["others"] = tuple(_read(OtherPayer, one) for one in stored["others"])
    return _read(CoverageAnswer, stored)


def _plan(stored: Stored) -> PlanFacts:
    who = tuple((name, tuple(does)) for name, does in stored["administrators"])
    return _read(PlanFacts, {**stored, "administrators": who})


def _benefit(stored: Stored) -> Benefit:
    limits = tuple(LimitUse(**one) for one in stored["limits"])
    return _read(Benefit, {**stored, "limits": limits})


def _read(kind: type[T], stored: Stored) -> T:
    """Make a value of its fields: days from their text, lists as tuples."""
    known = {one.name for one in fields(kind)}
    return kind(**{key: _value(key, one) for key, one in stored.items() if key in known})


def _value(key: str, stored: Any) -> Any:
    if key in _DAYS and isinstance(stored, str):
        return date.fromisoformat(stored)
    return tuple(stored) if isinstance(stored, list) else stored
