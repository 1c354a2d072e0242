"""Turns the session's user into a frozen actor, and ends sessions that nobody uses."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language

from coverwell.doors.sign_in.people import IDLE, LONGEST, SignedIn, signed_in
from coverwell.services.access.drafts import keep_draft
from coverwell.services.acting import DeniedError
from coverwell.services.audit.reads import note_closed_page
from coverwell.ui.entry import Request, not_found


LAST_SEEN, BEGAN = "last_seen", "began"
CLOSED = frozenset({403, 404})
MOST_KEY = 60
NEVER_KEPT = {"csrfmiddlewaretoken", "password", "account_number", "account_number_again"}

Answer = Callable[[Request], HttpResponse]


def actor_middleware(answer: Answer) -> Answer:
    """Put `signed_in` on every request, None for visitors; rights are read anew each time."""

    def middleware(request: Request) -> HttpResponse:
        request.signed_in = None
        if request.path.startswith("/static/") or not request.user.is_authenticated:
            return answer(request)
        _speak_own_language(request)
        person = signed_in(request.user, get_language() or "en")
        if _too_long(request, person):
            _keep_entries(request, person)
            logout(request)
            there = urlencode({"next": request.get_full_path(), "idle": "1"})
            return HttpResponseRedirect(f"{reverse('account_login')}?{there}")
        request.signed_in = replace(person, proved=partial(did_recently_reauthenticate, request))
        response = answer(request)
        if response.status_code in CLOSED:
            _note_refusal(request, person)
        return response

    # Django looks for it on the middleware itself.
    middleware.process_exception = _denied  # type: ignore[attr-defined]
    return middleware


def _denied(request: Request, fault: Exception) -> HttpResponse | None:
    """What the database refuses is not there for this person: the same page as for any other."""
    return not_found(request) if isinstance(fault, DeniedError) else None


def _note_refusal(request: Request, person: SignedIn) -> None:
    """Who asks for what is not theirs leaves a trace, whichever page they tried."""
    found = request.resolver_match
    actor = getattr(request, "actor", None) or next(iter(person.actors.values()), None)
    if found is not None and found.kwargs and actor is not None:
        key = "/".join(map(str, found.kwargs.values()))
        note_closed_page(actor, found.view_name, key[:MOST_KEY])


def _keep_entries(request: Request, person: SignedIn) -> None:
    """Keep what was sent too late, so that it stands in the form again after the sign-in."""
    if request.method == "POST" and request.path.startswith("/office/"):
        keep_draft(person.name, request.path, entries(request.POST))


def entries(posted: Mapping[str, str]) -> dict[str, str]:
    """Return the fields that people fill in."""
    return {name: said for name, said in posted.items() if name not in NEVER_KEPT}


def _speak_own_language(request: Request) -> None:
    """Speak the account's language, if not the usual one, until the switch says otherwise."""
    own = getattr(request.user, "language", settings.LANGUAGE_CODE)
    if own != settings.LANGUAGE_CODE and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(own)
        request.LANGUAGE_CODE = own


def _too_long(request: Request, person: SignedIn) -> bool:
    """Without a sign of life, or signed in since this morning: either ends the session."""
    now = timezone.now()
    began = request.session.setdefault(BEGAN, now.isoformat())
    last = request.session.get(LAST_SEEN)
    # The page that refreshes by itself is no sign of a person.
    if last is None or "X-Refresh" not in request.headers:
        request.session[LAST_SEEN] = now.isoformat()
    if not person.idle_seconds or last is None:
        return False
    idle = now - datetime.fromisoformat(last)
    return idle > IDLE or now - datetime.fromisoformat(began) > LONGEST
