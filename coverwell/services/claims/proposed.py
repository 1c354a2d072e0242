"""A claim as it comes in: in our words, before anybody knows whose it is.

Named tuples: they cross from the process that parses a file to the one that takes its claims in.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Named(NamedTuple):
    """The patient as the sender names them; `subscriber`: it is the insured person themself."""

    last: str
    first: str
    born: date | None
    subscriber: bool


class Fault(NamedTuple):
    """What the reader of the format found: the rule of a rejection, and where it stands."""

    rule: str
    detail: str = ""


class Paper(NamedTuple):
    """A document that the claim says is on its way (PWK); `line` 0: of the whole claim."""

    line: int
    report: str
    transmission: str
    control: str


class Proposed(NamedTuple):
    """One claim of a file, the `position`-th (from 1).

    `content` is the claim as it will be kept (`claim_text.content_text`), empty where it cannot be
    read. `first` and `last` are the first and last day of its lines, `charges` their charges.
    `replaces` is our number of the claim that it corrects or voids, as sent. `charge` is the
    total as sent (cents). `answer` is what its acknowledgment repeats, in the format's words.
    `asks`: it is a predetermination, which only asks what would be paid.
    """

    position: int
    interchange: str
    transaction: str
    sender_claim_id: str
    tax_id: str
    billing_npi: str
    member_id: str
    patient: Named
    charge: int
    frequency: str
    replaces: str
    institutional: bool
    content: str
    first: date | None
    last: date | None
    charges: tuple[int, ...]
    faults: tuple[Fault, ...]
    answer: str
    announced: tuple[Paper, ...] = ()
    dental: bool = False
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """The file that claims came in, and for which offices its sender may send (empty: any)."""

    file: int
    received: date
    tax_ids: frozenset[str] = frozenset()
    test: bool = False
