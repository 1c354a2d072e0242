"""Who may open a page: the actor that the sign-in put on the request."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Protocol
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _


View = Callable[..., HttpResponseBase]
PRACTICE = "practice"
"""The key of the session that keeps the tax id of the chosen practice."""


class SignedIn(Protocol):
    """What pages may know of the person who signed in."""

    @property
    def name(self) -> str:
        """How the person is called."""

    @property
    def actors(self) -> Mapping[str, Any]:
        """The frozen actor for each role that the person has."""

    @property
    def idle_seconds(self) -> int:
        """After how long without a sign of life the person is signed out; 0: never."""

    @property
    def proved(self) -> Callable[[], bool]:
        """Say whether the person gave the password again within the last minutes."""


class Request(HttpRequest):
    """A request after the sign-in looked at it; `actor` is set where a role is needed."""

    signed_in: SignedIn | None
    actor: Any


def needs(role: str) -> Callable[[View], View]:
    """Let a view be opened in a role only; it finds its actor on `request.actor`."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **words: Any) -> HttpResponseBase:
            if request.signed_in is None:
                there = urlencode({"next": request.get_full_path()})
                return HttpResponseRedirect(f"{reverse('account_login')}?{there}")
            if role not in request.signed_in.actors:
                return not_for_you(request)
            request.actor = request.signed_in.actors[role]
            response = view(request, *args, **words)
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        return guarded

    return guard


def confirmed(view: View) -> View:
    """Open a view only to whom gave the password again just now; bank data need it."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **words: Any) -> HttpResponseBase:
        if request.signed_in is None or not request.signed_in.proved():
            return ask_again(request.get_full_path())
        return view(request, *args, **words)

    return guarded


def ask_again(there: str) -> HttpResponse:
    """Send a person to give the password once more, and then on to an address."""
    return HttpResponseRedirect(
        f"{reverse('account_reauthenticate')}?{urlencode({'next': there})}"
    )


def not_for_you(request: HttpRequest) -> HttpResponse:
    """Answer a person whose rights do not open this part of the site."""
    words = {
        "heading": _("This part is not open to you"),
        "what": _("Your sign-in name has no right here."),
        "next": _("Ask the access manager of your office, or sign in with another name."),
    }
    return render(request, "ui/error.html", words, status=403)


def not_found(request: HttpRequest) -> HttpResponse:
    """Answer for a thing that is not there, or is somebody else's: the same words for both."""
    words = {
        "heading": _("Not found"),
        "what": _("There is nothing here that you may see under this number."),
        "next": _("Check the number, or search for it. What belongs to others is never shown."),
    }
    return render(request, "ui/error.html", words, status=404)
