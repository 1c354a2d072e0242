"""Reads the guides: text tables of which segment may stand where, with which elements.

A guide file has directives at the margin (`set 837`, `group HC`, `also <neighbour versions>`,
`include <file of fragments>`,
`balance <loop> <total segment> <element> = <loop> <line segment> <element>`), fragments
(`define NAME`, brought in by `use NAME`) and a `body`. Indentation nests. A line is

    loop 2010AA R1            a loop: required, once (S10: situational, at most ten; >: any)
    NM1 R1 =85 =1/2 R S - ?XX a segment and its elements in order: R required, S situational,
                              - not used, =A/B required from these codes, ?A/B situational from
                              these codes, @name a shared set, R( ... ) a composite;
                              !13 (BHT02, ENT02, PER01) is =13 and tells positions apart;
                              S{9}, ?A/B{9}, S{9}( ... ) may be repeated nine times
    loop - S1                 one of several bodies, told apart by its first segment (BHT02)
    ... cut  # title          `cut` lets a reader hand out what it has so far when the loop starts
    rule CLM05-3=7/8 needs REF:F8  # what is wrong else: see situations.py (hint: warn only)

Types and lengths come from standard.txt. Segments with one id that stand together, and loops that
start with one id, share a position of the standard: they may come in any order.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files


ANY = 1 << 30  # "no limit", for repeats
# Segments whose positions are told apart by a later element than the first.
KEYED_AT = {"BHT": 2, "ENT": 2, "HL": 3}
_MARKED = frozenset(("BHT", "ENT", "PER"))  # only where a guide says so, with !
_SITUATIONS = ("rule", "hint")


@dataclass(frozen=True, slots=True)
class Element:
    """One element as a guide uses it: usage R, S or -, type, length, codes, parts, repeats."""

    usage: str
    kind: str
    least: int
    most: int
    codes: frozenset[str] = frozenset()
    parts: tuple["Element", ...] = ()
    repeats: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """One segment position: its loop, repeats and elements, and the codes that tell it apart."""

    id: str
    loop: str
    title: str
    required: bool
    most: int
    elements: tuple[Element, ...]
    notes: tuple[str, ...]
    qualifiers: frozenset[str]
    cut: bool = False

    def takes(self, segment_id: str, qualifier: str) -> bool:
        """Does a segment with this id and qualifier belong here?"""
        if segment_id != self.id:
            return False
        return not self.qualifiers or qualifier in self.qualifiers


@dataclass(frozen=True, slots=True, eq=False)
class Loop:
    """One loop: groups[0] holds its first segment; each further group is one position.

    rules are the situational rules of each of its instances: rule or hint, text, what to say.
    """

    id: str
    title: str
    required: bool
    most: int
    groups: tuple[tuple["Segment | Loop", ...], ...]
    rules: tuple[tuple[str, str, str], ...] = ()

    @property
    def entry(self) -> Segment:
        """The segment that opens the loop."""
        first = self.groups[0][0]
        return first if isinstance(first, Segment) else first.entry


@dataclass(frozen=True, slots=True)
class Balance:
    """A total that must be the sum of lines: CLM02 = sum of SV102, for example."""

    loop: str
    total: str
    total_element: int
    line_loop: str
    line: str
    line_element: int


@dataclass(frozen=True, slots=True, eq=False)
class Guide:
    """One implementation guide."""

    id: str
    set: str
    group: str
    also: tuple[str, ...]
    body: Loop
    balances: tuple[Balance, ...]
    ids: frozenset[str]
    entries: frozenset[str]


@dataclass(slots=True)
class _Line:
    words: list[str]
    title: str
    children: list["_Line"] = field(default_factory=list)


def _read(name: str) -> str:
    return (files(__package__) / "guides" / name).read_text(encoding="utf-8")


def rows(text: str) -> Iterator[tuple[int, list[str], str]]:
    """The lines of a table that say something: indentation, words, and what follows #."""
    for line in text.splitlines():
        content, _, title = line.partition("#")
        if content.strip():
            yield len(content) - len(content.lstrip()), content.split(), title.strip()


def read_table(name: str) -> list[list[str]]:
    """The words of each line of a text table of this package, without comments."""
    return [words for _, words, _ in rows(_read(name))]


def _tree(text: str) -> list[_Line]:
    top = _Line([], "")
    stack = [(-1, top)]
    for depth, words, title in rows(text):
        while stack[-1][0] >= depth:
            stack.pop()
        line = _Line(words, title)
        stack[-1][1].children.append(line)
        stack.append((depth, line))
    return top.children


@dataclass(frozen=True, slots=True)
class Standard:
    """The segment dictionary: elements, syntax notes, and which ids are told apart by a code."""

    segments: dict[str, tuple[Element, ...]]
    notes: dict[str, tuple[str, ...]]
    keyed: frozenset[str]


