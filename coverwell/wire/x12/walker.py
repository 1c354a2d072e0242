"""Where a segment may stand: a slow, readable walk through a guide, kept as a state machine.

A configuration says which loops are open, how far each has come and what it has seen at its
present position. `advance` takes one step. `State` keeps every step it has taken, so a file costs
about two hundred walks whatever its size.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from coverwell.wire.x12.findings import Severity
from coverwell.wire.x12.guide import KEYED_AT, Guide, Loop, Segment, standard


COUNTED = (
    20  # repeats up to this limit are part of the configuration; larger ones are counted apart
)
KEPT_OUTSIDE = 1_000  # keys of sets that are not read, and of envelopes, for the whole process
KEPT_STEPS = 50_000  # a hostile file could visit endless configurations: past this, forget


class Frame(NamedTuple):
    """An open loop, the position it has come to, and how often each member there was seen."""

    loop: Loop
    group: int
    seen: tuple[int, ...]


class Config(NamedTuple):
    """The open loops, outermost first, and whether we are skipping the rest of an unknown loop."""

    frames: tuple[Frame, ...]
    skipping: str = ""


class Misplaced(NamedTuple):
    """A structural fault at a step: the IK304 code, what it is about, and where."""

    code: str
    message: str
    segment_id: str
    loop: str
    severity: Severity = Severity.REJECT


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What a key led to: the position it filled (None: none), the next state, the faults."""

    segment: Segment | None
    state: "State"
    faults: tuple[Misplaced, ...]
    event: str


def _missing(frame: Frame, upto: int) -> list[Misplaced]:
    """What the guide requires between a frame's position and the group `upto`."""
    found: list[Misplaced] = []
    for at in range(frame.group, upto):
        seen = frame.seen if at == frame.group else ()
        for number, member in enumerate(frame.loop.groups[at]):
            if member.required and not (seen and seen[number]):
                found.append(_absent(member, frame.loop))
    return found


def _absent(member: Segment | Loop, parent: Loop) -> Misplaced:
    if isinstance(member, Segment):
        what, loop = member.id, parent.id
    else:
        what, loop = member.entry.id, member.id
    return Misplaced("3", f"Required segment {what} ({member.title}) is missing.", what, loop)


def _takes(member: Segment | Loop, segment_id: str, qualifier: str) -> bool:
    first = member if isinstance(member, Segment) else member.entry
    return first.takes(segment_id, qualifier)


def _find(frame: Frame, start: int, segment_id: str, qualifier: str) -> tuple[int, int] | None:
    """The first place at or after a group whose member takes the segment, roomy members first."""
    full: tuple[int, int] | None = None
    if frame.loop.id:
        start = max(start, 1)  # a loop's first segment again is the loop again, not this one
    for at in range(start, len(frame.loop.groups)):
        for number, member in enumerate(frame.loop.groups[at]):
            if _takes(member, segment_id, qualifier):
                used = frame.seen[number] if at == frame.group else 0
                if at != frame.group or used < member.most:
                    return at, number
                full = full or (at, number)
    return full


def _enter(frame: Frame, at: int, number: int) -> tuple[Frame, int]:
    """The frame after seeing a member, and how often it has now been seen."""
    group = frame.loop.groups[at]
    seen = list(frame.seen) if at == frame.group else [0] * len(group)
    most = group[number].most
    seen[number] = min(seen[number] + 1, most + 1 if most <= COUNTED else 1)
    return Frame(frame.loop, at, tuple(seen)), seen[number]


def _too_often(member: Segment | Loop, count: int, parent: Loop) -> list[Misplaced]:
    if count <= member.most:
        return []
    if isinstance(member, Segment):
        text = f"Segment {member.id} ({member.title}) may stand {member.most} times at most."
        return [Misplaced("5", text, member.id, parent.id)]
    text = f"Loop {member.id} ({member.title}) may stand {member.most} times at most."
    return [Misplaced("4", text, member.entry.id, member.id)]


class _Place(NamedTuple):
    config: Config
    segment: Segment | None
    faults: tuple[Misplaced, ...]


def _open(loop: Loop) -> Frame:
    return Frame(loop, 0, (1,) * len(loop.groups[0]))


def _place(frames: tuple[Frame, ...], at: int, number: int, faults: list[Misplaced]) -> _Place:
    """Fill a member of the innermost of these frames."""
    frame = frames[-1]
    if at != frame.group:
        faults = [*faults, *_missing(frame, at)]
    member = frame.loop.groups[at][number]
    moved, count = _enter(frame, at, number)
    faults = [*faults, *_too_often(member, count, frame.loop)]
    kept = (*frames[:-1], moved)
    if isinstance(member, Segment):
        return _Place(Config(kept), member, tuple(faults))
    return _Place(Config((*kept, _open(member))), member.entry, tuple(faults))


