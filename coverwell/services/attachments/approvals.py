"""Documents for requests for approval: found by number, and told to the reviewers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.utils import timezone

from coverwell.records.attachments.models import Attachment, Placement
from coverwell.services.access.rights import office_itself
from coverwell.services.acting import Actor, acting
from coverwell.services.attachments.place import Names, Place, Placed
from coverwell.services.authorizations.find import by_control_number, by_reference
from coverwell.services.authorizations.follow_up import Information, add_information
from coverwell.services.authorizations.values import RequestError


ARRIVALS: Final = Actor("documents", "engine")
MOST: Final = 500


def requested(names: Names, actor: Actor) -> Placed:
    """Find the request for approval that a document names, among those of its own office."""
    if names.problem:
        return Placed(None, names.problem)
    office = office_itself(actor.user, names.tax_id)
    found = by_control_number(names.control, office) if names.control else None
    how = Placement.How.REQUEST if names.answers else Placement.How.CONTROL
    if found is None and names.claim_number:
        found, how = by_reference(names.claim_number, office), Placement.How.CLAIM_NUMBER
    if found is not None:
        place = Place(found.family, None, found.person, how, precertification=found.reference)
        return Placed(place)
    if names.answers or names.claim_number:
        return Placed(None, "unknown_request")
    return Placed(None, "no_request_yet" if names.control else "no_number")


def tell_reviewers(documents: Iterable[int], actor: Actor) -> None:
    """Put requests back into the reviewers' queue to which these documents came; once each."""
    with acting(actor.as_engine()):
        rows = Placement.objects.filter(attachment__in=list(documents), newer=None)
        told = list(
            rows.exclude(precertification="").values_list("precertification", "attachment")
        )
    for reference, number in told:
        added = Information(documents=(f"document {number}",))
        try:
            add_information(reference, added, timezone.localtime(), actor.as_engine())
        except RequestError:
            continue  # it is closed; the document lies with it all the same


def place_early(today: date) -> int:
    """Lay documents that came before their request for approval; returns how many."""
    with acting(ARRIVALS):
        rows = Attachment.objects.filter(
            unplaced="no_request_yet", refused="", same_as=None, places=None,
            waits_until__gte=today,
        ).order_by("pk")  # fmt: skip
        waiting = list(rows[:MOST])
    laid = [row.pk for row in waiting if _laid(row)]
    tell_reviewers(laid, ARRIVALS)
    return len(laid)


def _laid(row: Attachment) -> bool:
    found = requested(Names(row.tax_id, row.control, approval=True), ARRIVALS).place
    if found is None:
        return False
    with acting(ARRIVALS):
        _, new = Placement.objects.get_or_create(
            attachment=row,
            instead_of=None,
            defaults={
                "family": found.family,
                "person": found.person,
                "tax_id": row.tax_id,
                "precertification": found.precertification,
                "how": found.how,
                "by": ARRIVALS.user,
            },
        )
    return new
