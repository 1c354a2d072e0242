"""What the intake says about each claim of a file: the matter of its acknowledgment."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from coverwell.records.intake.models import IntakeClaim
from coverwell.services.acting import ENGINE, acting
from coverwell.services.claims.numbers import claim_number
from coverwell.services.claims.rejections import Reason, read_reason


PAGE = 2_000


class Acknowledged(NamedTuple):
    """One claim that came in; `number` is our public number, '' where it was rejected."""

    position: int
    sender_claim_id: str
    charge: int
    answer: str
    number: str
    reasons: tuple[Reason, ...]


def acknowledged(file: int, first: int, last: int) -> Iterator[Acknowledged]:
    """The claims of a file from one position to another, in order, a page at a time."""
    after = first - 1
    while page := _page(file, after, last):
        yield from page
        after = page[-1].position
        if after == last:
            return


def _page(file: int, after: int, last: int) -> list[Acknowledged]:
    with acting(ENGINE):
        rows = (
            IntakeClaim.objects.filter(file=file, position__gt=after, position__lte=last)
            .order_by("position")
            .values_list("position", "sender_claim_id", "charge", "answer", "claim", "reasons")
        )
        return [_acknowledged(*row) for row in rows[:PAGE]]


def _acknowledged(  # noqa: PLR0913, PLR0917 - the columns of a row
    position: int, sender_claim_id: str, charge: int, answer: str, claim: int | None, reasons: Any
) -> Acknowledged:
    return Acknowledged(
        position,
        sender_claim_id,
        charge,
        answer,
        claim_number(claim) if claim else "",
        tuple([read_reason(reason) for reason in reasons]),
    )
