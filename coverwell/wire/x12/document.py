"""A whole file as nested plain values (for JSON), and back to the same bytes.

    {"format": "coverwell-x12-1", "encoding": "utf-8",
     "interchanges": [
       {"separators": {"element": "*", "component": ":", "repetition": "^", "segment": "~",
                       "between": "\\n"},
        "ISA": ["00", "          ", …],
        "content": [
          {"GS": ["HS", …],
           "content": [
             {"ST": ["270", "0001", "005010X279A1"], "guide": "005010X279A1.270",
              "content": [["BHT", "0022", "13", …],
                          {"loop": "2000A", "name": "payer level", "content": […]}],
              "SE": ["13", "0001"]}],
           "GE": ["1", "1"]}],
        "IEA": ["1", "000000907"]}],
     "after": ""}

A segment is a list: its id, then its elements. An element is text; a list where it has components;
{"repeats": […]} where it is repeated. `loop` and `name` are there to be read: only the order of
the segments counts when the file is made again.

A file is made again byte for byte when its segments are separated alike (`between`, what stands
behind each terminator) and nothing stands outside its interchanges. Anything else raises
NotWellFormedError: `check` says what is wrong with it.
"""

from collections.abc import Iterator

from coverwell.wire.x12.block import Segments
from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.guide import guide_for
from coverwell.wire.x12.outline import LoopStack
from coverwell.wire.x12.stream import Block, Opening, blocks
from coverwell.wire.x12.walker import State, machine_for


FORMAT = "coverwell-x12-1"
Json = dict[str, object]
_ENDS = {"GE": "GS", "SE": "ST"}


class NotWellFormedError(ValueError):
    """The file cannot be told as a document without losing something."""


def to_document(data: bytes) -> Json:
    """A whole file as nested values; NotWellFormedError when they would lose a byte of it."""
    encoding = _encoding(data)
    builder = _Builder(encoding)
    end = 0
    for part in blocks([data]):
        if isinstance(part, Opening):
            builder.isa(part, data)
        elif isinstance(part, Block) and builder.delimiters and not part.cut_off:
            builder.block(part)
            end = part.offset + len(part.text)
        else:
            raise NotWellFormedError("Something stands outside an interchange, or is cut short.")
    after = str(data[end:], "latin-1")
    found: Json = {
        "format": FORMAT, "encoding": encoding, "interchanges": builder.interchanges,
        "after": after,
    }  # fmt: skip
    if not builder.interchanges or _again(found) != data:
        raise NotWellFormedError("The segments are not separated alike, or do not stand in order.")
    return found


def _again(document: Json) -> bytes:
    """The file made again; nothing when an envelope was not closed."""
    try:
        return from_document(document)
    except ValueError:
        return b""