def _base(word: str, composites: dict[str, tuple[Element, ...]]) -> Element:
    if word in composites:
        return Element("S", "C", 1, 0, parts=composites[word])
    kind = word.rstrip("0123456789-")
    least, _, most = word[len(kind) :].partition("-")
    return Element("S", kind, int(least), int(most or least))


@cache
def standard() -> Standard:
    """The segment dictionary, read once per process."""
    composites: dict[str, tuple[Element, ...]] = {}
    segments: dict[str, tuple[Element, ...]] = {}
    notes: dict[str, tuple[str, ...]] = {}
    keyed = set(KEYED_AT)
    for _, words, _ in rows(_read("standard.txt")):
        name, cut = words[0].rstrip("*"), words.index("|") if "|" in words else len(words)
        elements = tuple(_base(word, composites) for word in words[1:cut])
        if name[0] == "C" and name[1:].isdigit():
            composites[name] = elements
            continue
        segments[name], notes[name] = elements, tuple(words[cut + 1 :])
        if words[0].endswith("*"):
            keyed.add(name)
    return Standard(segments, notes, frozenset(keyed))


@cache
def code_sets() -> dict[str, frozenset[str]]:
    """The shared code sets, read once per process."""
    return {words[0]: frozenset(words[1:]) for _, words, _ in rows(_read("codes.txt"))}


def _codes(text: str) -> frozenset[str]:
    found: set[str] = set()
    for word in filter(None, text.split("/")):
        found |= code_sets()[word[1:]] if word.startswith("@") else {word}
    return frozenset(found)


def _repeats(word: str) -> tuple[str, int]:
    """A word without its {n}, and n."""
    plain, _, count = word.rstrip("(").partition("{")
    return plain, int(count.rstrip("}") or 1)


def _element(word: str, base: Element) -> Element:
    word, repeats = _repeats(word)
    usage = {"=": "R", "!": "R", "?": "S"}.get(word[0], word[0])
    codes = _codes(word[1:]) if word[0] in "=!?" else frozenset()
    return Element(usage, base.kind, base.least, base.most, codes, base.parts, repeats)


_DATE_FORMATS = frozenset(("D8", "DT", "RD8", "TM"))


def _is_bare(element: Element, after: Element | None) -> bool:
    """Does it say how the date behind it is written, and has the guide no codes for it?"""
    dated = after is not None and after.kind == "AP" and after.usage != "-"
    return dated and element.usage != "-" and not element.codes


def _elements(words: Iterator[str], bases: tuple[Element, ...]) -> tuple[Element, ...]:
    """Bind usage words to the dictionary's elements; what a guide leaves out is not used."""
    found: list[Element] = []
    for word in words:
        if word == ")":
            break
        base = bases[len(found)]
        if word.endswith("("):
            parts = _elements(words, base.parts)
            found.append(Element(word[0], "C", 1, 0, parts=parts, repeats=_repeats(word)[1]))
        else:
            found.append(_element(word, base))
    found = [
        replace(one, codes=_DATE_FORMATS) if _is_bare(one, after) else one
        for one, after in zip(found, [*found[1:], None], strict=True)
    ]
    rest = bases[len(found) :]
    return (*found, *(Element("-", b.kind, b.least, b.most, parts=b.parts) for b in rest))


def _qualifiers(
    segment_id: str, elements: tuple[Element, ...], words: list[str]
) -> frozenset[str]:
    if segment_id not in standard().keyed:
        return frozenset()
    if segment_id in _MARKED and not any(word[0] == "!" for word in words):
        return frozenset()
    first = elements[KEYED_AT.get(segment_id, 1) - 1]
    return first.parts[0].codes if first.parts else first.codes


def _limit(word: str) -> tuple[bool, int]:
    return word[0] == "R", ANY if word[1:] == ">" else int(word[1:])


