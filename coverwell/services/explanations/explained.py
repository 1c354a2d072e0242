"""A decision as people read it: each line with its amounts, its reasons and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol

from coverwell.kernel.claims.decision import LineDecision, Status, Totals, Trace
from coverwell.kernel.reasons.finding import Finding
from coverwell.kernel.vocabulary.claim import Adjustment, Line
from coverwell.kernel.vocabulary.money import Money
from coverwell.services.explanations.services import revenue_name, service_name
from coverwell.services.explanations.sources import source_words
from coverwell.services.rulebook.load import rulebook
from coverwell.services.rulebook.sentences import Language


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule in words: its sentence, where it is written, and what it took (cents).

    `quoted` says that the source is quoted as written, in English.
    """

    rule: str
    sentence: str
    source: str
    amount: Money
    quoted: bool = True


class Spot(NamedTuple):
    """Where in the mouth: a tooth with the letters of its surfaces, or else an area."""

    tooth: str
    surfaces: str
    area: str


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """A line as asked and as decided (cents); `service` is empty where the code has no words."""

    number: int
    service: str
    code: str
    modifiers: tuple[str, ...]
    first: date
    last: date
    units: Decimal
    status: Status
    amounts: LineDecision
    reasons: tuple[Reason, ...]
    adjustments: tuple[Adjustment, ...]
    next_steps: tuple[str, ...]
    spots: tuple[Spot, ...] = ()

    @property
    def discount(self) -> Money:
        """What the provider may not bill: the contract's write-off and what is theirs to bear."""
        return Money(self.amounts.write_off + self.amounts.not_covered_provider)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why a claim waits and what happens next, in words; `line` 0 is the whole claim."""

    line: int
    why: str
    next: str


@dataclass(frozen=True, slots=True)
class Explained:
    """One decision in one language (cents)."""

    edition: str
    totals: Totals
    lines: tuple[ExplainedLine, ...]
    waiting: tuple[Waiting, ...]
    general: tuple[Reason, ...]

    @property
    def not_covered(self) -> Money:
        """What is not covered, whoever bears it."""
        return Money(self.totals.not_covered_member + self.totals.not_covered_provider)


class Decided(Protocol):
    """What an explanation needs of a decision, stored or just made."""

    @property
    def edition(self) -> str:
        """The plan's edition."""

    @property
    def totals(self) -> Totals:
        """The amounts of the claim."""

    @property
    def lines(self) -> tuple[LineDecision, ...]:
        """The lines as decided."""

    @property
    def trace(self) -> Trace:
        """What was found."""


def explain(decision: Decided, asked: Mapping[int, Line], language: str) -> Explained:
    """Say a decision in words; the lines as asked give the codes and days it leaves out."""
    words = spoken(language)
    return Explained(
        edition=decision.edition,
        totals=decision.totals,
        lines=tuple(_line(asked[one.number], one, decision, words) for one in decision.lines),
        waiting=_waiting(decision, words),
        general=_reasons(decision, 0, words),
    )


def spoken(language: str) -> Language:
    """Return the rulebook's words in a language; English where it has none."""
    languages = rulebook().languages
    return languages.get(language, languages["en"])


def _line(line: Line, decided: LineDecision, decision: Decided, words: Language) -> ExplainedLine:
    found = [noted.finding for noted in decision.trace.changed if noted.line == line.number]
    steps = dict.fromkeys(step for one in found if (step := words.next_step(one)))
    return ExplainedLine(
        number=line.number,
        service=service_name(line.procedure, words.code) or revenue_name(line.revenue, words.code),
        code=line.procedure or line.revenue,
        modifiers=line.modifiers,
        first=line.first,
        last=line.last,
        units=line.units,
        status=decided.status,
        amounts=decided,
        reasons=_reasons(decision, line.number, words),
        adjustments=decided.adjustments,
        next_steps=tuple(steps),
        spots=tuple(map(_spot, line.spots)),
    )


def _spot(text: str) -> Spot:
    """Read "14 MO" or "area 10", as a line says them."""
    first, _, rest = text.partition(" ")
    return Spot("", "", rest) if first == "area" else Spot(first, rest, "")


def _reasons(decision: Decided, line: int, words: Language) -> tuple[Reason, ...]:
    found = (noted.finding for noted in decision.trace.changed if noted.line == line)
    return tuple(_reason(one, words) for one in found)


def _reason(found: Finding, words: Language) -> Reason:
    source = source_words(found.source, words.code)
    return Reason(found.rule, words.say(found), source, found.amount, source == found.source)


def _waiting(decision: Decided, words: Language) -> tuple[Waiting, ...]:
    # Of a line that waits only its problems are noted: they are what it waits for.
    open_lines = {one.number for one in decision.lines if one.status is Status.PENDED}
    return tuple(
        Waiting(noted.line, words.say(noted.finding), words.next_step(noted.finding))
        for noted in decision.trace.changed
        if noted.line in open_lines
    )
