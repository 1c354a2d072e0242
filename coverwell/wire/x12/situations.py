"""Situational rules: what one element or segment makes another one needed, barred or refused.

A rule stands in a loop of a guide (or in a partner's profile, `profile.py`) and is asked of each
instance of that loop:

    rule CLM05-3=7/8 needs REF:F8    one of these codes there: a segment must be in the loop too
    rule SBR02=18 needs N3 or N4     either will do
    rule LS bars REF:9F              they exclude each other
    rule PWK02!=AA needs PWK06       an element of the same segment (!= : there, but not these)
    rule NM109! and NM102=2 needs REF:EI/SY     NM109! : empty; all conditions must hold
    rule CUR02!=USD refused          what the condition finds may not be so

A term is a segment id, perhaps an element (and component) and `:` the codes of its qualifier;
`2010BA/N3` looks in that loop only, and a loop id by itself stands for that loop. The first
condition finds the segment that the rule is asked of. A `hint` is written like a rule and warns.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.events import Piece
from coverwell.wire.x12.findings import Finding, Level, Severity
from coverwell.wire.x12.forms import Form
from coverwell.wire.x12.guide import Guide, Loop, Segment, standard


SEVERITIES = {"rule": Severity.REJECT, "hint": Severity.WARN}
_REST = re.compile(r"(?:(\d\d)(?:-(\d+))?)?(?::([^=!]+))?(?:(!=|=)(.+)|(!))?")


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """Something that may be there: the positions it can stand in, its element, and its value."""

    id: str
    loop: str
    places: frozenset[Segment]
    element: int = 0
    component: int = 0
    sign: str = ""
    codes: frozenset[str] = frozenset()
    qualifiers: frozenset[str] = frozenset()

    def holds(self, text: str, delimiters: Delimiters) -> bool:
        """Is it so in this segment (one of its positions)?"""
        return term_pattern(self, delimiters).match(text) is not None


@lru_cache(maxsize=1 << 10)
def term_pattern(term: Term, delimiters: Delimiters) -> re.Pattern[str]:
    """What a segment must start with for the term to hold.

    `match` tells a segment; `search` passes over joined ones quickly, and may hit too often.
    """
    element, component = re.escape(delimiters.element), re.escape(delimiters.component)
    end = re.escape(delimiters.segment)
    ends = f"{element}{end}" + (component if term.component else "")
    start = f"{term.id}(?![^{element}{end}])"
    if term.qualifiers:
        start += f"(?={element}(?:{_any(term.qualifiers)})(?![^{element}{component}{end}]))"
    if not term.element:
        return re.compile(start)
    before = f"(?:{element}[^{element}{end}]*){{{term.element - 1}}}{element}"
    skipped = f"(?:[^{element}{component}{end}]*{component}){{{max(term.component - 1, 0)}}}"
    one_of = f"(?:{_any(term.codes)})(?![^{ends}])"
    if term.sign == "!":
        return re.compile(f"{start}(?!{before}{skipped}[^{ends}])")
    tests = {"=": one_of, "!=": f"(?!{one_of})[^{ends}]", "": f"[^{ends}]"}
    return re.compile(start + before + skipped + tests[term.sign])


def _any(codes: frozenset[str]) -> str:
    return "|".join(map(re.escape, sorted(codes)))


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule. The first condition is what sets it off; scope are the positions of its loop."""

    loop: Loop
    scope: frozenset[Segment]
    conditions: tuple[Term, ...]
    verb: str
    targets: tuple[Term, ...]
    message: str
    severity: Severity

    @property
    def of_level(self) -> bool:
        """Does it say which segment a whole level needs? Then it is asked of levels that lack it:
        they are few, and the levels with the condition many.
        """
        entry = self.loop.entry
        plain = self.verb == "needs" and entry.cut and entry.id == "HL"
        return plain and not any(t.element or t.qualifiers for t in self.targets)

    def may_fail(self, form: Form) -> bool:
        """Could a level of this form lack what the rule asks of levels?"""
        there = not self.conditions[0].places.isdisjoint(form)
        return there and all(target.places.isdisjoint(form) for target in self.targets)

    def of_piece(self, piece: Piece, delimiters: Delimiters) -> Finding | None:
        """The fault of a whole level that may fail (`of_level`), if it does."""
        places = range(len(piece.positions))
        at = _first(piece, self.conditions[0], places, delimiters)
        return None if at is None else self.finding(piece, at, delimiters)

    def finding(self, piece: Piece, at: int, delimiters: Delimiters) -> Finding | None:
        """The fault that this rule finds, set off by the segment at this place of the piece."""
        trigger, *more = self.conditions
        span = self._instance(piece, at)
        for term in more:
            own = term.id == trigger.id and piece.positions[at] in term.places
            if _first(piece, term, [at] if own else span, delimiters) is None:
                return None
        if self.verb == "refused":
            return self._fault(piece, at, Level.ELEMENT, "7", trigger)
        return self._dependent(piece, at, span, delimiters)

    def _dependent(
        self, piece: Piece, at: int, span: range, delimiters: Delimiters
    ) -> Finding | None:
        for target in self.targets:
            own = bool(target.element) and piece.positions[at] in target.places
            found = _first(piece, target, [at] if own else span, delimiters)
            if found is not None:
                return self._barred(piece, found, target) if self.verb == "bars" else None
        if self.verb == "bars" or self._told(piece, at, span, delimiters):
            return None
        return self._needed(piece, at)

    def _told(self, piece: Piece, at: int, span: range, delimiters: Delimiters) -> bool:
        """Was the same missed already for an earlier segment of this instance?"""
        own = self.targets[0].element and piece.positions[at] in self.targets[0].places
        before = range(span.start, at)
        return not own and _first(piece, self.conditions[0], before, delimiters) is not None

    def _instance(self, piece: Piece, at: int) -> range:
        """The segments of the instance of the rule's loop that holds this place."""
        positions, entry = piece.positions, self.loop.entry
        first = at
        while first and positions[first] is not entry and self._inside(positions[first - 1]):
            first -= 1
        last = at + 1
        while last < len(positions):
            if positions[last] is entry or not self._inside(positions[last]):
                break
            last += 1
        return range(first, last)

    def _inside(self, position: Segment | None) -> bool:
        return position is None or position in self.scope

    def _needed(self, piece: Piece, at: int) -> Finding:
        target = self.targets[0]
        if target.element and piece.positions[at] in target.places:
            return self._fault(piece, at, Level.ELEMENT, "I9", target)
        return self._fault(piece, at, Level.SEGMENT, "I6", target)

    def _barred(self, piece: Piece, at: int, target: Term) -> Finding:
        if target.element:
            return self._fault(piece, at, Level.ELEMENT, "I13", target)
        return self._fault(piece, at, Level.SEGMENT, "I9", target)

    def _fault(self, piece: Piece, at: int, level: Level, code: str, term: Term) -> Finding:
        inside, position = level is Level.ELEMENT, piece.positions[at]
        values = piece.texts[at].split(piece.transaction.group.interchange.delimiters.element)
        value = values[term.element] if inside and len(values) > term.element else ""
        return Finding(
            level,
            code,
            self.message,
            self.severity,
            piece.segment + at,
            term.id,
            term.loop if position is None or code == "I6" else position.loop,
            term.element if inside else 0,
            term.component if inside else 0,
            value,
            piece.offsets[at],
        )


