"""A clean document has come: where the rules let the engine go on, the claim is decided again."""

from __future__ import annotations

from typing import Final

from django.utils import timezone

from coverwell.records.attachments.models import Placement
from coverwell.records.claims.models import Claim
from coverwell.services.acting import Actor, acting
from coverwell.services.claims.release import NotWaitingError, release_for
from coverwell.services.rulebook.attachments import ENGINE_GOES_ON, attachment_rules


ARRIVALS: Final = Actor("documents", "engine")


def goes_on(attachment: int) -> bool:
    """Release what the claim of a clean document waits for, as far as the engine may; else False.

    Where a person reads documents the claim stands on their list, and nothing is done here.
    """
    rules = attachment_rules(timezone.localdate())
    releases = {key for key, one in rules.asks.items() if one.then == ENGINE_GOES_ON}
    if not releases:
        return False
    with acting(ARRIVALS):
        placed = Placement.objects.filter(attachment=attachment, newer=None).first()
        if placed is None or placed.family is None or placed.claim is None:
            return False
        number = Claim.objects.values_list("number", flat=True).get(
            family_id=placed.family, id=placed.claim
        )
    try:
        release_for(number, releases, f"document {attachment}", ARRIVALS)
    except NotWaitingError:
        return False
    return True
