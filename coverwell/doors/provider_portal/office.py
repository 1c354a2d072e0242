"""Every page of the office is opened for one practice, or for all that the person has."""

from dataclasses import replace
from functools import wraps
from typing import Any

from django.http.response import HttpResponseBase

from coverwell.services.access.practices import Practice, practices
from coverwell.services.acting import Actor
from coverwell.ui.entry import PRACTICE, Request, View, needs


class OfficeRequest(Request):
    """A request whose actor is narrowed to the chosen practice; `practice` is None for all."""

    actor: Actor
    practice: Practice | None
    several: bool


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
        return view(request, *args, **words)

    return needs("provider")(opened)