class _Builder:
    def __init__(self, fragments: dict[str, _Line]) -> None:
        self.fragments = fragments
        self.ids: set[str] = set()
        self.entries: set[str] = set()
        self.loops: dict[int, Loop] = {}

    def members(self, lines: list[_Line], loop: str, *, cut: bool) -> list[Segment | Loop]:
        found: list[Segment | Loop] = []
        for line in lines:
            if line.words[0] == "use":
                found += self.members(self.fragments[line.words[1]].children, loop, cut=False)
            elif line.words[0] == "loop":
                found.append(self.loop(line))
            elif line.words[0] not in _SITUATIONS:
                found.append(self.segment(line, loop, cut=cut and not found))
        return found

    def rules(self, lines: list[_Line]) -> tuple[tuple[str, str, str], ...]:
        """The situational rules of a loop, those of its fragments included."""
        found: list[tuple[str, str, str]] = []
        for line in lines:
            if line.words[0] == "use":
                found += self.rules(self.fragments[line.words[1]].children)
            elif line.words[0] in _SITUATIONS:
                found.append((line.words[0], " ".join(line.words[1:]), line.title))
        return tuple(found)

    def segment(self, line: _Line, loop: str, *, cut: bool) -> Segment:
        name = line.words[0]
        required, most = _limit(line.words[1])
        elements = _elements(iter(line.words[2:]), standard().segments[name])
        self.ids.add(name)
        qualifiers = _qualifiers(name, elements, line.words[2:])
        notes = standard().notes[name]
        return Segment(name, loop, line.title, required, most, elements, notes, qualifiers, cut)

    def loop(self, line: _Line) -> Loop:
        """A fragment used in two places is one loop, so that its patterns compile once."""
        if id(line) not in self.loops:
            self.loops[id(line)] = self._loop(line)
        return self.loops[id(line)]

    def _loop(self, line: _Line) -> Loop:
        name, cut = line.words[1].rstrip("-"), "cut" in line.words[3:]
        required, most = _limit(line.words[2])
        groups = _group(self.members(line.children, name, cut=cut))
        loop = Loop(name, line.title, required, most, groups, self.rules(line.children))
        self.entries.add(loop.entry.id)
        return loop


def _group(members: list[Segment | Loop]) -> tuple[tuple[Segment | Loop, ...], ...]:
    groups: list[list[Segment | Loop]] = []
    last = ""
    for member in members:
        kind = member.id if isinstance(member, Segment) else f"loop {member.entry.id}"
        if groups and kind == last and len(groups) > 1:
            groups[-1].append(member)
        else:
            groups.append([member])
        last = kind
    return tuple(tuple(group) for group in groups)


def _balance(words: list[str]) -> Balance:
    loop, total, at, _, line_loop, line, line_at = words
    return Balance(loop, total, int(at), line_loop, line, int(line_at))


def parse(name: str, text: str) -> Guide:
    """A guide from its text; ValueError, KeyError or IndexError where it breaks the notation."""
    lines = _tree(text)
    for line in [line for line in lines if line.words[0] == "include"]:
        lines += _tree(_read(line.words[1]))
    fragments = {line.words[1]: line for line in lines if line.words[0] == "define"}
    builder = _Builder(fragments)
    body_line = next(line for line in lines if line.words[0] == "body")
    groups = _group(builder.members(body_line.children, "", cut=False))
    rules = builder.rules(body_line.children)
    told = {line.words[0]: tuple(line.words[1:]) for line in lines}
    balances = tuple(_balance(line.words[1:]) for line in lines if line.words[0] == "balance")
    return Guide(
        id=name,
        set=told["set"][0],
        group=told["group"][0],
        also=told.get("also", ()),
        body=Loop("", "", required=True, most=1, groups=groups, rules=rules),
        balances=balances,
        ids=frozenset(builder.ids),
        entries=frozenset(builder.entries),
    )


@cache
def _index() -> dict[tuple[str, str], str]:
    """Every version (neighbours included) and set that some guide takes, to the guide's name.

    A version that has guides for several sets has a file for each: 005010X212.277.txt.
    """
    found: dict[tuple[str, str], str] = {}
    for entry in sorted((files(__package__) / "guides").iterdir(), key=lambda file: file.name):
        name = entry.name.removesuffix(".txt")
        if name[0].isdigit():
            told = {words[0]: words[1:] for words in read_table(entry.name)}
            for version in (name.partition(".")[0], *told.get("also", ())):
                found[version, told["set"][0]] = name
                found.setdefault((version, ""), name)
    return found


_guides: dict[str, "Guide"] = {}


def guide_named(name: str) -> Guide:
    """The guide with this name, one for each process.

    Positions are told apart by which object they are: of two threads that need a guide for the
    first time both may compile it, and both must use the same.
    """
    found = _guides.get(name)
    if found is None:
        found = _guides.setdefault(name, parse(name, _read(f"{name}.txt")))
    return found


def guides() -> list[Guide]:
    """Every guide there is."""
    return [guide_named(name) for name in sorted(set(_index().values()))]


def versions_of(set_id: str) -> tuple[str, ...]:
    """The versions of a transaction set that are read, as GS08 and ST03 write them."""
    index = _index()
    return tuple(sorted({index[key].partition(".")[0] for key in index if key[1] == set_id}))


def guide_for(version: str, set_id: str = "") -> Guide | None:
    """The guide for a version as GS08 or ST03 writes it and a set (any when empty), or None."""
    name = _index().get((version, set_id))
    return guide_named(name) if name else None