def _first(piece: Piece, term: Term, places: range | list[int], marks: Delimiters) -> int | None:
    for at in places:
        if piece.positions[at] in term.places and term.holds(piece.texts[at], marks):
            return at
    return None


def positions_of(loop: Loop) -> Iterator[Segment]:
    """Every position of a loop and of the loops inside it that belong to the same piece."""
    for group in loop.groups:
        for member in group:
            if isinstance(member, Segment):
                yield member
            elif not member.entry.cut:
                yield from positions_of(member)


def loops_of(loop: Loop) -> Iterator[Loop]:
    """A loop and the loops inside it."""
    yield loop
    for group in loop.groups:
        for member in group:
            if isinstance(member, Loop):
                yield from loops_of(member)


def term(word: str, loop: Loop) -> Term:
    """A term as it is written, in its loop; ValueError when nothing there can be meant."""
    inside = list(positions_of(loop))
    where, _, named = word.partition("/") if word[0].isdigit() else ("", "", word)
    if where and not named:
        entries = [one.entry for one in loops_of(loop) if one.id == where]
        if not entries or not set(entries) <= set(inside):
            raise ValueError(f"No loop {word} in loop {loop.id} with what is read together.")
        return Term(entries[0].id, where, frozenset(entries))
    near = [p for group in loop.groups for p in group if isinstance(p, Segment)]
    spans = [[p for p in inside if p.loop == where]] if where else [near, inside]
    name = named[:3] if named[:3] in standard().segments else named[:2]
    rest = _REST.fullmatch(named[len(name) :])
    for positions in spans:
        wanted = _codes(rest[3]) if rest else frozenset[str]()
        fits = [p for p in positions if p.id == name and _qualified(p, wanted)]
        if rest and fits:
            sign, codes = rest[4] or rest[6] or "", _codes(rest[5])
            element, component = int(rest[1] or 0), int(rest[2] or 0)
            places = frozenset(fits)
            return Term(name, fits[0].loop, places, element, component, sign, codes, wanted)
    raise ValueError(f"Nothing in loop {loop.id or 'header'} is meant by '{word}'.")


