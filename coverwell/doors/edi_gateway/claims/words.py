"""What the page and the command line say of a file that was refused, whole or in part."""

from collections.abc import Iterator

from coverwell.doors.edi_gateway.held import Held
from coverwell.services.claims.proposed import Proposed
from coverwell.services.claims.rejections import reasons
from coverwell.wire.x12.events import TransactionEnd
from coverwell.wire.x12.transactions.claim_837 import Header837


# The service line of each guide: who sends one kind under the name of the other is told so.
_LINES = {"005010X222A1": ("SV1", "professional"), "005010X223A2": ("SV2", "institutional")}


def refusal(
    event: TransactionEnd, header: Header837 | None, held: Held[Proposed]
) -> Iterator[str]:
    """Say why nothing of a transaction set is used, with every fault of its claims."""
    for finding in (*event.findings, *(header.findings if header else ())):
        yield str(finding)
    told = f"Transaction set {event.transaction.control} was refused whole."
    guide = event.transaction.guide
    if not guide:
        version = event.transaction.version or event.transaction.group.version
        yield f"{told} We read 005010X222A1 and 005010X223A2, not '{version[:12]}'."
        return
    yield f"{told} Correct it and send its claims again, under a new control number."
    details = list(_faults_of_claims(held))
    yield from _other_kind(guide, " ".join(details))
    yield from details


def _faults_of_claims(held: Held[Proposed]) -> Iterator[str]:
    for batch in held.batches():
        for claim in batch:
            for fault in claim.faults:
                told = fault.detail or reasons()[fault.rule].text
                yield f"Claim {claim.sender_claim_id}: {told}"


def _other_kind(guide: str, details: str) -> Iterator[str]:
    for version, (segment, kind) in _LINES.items():
        if version != guide and f" {segment} is not part of" in details:
            yield f"It has lines of {kind} claims ({segment}): send those as {version}."
