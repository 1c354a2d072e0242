"""Random transaction sets that a guide allows: any segment in its place, any code, odd lengths.

They hold what a guide says of structure and elements, and nothing of sums and situations.
"""

from collections.abc import Iterator
from random import Random

from coverwell.wire.x12.guide import Element, Guide, Loop, Segment, guide_named
from coverwell.wire.x12.pattern import note_places


DAYS = ("20240229", "20260101", "19991231")
FORMS = {
    "D8": lambda r: r.choice(DAYS),
    "DT": lambda r: r.choice(DAYS) + "1230",
    "RD8": lambda _: "20260101-20260131",
    "TM": lambda _: "1230",
}
SAMPLES = {
    "DT": DAYS,
    "TM": ("1230", "000000"),
    "M": ("0", "1", "12.5", "99999999.99", "0.01"),
}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
ADDRESS = {"N401": "SEATTLE", "N402": "WA", "N403": "98101", "N404": "US"}


class Generator:
    """Writes the segments of one guide."""

    def __init__(
        self, guide: Guide, seed: int, *, rich: float = 0.4, shuffled: bool = False
    ) -> None:
        self.guide, self.random, self.rich = guide, Random(seed), rich  # noqa: S311 - test data
        self.shuffled = shuffled  # loops and segments that share a position, in any order
        self.levels = 0

    def body(self, *, which: int | None = None) -> list[str]:
        """The segments between ST and SE."""
        chosen = self.guide.body if which is None else self.guide.body.groups[which][0]
        assert isinstance(chosen, Loop)
        return list(self._loop(chosen, ""))

    def _often(self, member: Segment | Loop, depth: int = 1) -> int:
        chosen = self.random.random() < self.rich
        least = 1 if member.required else 0
        if not chosen:
            return least
        return max(1, min(member.most, self.random.choice((1, 1, 2, 3))))

    def _loop(self, loop: Loop, parent: str) -> Iterator[str]:
        above = parent
        for group in loop.groups:
            members = list(group)
            if self.shuffled and len(members) > 1:
                self.random.shuffle(members)
            for member in members:
                if isinstance(member, Loop):
                    for _ in range(self._often(member)):
                        yield from self._loop(member, above)
                    continue
                first = group is loop.groups[0] and loop.id
                for _ in range(1 if first else self._often(member)):
                    if member.id == "HL":
                        self.levels += 1
                        yield self.segment(member, parent=above)
                        above = str(self.levels)
                    else:
                        yield self.segment(member)

    def segment(self, segment: Segment, parent: str = "") -> str:
        """One segment of a position."""
        there = [e.usage == "R" or (e.usage == "S" and self._some()) for e in segment.elements]
        if not any(there):
            there[next(i for i, e in enumerate(segment.elements) if e.usage != "-")] = True
        _mend(there, segment)
        values: list[str] = []
        before = ""
        for at, element in enumerate(segment.elements):
            value = self._element(segment, at, element, before) if there[at] else ""
            values.append(value)
            before = value
        if segment.id == "HL":
            values[:2] = [str(self.levels), parent]
        return "*".join([segment.id, *values]).rstrip("*")

    def _some(self) -> bool:
        return self.random.random() < self.rich

    def _element(self, segment: Segment, at: int, element: Element, before: str) -> str:
        known = ADDRESS.get(f"{segment.id}{at + 1:02}")
        if known and not element.codes:
            return known
        count = self.random.choice((1, 1, 2)) if element.repeats > 1 else 1
        return "^".join(self._one(element, before) for _ in range(count))

    def _one(self, element: Element, before: str) -> str:
        if not element.parts:
            return self._simple(element, before)
        parts: list[str] = []
        last = ""
        for part in element.parts:
            last = self._simple(part, last) if part.usage == "R" or self._inner(part) else ""
            parts.append(last)
        _mend_pairs(parts, element)
        return ":".join(parts).rstrip(":") or self._simple(element.parts[0], "")

    def _inner(self, part: Element) -> bool:
        return part.usage == "S" and part.kind != "AP" and self._some()

    def _simple(self, element: Element, before: str) -> str:
        r = self.random
        if element.codes:
            return r.choice(sorted(element.codes))
        if element.kind == "AP":
            return FORMS.get(before, lambda _: "FREE")(r)
        if element.kind in SAMPLES:
            return r.choice(SAMPLES[element.kind])
        if element.kind in ("N", "R"):
            return "1" * r.randint(element.least, min(element.most, 5))
        length = r.randint(element.least, min(element.most, element.least + 8))
        return "".join(r.choice(LETTERS) for _ in range(length))


def _mend(there: list[bool], segment: Segment) -> None:
    """Make the syntax notes true, and give every date its qualifier."""
    for _ in range(4):
        for at, element in enumerate(segment.elements[1:], 1):
            if element.kind == "AP" and there[at] != there[at - 1]:
                there[at] = there[at - 1] = element.usage != "-"
        for note in segment.notes:
            _mend_note(there, note, segment)
    for at, element in enumerate(segment.elements):
        there[at] = there[at] and element.usage != "-"


def _mend_note(there: list[bool], note: str, segment: Segment) -> None:
    head, *rest = [p - 1 for p in note_places(note)]
    open_ = [p for p in (head, *rest) if segment.elements[p].usage != "-"]
    some = any(there[p] for p in open_)
    if note[0] == "E":
        for place in rest:
            there[place] = there[place] and not there[head]
    elif (note[0] == "P" and some) or (note[0] == "C" and there[head]):
        for place in open_:
            there[place] = True
    elif open_ and ((note[0] == "R" and not some) or (note[0] == "L" and there[head])):
        there[open_[-1]] = True


def _mend_pairs(parts: list[str], element: Element) -> None:
    """A qualifier whose date is left out goes too, where the guide lets it."""
    for at in range(1, len(parts)):
        if element.parts[at].kind == "AP" and not parts[at] and element.parts[at - 1].usage == "S":
            parts[at - 1] = ""


def transaction(
    version: str, seed: int, *, rich: float = 0.4, shuffled: bool = False
) -> list[str]:
    """The segments of a random transaction set."""
    guide = guide_named(version)
    return Generator(guide, seed, rich=rich, shuffled=shuffled).body()