def _codes(text: str | None) -> frozenset[str]:
    return frozenset(filter(None, (text or "").split("/")))


def _qualified(position: Segment, wanted: frozenset[str]) -> bool:
    return not wanted or bool(wanted & position.qualifiers)


def parse_rule(text: str, message: str, loop: Loop, severity: Severity = Severity.REJECT) -> Rule:
    """A rule as a guide writes it; ValueError where it cannot be understood."""
    words = text.split()
    verbs = [at for at, word in enumerate(words) if word in ("needs", "bars", "refused")]
    if len(verbs) != 1 or verbs[0] == 0 or not message:
        raise ValueError(f"'{text}': one of needs, bars, refused, and a sentence after #.")
    at = verbs[0]
    conditions = tuple(term(word, loop) for word in words[:at] if word != "and")
    targets = tuple(term(word, loop) for word in words[at + 1 :] if word != "or")
    scope = frozenset(positions_of(loop))
    return Rule(loop, scope, conditions, words[at], targets, message, severity)


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """Rules by the position that sets them off; those of whole levels by their loop."""

    all: tuple[Rule, ...]
    of_segments: Mapping[Segment, tuple[Rule, ...]]
    of_levels: Mapping[str, tuple[Rule, ...]]


def sorted_rules(rules: Iterable[Rule]) -> Rules:
    """Rules by where they are asked."""
    found = tuple(rules)
    of_segments: dict[Segment, tuple[Rule, ...]] = {}
    of_levels: dict[str, tuple[Rule, ...]] = {}
    for rule in found:
        if rule.of_level:
            of_levels[rule.loop.id] = (*of_levels.get(rule.loop.id, ()), rule)
            continue
        for position in rule.conditions[0].places:
            of_segments[position] = (*of_segments.get(position, ()), rule)
    return Rules(found, of_segments, of_levels)


@cache
def rules_of(guide: Guide) -> Rules:
    """The rules of a guide."""
    loops = dict.fromkeys(loops_of(guide.body))
    return sorted_rules(
        parse_rule(text, message, loop, SEVERITIES[kind])
        for loop in loops
        for kind, text, message in loop.rules
    )
