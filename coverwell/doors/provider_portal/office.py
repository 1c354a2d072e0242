"""Every page of the office is opened for one practice, or for all that the person has."""

from dataclasses import replace
from functools import wraps
from typing import Any

from django.http.response import HttpResponseBase

from coverwell.services.access.practices import Practice, practices
from coverwell.services.access.rights import PRECERTIFICATION
from coverwell.services.acting import Actor
from coverwell.ui.entry import PRACTICE, Request, View, needs, not_for_you


class OfficeRequest(Request):
    """A request whose actor is narrowed to the chosen practice; `practice` is None for all."""

    actor: Actor
    practice: Practice | None
    several: bool
    precertifies: bool


def office(view: View) -> View:
    """Open a view for the practice that the person chose; a lost one is forgotten."""

    @wraps(view)
    def opened(request: OfficeRequest, *args: Any, **words: Any) -> HttpResponseBase:
        known = practices(request.actor)
        chosen = request.session.get(PRACTICE, "")
        request.several = len(known) > 1
        found = [one for one in known if one.tax_id == chosen] or known
        request.practice = found[0] if len(found) == 1 else None
        request.actor = replace(
            request.actor, tax_ids=frozenset(practice.tax_id for practice in found)
        )
        request.precertifies = bool(request.actor.where_they_may(PRECERTIFICATION).tax_ids)
        return view(request, *args, **words)

    return needs("provider")(opened)


def precertifying(view: View) -> View:
    """Open a view to who may view and submit requests for approval at the chosen practice."""

    @wraps(view)
    def opened(request: OfficeRequest, *args: Any, **words: Any) -> HttpResponseBase:
        if not request.precertifies:
            return not_for_you(request)
        request.actor = request.actor.where_they_may(PRECERTIFICATION)
        return view(request, *args, **words)

    return office(opened)