def _encoding(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


class _Builder:
    """Puts the segments of a file into envelopes and loops."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        self.interchanges: list[Json] = []
        self.delimiters: Delimiters | None = None
        self.path: list[Json] = []  # the open interchange, group and set
        self.loops: list[Json] = []
        self.stack: LoopStack | None = None
        self.state: State | None = None

    def isa(self, opening: Opening, data: bytes) -> None:
        marks = self.delimiters = opening.delimiters
        elements = [*opening.elements, marks.component]
        head = marks.element.join(("ISA", *elements)) + marks.segment
        begin = opening.offset + len(head)
        text = str(data[begin : begin + 40], "latin-1")
        between = text[: len(text) - len(text.lstrip())]
        names = ("element", "component", "repetition", "segment")
        separators = dict(zip(names, (marks.element, marks.component, marks.repetition,
                                      marks.segment), strict=True))  # fmt: skip
        one: Json = {
            "separators": {**separators, "between": between},
            "ISA": elements, "content": [], "IEA": [],
        }  # fmt: skip
        self.interchanges.append(one)
        self.path = [one]

    def block(self, block: Block) -> None:
        if self.delimiters is None:
            return
        segments = Segments(block, self.delimiters)
        for key, text in zip(segments.keys, segments.texts, strict=True):
            self._segment(key, text.split(self.delimiters.element))

    def _segment(self, key: str, values: list[str]) -> None:
        name, rest = values[0], [self._text(value) for value in values[1:]]
        if name == "IEA" and len(self.path) == 1:
            self.path[0]["IEA"] = rest
        elif name in ("GS", "ST"):
            self._open(name, rest)
        elif name in _ENDS:
            self._close(name, rest)
        elif len(self.path) < 3:
            _content(self.path[-1]).append([name, *rest])
        else:
            self._inside(key, [name, *map(self._element, rest)])

    def _open(self, name: str, rest: list[str]) -> None:
        if len(self.path) != (1 if name == "GS" else 2):
            raise NotWellFormedError(f"A {name} stands where none may stand.")
        one: Json = {name: rest, "content": []}
        self.stack = self.state = None
        if name == "ST":
            version = rest[2] if len(rest) > 2 else _version(self.path[1]["GS"])
            guide = guide_for(version, rest[0]) if rest and rest[0] else None
            one = {name: rest, "guide": guide.id if guide else "", "content": []}
            if guide:
                self.stack, self.state = LoopStack(guide), machine_for(guide).start()
        _content(self.path[-1]).append(one)
        self.path.append(one)
        self.loops = [one]

    def _close(self, name: str, rest: list[str]) -> None:
        if _ENDS[name] not in self.path[-1]:
            raise NotWellFormedError(f"A {name} stands where nothing is open.")
        self.path.pop()[name] = rest

    def _inside(self, key: str, segment: list[object]) -> None:
        """A segment of a set, in the loop where the guide has it."""
        if self.stack is not None and self.state is not None:
            step = self.state[key]
            self.state = step.state
            loop = self.stack.enter(step.segment)
            del self.loops[len(self.stack.loops) - bool(loop) :]
            if loop:
                one: Json = {"loop": loop.id, "name": loop.title, "content": []}
                _content(self.loops[-1]).append(one)
                self.loops.append(one)
        _content(self.loops[-1]).append(segment)

    def _text(self, text: str) -> str:
        return text if text.isascii() else text.encode("latin-1").decode(self.encoding)

    def _element(self, text: str) -> object:
        marks = self.delimiters
        if marks and marks.repetition and marks.repetition in text:
            return {"repeats": [self._parts(one) for one in text.split(marks.repetition)]}
        return self._parts(text)

    def _parts(self, text: str) -> object:
        parts = text.split(self.delimiters.component) if self.delimiters else [text]
        return parts if len(parts) > 1 else text


def _content(one: Json) -> list[object]:
    found = one["content"]
    return found if isinstance(found, list) else []


def _version(head: object) -> str:
    """GS08."""
    return str(head[7]) if isinstance(head, list) and len(head) > 7 else ""


def from_document(document: object) -> bytes:
    """The file that a document tells; ValueError, with the place, where it is not understood."""
    top = _mapping(document, "the document")
    if top.get("format") != FORMAT:
        raise ValueError(f"the document: format must be {FORMAT}.")
    texts = [
        text
        for number, one in enumerate(_list(top.get("interchanges"), "interchanges"), 1)
        for text in _interchange(_mapping(one, f"interchange {number}"), f"interchange {number}")
    ]
    encoding = _str(top.get("encoding"), "encoding")
    after = _str(top.get("after", ""), "after")
    if encoding not in ("utf-8", "latin-1"):
        raise ValueError("encoding: utf-8 or latin-1.")
    if texts:  # behind the last terminator stands what `after` says
        texts[-1] = texts[-1].removesuffix(_between(top))
    return "".join(texts).encode(encoding) + after.encode("latin-1")


def _between(top: Json) -> str:
    last = _mapping(_list(top["interchanges"], "interchanges")[-1], "interchange")
    return _str(_mapping(last["separators"], "separators").get("between"), "between")


def _interchange(one: Json, at: str) -> Iterator[str]:
    marks = _mapping(one.get("separators"), f"{at}, separators")
    names = ("element", "component", "repetition", "segment", "between")
    element, component, repetition, segment, between = (
        _str(marks.get(name), f"{at}, {name}") for name in names
    )
    delimiters, end = Delimiters(element, component, repetition, segment), segment + between
    for values in _walk(one, ("ISA", "IEA"), at):
        parts = [_joined(value, delimiters, at) for value in values]
        yield delimiters.element.join(parts) + end


def _walk(one: Json, ends: tuple[str, str], at: str) -> Iterator[list[object]]:
    """The segments of an envelope or loop, in order."""
    first, last = ends
    if first:
        yield [first, *_list(one.get(first), f"{at}, {first}")]
    for number, item in enumerate(_list(one.get("content"), f"{at}, content"), 1):
        place = f"{at}, {number}"
        if isinstance(item, list):
            yield item
            continue
        inner = _mapping(item, place)
        kinds = [pair for pair in (("GS", "GE"), ("ST", "SE")) if pair[0] in inner]
        yield from _walk(inner, kinds[0] if kinds else ("", ""), place)
    if last:
        yield [last, *_list(one.get(last), f"{at}, {last}")]


def _joined(value: object, delimiters: Delimiters, at: str) -> str:
    if isinstance(value, dict):
        each = _list(value.get("repeats"), f"{at}, repeats")
        return delimiters.repetition.join(_joined(one, delimiters, at) for one in each)
    if isinstance(value, list):
        return delimiters.component.join(_str(part, at) for part in value)
    return _str(value, at)


def _mapping(value: object, at: str) -> Json:
    if not isinstance(value, dict):
        raise ValueError(f"{at}: an object is expected.")  # noqa: TRY004 - said to people
    return value


def _list(value: object, at: str) -> list[object]:
    if not isinstance(value, list):
        raise ValueError(f"{at}: a list is expected.")  # noqa: TRY004 - said to people
    return value


def _str(value: object, at: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{at}: text is expected.")  # noqa: TRY004 - said to people
    return value