def advance(
    guide: Guide, config: Config, segment_id: str, qualifier: str, *, guessing: bool = False
) -> _Place:
    """Take one step: the innermost open loop first, then the loops around it.

    guessing: the loop of the segment is not known, so nothing is said of what it may lack.
    """
    if config.skipping:
        return _resume(guide, config, segment_id, qualifier)
    closing: list[Misplaced] = []
    for depth in range(len(config.frames), 0, -1):
        frame = config.frames[depth - 1]
        found = _find(frame, frame.group, segment_id, qualifier)
        if found:
            return _place(config.frames[:depth], *found, closing)
        closing += _missing(frame, len(frame.loop.groups))
    headless = None if guessing else _headless(config, segment_id, qualifier)
    return (
        headless
        or _miscoded(config, segment_id)
        or _unexpected(guide, config, segment_id, qualifier)
    )


def _resume(guide: Guide, config: Config, segment_id: str, qualifier: str) -> _Place:
    """After an unknown loop: ignore what could be its content, until a loop clearly starts."""
    place = advance(guide, Config(config.frames), segment_id, qualifier, guessing=True)
    starts = place.segment is not None and segment_id in guide.entries
    if config.skipping == "HL":
        starts = starts and segment_id == "HL"
    return place if starts else _Place(config, None, ())


def _headless(config: Config, segment_id: str, qualifier: str) -> _Place | None:
    """A loop whose first segment was left out (SV1 without its LX): name that, and go on."""
    closing: list[Misplaced] = []
    for depth in range(len(config.frames), 0, -1):
        frame = config.frames[depth - 1]
        for at in range(frame.group, len(frame.loop.groups)):
            for number, member in enumerate(frame.loop.groups[at]):
                used = frame.seen[number] if at == frame.group else 0
                room = isinstance(member, Loop) and used < member.most
                then = _first_required(member, segment_id, qualifier) if room else 0
                if then:
                    first = _place(config.frames[:depth], at, number, closing)
                    lost = _absent(member, frame.loop)
                    second = _place(first.config.frames, then, 0, [*first.faults, lost])
                    return _Place(second.config, second.segment, second.faults)
        closing += _missing(frame, len(frame.loop.groups))
    return None


def _miscoded(config: Config, segment_id: str) -> _Place | None:
    """A segment that is required next, under a code that it may not have: the code is wrong."""
    frame = config.frames[-1]
    for depth in (len(config.frames), len(config.frames) - 1):
        if depth < 1:
            break
        frame = config.frames[depth - 1]
        closing = _missing(config.frames[-1], len(config.frames[-1].loop.groups))
        if depth < len(config.frames) and closing:
            break
        for at in range(max(frame.group, 1), len(frame.loop.groups)):
            group = frame.loop.groups[at]
            seen = frame.seen if at == frame.group else (0,) * len(group)
            wanted = [n for n, m in enumerate(group) if m.required and not seen[n]]
            if not wanted:
                continue
            member = group[wanted[0]]
            first = member if isinstance(member, Segment) else member.entry
            if first.id == segment_id and len(wanted) == 1:
                return _place(config.frames[:depth], at, wanted[0], [])
            break
    return None


def _first_required(loop: Segment | Loop, segment_id: str, qualifier: str) -> int:
    """The group that a loop must come to next, if it takes this segment; else 0."""
    if isinstance(loop, Loop):
        for at, group in enumerate(loop.groups[1:], 1):
            if group[0].required and _takes(group[0], segment_id, qualifier):
                return at
            if any(member.required for member in group):
                return 0
    return 0


def _unexpected(guide: Guide, config: Config, segment_id: str, qualifier: str) -> _Place:
    frames = config.frames
    loop = frames[-1].loop.id
    earlier = _earlier(config, segment_id, qualifier)
    if earlier:
        text = f"Segment {segment_id} ({earlier.title}) is out of sequence."
        fault = Misplaced("7", text, segment_id, earlier.loop, Severity.WARN)
        return _Place(config, earlier, (fault,))
    skipping = segment_id if segment_id in guide.entries else ""
    fault = Misplaced(*_why_not(guide, segment_id), segment_id, loop)
    return _Place(Config(frames, skipping), None, (fault,))


def _why_not(guide: Guide, segment_id: str) -> tuple[str, str]:
    if segment_id not in standard().segments:
        return "1", "The segment id is not known."
    if segment_id not in guide.ids:
        return "6", f"Segment {segment_id} is not part of this transaction set."
    return "2", f"Segment {segment_id} may not stand here with this code or in this loop."


