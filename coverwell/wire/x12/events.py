"""What a reader hands out, in the order of the file."""

from dataclasses import dataclass

from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.findings import Finding
from coverwell.wire.x12.forms import Form
from coverwell.wire.x12.guide import Segment


@dataclass(frozen=True, slots=True)
class Interchange:
    """An ISA segment as sent (ids without padding); usage is P for production, T for test."""

    sender_qualifier: str
    sender: str
    receiver_qualifier: str
    receiver: str
    date: str
    time: str
    version: str
    control: str
    ack_requested: bool
    usage: str
    delimiters: Delimiters
    offset: int
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A GS segment: the functional group and the version of its guide."""

    interchange: Interchange
    functional_id: str
    sender: str
    receiver: str
    date: str
    time: str
    control: str
    version: str
    offset: int


@dataclass(frozen=True, slots=True)
class Transaction:
    """An ST segment. guide is the one that judges it, empty when the version is not known."""

    group: Group
    set: str
    control: str
    version: str
    guide: str
    offset: int


class Piece:
    """A run of segments from where the guide says `cut`: a header, a level, a claim.

    texts are the segments as sent, without terminator; positions say which place of the guide
    each one fills (None: none), offsets the byte where each starts. segment is the ordinal of
    the first, counted from ST = 1. ascii is False when a character outside ASCII may be in it.
    Files have millions of pieces: what is nearly always the same is said by the class.
    """

    complete = True
    ascii = True
    continued = False  # behind binary data: what comes before the next piece, often nothing
    lost = False  # a segment may be in it that has no place in the guide
    _form: Form = ()

    def __init__(self, transaction: Transaction, loop: str, segment: int, offset: int) -> None:
        self.transaction, self.loop, self.segment, self.offset = transaction, loop, segment, offset
        self.texts: list[str] = []
        self.positions: list[Segment | None] = []
        self.offsets: list[int] = []
        self.findings: list[Finding] = []

    @property
    def form(self) -> Form:
        """The positions of the complete piece, as a key (`forms`)."""
        if not self._form:
            self._form = tuple(self.positions)
        return self._form

    @property
    def rejected(self) -> bool:
        """True when a finding in these very segments rejects them."""
        return any(finding.rejects for finding in self.findings)


@dataclass(frozen=True, slots=True)
class TransactionEnd:
    """The end of a transaction set: segments counted, and the findings on ST and SE themselves.

    accepted is False when the set as a whole is refused: its envelope or header is at fault, so
    that nothing in it may be used, good claims included.
    """

    transaction: Transaction
    segments: int
    findings: tuple[Finding, ...]
    accepted: bool


@dataclass(frozen=True, slots=True)
class GroupEnd:
    """The end of a functional group: sets counted and as GE01 says."""

    group: Group
    sets: int
    claimed: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class InterchangeEnd:
    """The end of an interchange. findings include those about its own ISA and IEA."""

    interchange: Interchange
    groups: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Stray:
    """Something outside any interchange: junk, UTF-16, an ISA that cannot be read."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class InterchangeAnswer:
    """A TA1 segment: what an earlier interchange got. A accepted, E with errors, R rejected."""

    control: str
    date: str
    time: str
    status: str
    code: str
    offset: int


@dataclass(frozen=True, slots=True)
class BinaryData:
    """A run of the data of the BIN or BDS segment that the piece just before ended with.

    Runs are as sent, in order; last says that the segment is complete. What is wrong with the
    length is a finding of the piece that follows.
    """

    transaction: Transaction
    data: bytes
    offset: int
    last: bool


Event = (
    Interchange
    | Group
    | Transaction
    | Piece
    | BinaryData
    | TransactionEnd
    | GroupEnd
    | InterchangeEnd
    | InterchangeAnswer
    | Stray
)
