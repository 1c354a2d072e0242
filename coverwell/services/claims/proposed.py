"""A claim as it comes in: in our words, before anybody knows whose it is."""

from dataclasses import dataclass
from datetime import date

from coverwell.kernel.vocabulary.claim import Claim


@dataclass(frozen=True, slots=True)
class Named:
    """The patient as the sender names them; `subscriber`: it is the insured person themself."""

    last: str
    first: str
    born: date | None
    subscriber: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """What the reader of the format found: the rule of a rejection, and where it stands."""

    rule: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """One claim of a file, the `position`-th (from 1).

    `draft` is the claim without its number, family and person; None where it cannot be read.
    `replaces` is our number of the claim that it corrects or voids, as sent. `charge` is the
    total as sent (cents). `answer` is what its acknowledgment repeats, in the format's words.
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
    draft: Claim | None
    faults: tuple[Fault, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Source:
    """The file that claims came in, and for which offices its sender may send (empty: any)."""

    file: int
    received: date
    tax_ids: frozenset[str] = frozenset()
    test: bool = False