def _earlier(config: Config, segment_id: str, qualifier: str) -> Segment | None:
    """A plain segment position that an open loop has already passed."""
    for frame in reversed(config.frames):
        for group in frame.loop.groups[1 : frame.group]:
            for member in group:
                if isinstance(member, Segment) and member.takes(segment_id, qualifier):
                    return member
    return None


def close(config: Config) -> tuple[Misplaced, ...]:
    """What is still missing when the transaction set ends here."""
    found: list[Misplaced] = []
    for frame in reversed(config.frames):
        found += _missing(frame, len(frame.loop.groups))
    return tuple(found)


class Machine:
    """All states of one guide, made as files need them."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        self.steps = 0
        self._states: dict[Config, State] = {}
        body = guide.body
        self._start = Config((Frame(body, 0, (0,) * len(body.groups[0])),))

    def start(self) -> "State":
        """The state just after ST."""
        return self.state(self._start)

    def state(self, config: Config) -> "State":
        """The one state of a configuration."""
        if self.steps > KEPT_STEPS:
            self.steps = 0
            self._states.clear()
        found = self._states.get(config)
        if found is None:
            found = self._states[config] = State(self, config)
        return found


_ID = re.compile("^[0-9A-Za-z]*")
ENVELOPE = frozenset(("ISA", "IEA", "GS", "GE", "ST", "SE", "TA1"))


class State(dict[str, Step]):
    """A configuration and the steps taken from it so far, by segment key."""

    __slots__ = ("_unfinished", "config", "machine")

    def __init__(self, machine: Machine | None, config: Config) -> None:
        super().__init__()
        self.machine = machine
        self.config = config
        self._unfinished: tuple[Misplaced, ...] | None = None

    def unfinished(self) -> tuple[Misplaced, ...]:
        """What is missing when the transaction set ends here."""
        if self._unfinished is None:
            self._unfinished = close(self.config)
        return self._unfinished

    def __missing__(self, key: str) -> Step:
        """Walk the guide once for a key that is new here."""
        if key.startswith("HL") and len(key) > 2:  # HL01 counts up: one step for each level code
            known = self.get(f"HL {key.rpartition(key[2])[2]}")
            if known is not None:
                return known
        segment_id = _ID.findall(key)[0]
        if key != segment_id and segment_id.upper() not in standard().keyed:
            return self._keep(key, self._walk(key, ""))  # another separator than the element's
        if segment_id.upper() in ENVELOPE:
            return self._keep(key, Step(None, self, (), segment_id.upper()))
        qualifier = key[len(segment_id) + 1 :]
        if segment_id.upper() in KEYED_AT:
            qualifier = qualifier.rpartition(key[len(segment_id)])[2] if qualifier else ""
            key = f"{segment_id} {qualifier}"  # HL01 counts up: keep one step per level
            if key in self:
                return self[key]
        return self._keep(key, self._walk(segment_id, qualifier))

    def _keep(self, key: str, step: Step) -> Step:
        if self.machine is None:
            if len(self) < KEPT_OUTSIDE:
                self[key] = step
            return step
        if self.machine.steps <= KEPT_STEPS:
            self[key] = step
        self.machine.steps += 1
        return step

    def _walk(self, segment_id: str, qualifier: str) -> Step:
        if self.machine is None:
            return Step(None, self, (), "")
        if not segment_id:
            return Step(None, self, (_NO_ID,), "fault")
        place = advance(self.machine.guide, self.config, segment_id.upper(), qualifier)
        faults = place.faults + _spelling(segment_id)
        cut = place.segment is not None and place.segment.cut
        event = "cut" if cut else "fault" if faults else ""
        return Step(place.segment, self.machine.state(place.config), faults, event)


_NO_ID = Misplaced("1", "A segment without an id.", "", "", Severity.WARN)


def _spelling(segment_id: str) -> tuple[Misplaced, ...]:
    if segment_id == segment_id.upper():
        return ()
    text = "The segment id is in lower case."
    return (Misplaced("", text, segment_id.upper(), "", Severity.WARN),)


_OUTSIDE = State(None, Config(()))
_machines: dict[str, Machine] = {}


def machine_for(guide: Guide) -> Machine:
    """The process-wide machine of a guide."""
    if guide.id not in _machines:
        _machines[guide.id] = Machine(guide)
    return _machines[guide.id]


def outside() -> State:
    """A state that knows no guide: every segment passes unseen, envelopes are still noticed."""
    return _OUTSIDE
