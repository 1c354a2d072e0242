"""X12 messages: bytes to and from the standard's own words. Usable without the rest of Coverwell.

    from coverwell.wire.x12 import Claim837, TransactionEnd, read_claims

    with open("claims.837", "rb") as file:
        for event in read_claims(iter(lambda: file.read(1 << 20), b"")):
            match event:
                case Claim837() if event.acceptable:
                    print(event.claim_id, event.charge, [line.procedure for line in event.lines])
                case Claim837():
                    print(event.claim_id, "rejected:", *event.findings, sep="\\n  ")
                case TransactionEnd():
                    print(event.transaction.control, event.segments, event.findings)

`read` gives the same events for any transaction set as pieces of segments, `check` only the
findings. Nothing here raises for what a sender wrote: every fault is a `Finding` with the segment,
loop, element, component, value and byte where it stands, and the code that the 999 uses for it.
Guides are text files in `guides/`; a new transaction set is one more of them and a thin module in
`transactions/`.
"""

from coverwell.wire.x12.advice import advice
from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.events import (
    Group,
    GroupEnd,
    Interchange,
    InterchangeEnd,
    Piece,
    Stray,
    Transaction,
    TransactionEnd,
)
from coverwell.wire.x12.findings import Finding, Level, Severity
from coverwell.wire.x12.profile import Profile
from coverwell.wire.x12.reader import check, read
from coverwell.wire.x12.transactions.claim_837 import Claim837, Header837, ServiceLine
from coverwell.wire.x12.transactions.read_837 import read_claims


__all__ = [
    "Claim837",
    "Delimiters",
    "Finding",
    "Group",
    "GroupEnd",
    "Header837",
    "Interchange",
    "InterchangeEnd",
    "Level",
    "Piece",
    "Profile",
    "ServiceLine",
    "Severity",
    "Stray",
    "Transaction",
    "TransactionEnd",
    "advice",
    "check",
    "read",
    "read_claims",
]
