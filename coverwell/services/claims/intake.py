"""What became of the claims of one file: accepted, rejected with reasons, decided."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from coverwell.kernel.vocabulary.money import Money
from coverwell.records.claims.models import ClaimNumber, Decision
from coverwell.records.intake.models import IntakeClaim
from coverwell.services.acting import Actor, acting
from coverwell.services.theirs import theirs


@dataclass(frozen=True, slots=True)
class Rejected:
    """A claim that was not accepted: the sender's own id for it, and every reason in words."""

    id: int
    sender_claim_id: str
    charge: Money
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Intake:
    """The claims of a file; `numbers` are the public numbers of the first accepted ones."""

    accepted: int
    decided: int
    rejected: int
    shown: tuple[Rejected, ...]
    numbers: tuple[str, ...]

    @property
    def waiting(self) -> int:
        """Accepted and not decided yet."""
        return self.accepted - self.decided


def intake_of(file: int, actor: Actor, language: str, most: int = 100) -> Intake:
    """Return what became of a file's claims, as far as the actor may see them."""
    accepted = Q(state=IntakeClaim.State.ACCEPTED)
    decided = Decision.objects.filter(family_id=OuterRef("family"), claim=OuterRef("claim"))
    with acting(actor):
        rows = IntakeClaim.objects.filter(theirs(actor, ""), file_id=file)
        counts = rows.annotate(done=Exists(decided)).aggregate(
            accepted=Count("id", filter=accepted),
            decided=Count("id", filter=accepted & Q(done=True)),
            rejected=Count("id", filter=~accepted),
        )
        shown = [_rejected(row, language) for row in rows.exclude(accepted).order_by("id")[:most]]
        first = rows.filter(accepted).order_by("id").values_list("family", "claim")[:most]
        keys = Q(pk__in=[])
        for family, claim in first:
            keys |= Q(family=family, claim=claim)
        numbers = tuple(
            ClaimNumber.objects.filter(keys).order_by("number").values_list("number", flat=True)
        )
    return Intake(**counts, shown=tuple(shown), numbers=numbers)


def _rejected(row: IntakeClaim, language: str) -> Rejected:
    key = "text_es" if language == "es" else "text"
    reasons = tuple(f"{one.get(key, '')} {one.get('detail', '')}".strip() for one in row.reasons)
    return Rejected(row.pk, row.sender_claim_id, Money(row.charge), reasons)
