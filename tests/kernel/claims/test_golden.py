"""Decisions of a varied corpus, held to the cent and to the trace: speed changes no meaning.

`golden.txt` has a digest for each claim. Who changes a rule, a table or a plan on purpose writes
it anew in the same commit (`python -m tests.kernel.claims.test_golden`) and says in the message
which claims changed and why; who makes the kernel faster never does.
"""

from __future__ import annotations

import functools
import gc
import hashlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, TypeVar

import pytest

from coverwell.kernel.claims import adjudicate as adjudicating
from coverwell.kernel.claims import rule_line
from coverwell.kernel.claims.adjudicate import adjudicate
from coverwell.kernel.claims.decision import Decision, LineDecision
from coverwell.kernel.claims.trace_text import trace_text
from coverwell.kernel.vocabulary.dated import Dated
from coverwell.kernel.vocabulary.history import PriorLine
from coverwell.kernel.vocabulary.memory import MadeOnce
from coverwell.services.rulebook.load import Rulebook
from tests.kernel.claims.book import TABLES, Asked, Kinds, book
from tests.kernel.claims.odd import CHANGES, FORMS, MORE
from tests.kernel.claims.stated_book import stated_book


GOLDEN = Path(__file__).with_name("golden.txt")
T = TypeVar("T")
UNUSUAL = Kinds(forms=FORMS, changes=CHANGES)


def corpus() -> Iterator[tuple[str, Asked]]:
    """Name the claims of three books."""
    books = {
        "ordinary": book(300, 1),
        "unusual": book(1200, 2, UNUSUAL),
        "stated": stated_book(900, 3),
    }
    for name, claims in books.items():
        for at, asked in enumerate(claims):
            yield f"{name} {at}", asked


def said(decision: Decision) -> str:
    """Write all that a decision says; what has its default is left out, so that a new field that
    says nothing of these claims changes no digest.
    """
    parts = (
        decision.claim,
        decision.outcome.value,
        decision.edition,
        decision.payee.value,
        *map(_stated, decision.lines),
        tuple(decision.totals),
        *((*entry[:4], int(entry.amount), entry.line) for entry in decision.entries),
        *map(_stated, decision.history),
        *map(tuple, decision.pends),
        *map(tuple, decision.approvals),
        trace_text(decision.trace),
    )
    return "\n".join(map(str, parts))


def _stated(record: LineDecision | PriorLine) -> str:
    defaults = record._field_defaults
    pairs = record._asdict().items()
    return str([(key, str(value)) for key, value in pairs if value != defaults.get(key)])


def digest(decision: Decision) -> str:
    return hashlib.sha256(said(decision).encode()).hexdigest()[:12]


def test_every_claim_of_the_corpus_is_decided_as_before() -> None:
    golden = dict(line.rsplit(" ", 1) for line in GOLDEN.read_text().splitlines())
    decided = {name: digest(adjudicate(*asked)) for name, asked in corpus()}

    assert decided.keys() == golden.keys()
    assert [name for name, found in decided.items() if found != golden[name]] == []


def test_the_corpus_meets_most_rules() -> None:
    met = {
        noted.finding.rule for _, asked in corpus() for noted in adjudicate(*asked).trace.changed
    }

    assert len(met) >= 75


class Memory(NamedTuple):
    """Something that is remembered from claim to claim."""

    name: str
    forget: Callable[[], object]


def memories() -> list[Memory]:
    """Find all that the kernel remembers between claims."""
    found = gc.get_objects()
    cached = [
        Memory(one.__qualname__, one.cache_clear)
        for one in found
        if isinstance(one, functools._lru_cache_wrapper)
        and one.__module__.startswith("coverwell.kernel")
    ]
    made = [Memory("made once", one.forget) for one in found if isinstance(one, MadeOnce)]
    return [*cached, *made]


def test_a_decision_does_not_depend_on_what_the_kernel_remembers() -> None:
    remembered = memories()
    claims = [*book(600, 11), *book(900, 12, UNUSUAL), *stated_book(500, 13)]
    cold = []
    for asked in claims:
        for memory in remembered:
            memory.forget()
        cold.append(adjudicate(*asked))
    warm = [adjudicate(*asked) for asked in claims]
    again = [adjudicate(*asked) for asked in reversed(claims)][::-1]

    assert len(remembered) > 12
    for at, (one, other, third) in enumerate(zip(cold, warm, again, strict=True)):
        assert one == other == third, at
        assert trace_text(one.trace) == trace_text(other.trace) == trace_text(third.trace), at


def test_lines_that_are_asked_and_settled_in_full_come_out_as_by_the_short_ways(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ordinary lines are ruled once and plain lines settled in one step; both only save time."""
    claims = [
        *book(700, 21),
        *book(900, 22, Kinds(forms=FORMS, changes=MORE)),
        *stated_book(600, 23),
    ]
    short = [adjudicate(*asked) for asked in claims]
    monkeypatch.setattr(rule_line, "alike_of", lambda *_: None)
    monkeypatch.setattr(adjudicating, "settle_plain", lambda *_: None)
    full = [adjudicate(*asked) for asked in claims]

    for at, (one, other) in enumerate(zip(short, full, strict=True)):
        assert one == other, at


def test_two_rulebooks_by_turns_answer_as_each_alone() -> None:
    ours = [*book(200, 14), *book(200, 15, UNUSUAL)]
    theirs = [(claim, replace(facts, tables=dearer())) for claim, facts in ours]
    alone = [adjudicate(*asked) for asked in theirs]
    turns = [
        (adjudicate(*one), adjudicate(*other)) for one, other in zip(ours, theirs, strict=True)
    ]

    assert [other for _, other in turns] == alone
    assert sum(one != other for one, other in turns) > 150


@functools.cache
def dearer() -> Rulebook:
    """Return a rulebook of which a few editions differ: prices, modifiers, edits, emergencies."""
    prices = TABLES.prices
    schedules = {
        key: Dated(
            dated.firsts, tuple(replace(one, factor=one.factor * 2) for one in dated.editions)
        )
        for key, dated in prices.schedules.items()
    }
    return replace(
        TABLES,
        prices=replace(prices, schedules=schedules),
        edits=each(TABLES.edits, ages={}, places=frozenset({"11"})),
        emergency=each(TABLES.emergency, procedures=frozenset()),
    )


def each(dated: Dated[T], **more: object) -> Dated[T]:
    """Change something in every edition."""
    return Dated(dated.firsts, tuple(replace(one, **more) for one in dated.editions))  # type: ignore[type-var]


def main() -> None:
    """Write the digests anew and say how many differ from before."""
    before = GOLDEN.read_text().splitlines() if GOLDEN.exists() else []
    now = [f"{name} {digest(adjudicate(*asked))}" for name, asked in corpus()]
    GOLDEN.write_text("\n".join(now) + "\n")
    sys.stdout.write(f"{len(set(now) - set(before))} of {len(now)} digests changed.\n")


if __name__ == "__main__":
    main()
