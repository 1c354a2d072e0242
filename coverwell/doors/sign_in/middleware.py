"""Turns the session's user into a frozen actor, and ends sessions that nobody uses."""

from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language

from coverwell.doors.sign_in.people import IDLE, SignedIn, signed_in
from coverwell.services.access.drafts import keep_draft
from coverwell.ui.entry import Request


LAST_SEEN = "last_seen"
NEVER_KEPT = {"csrfmiddlewaretoken", "password"}

Answer = Callable[[Request], HttpResponse]


def actor_middleware(answer: Answer) -> Answer:
    """Put `signed_in` on every request, None for visitors; rights are read anew each time."""

    def middleware(request: Request) -> HttpResponse:
        request.signed_in = None
        if request.path.startswith("/static/") or not request.user.is_authenticated:
            return answer(request)
        _speak_own_language(request)
        person = signed_in(request.user, get_language() or "en")
        if _idle_too_long(request, person):
            _keep_entries(request, person)
            logout(request)
            there = urlencode({"next": request.get_full_path(), "idle": "1"})
            return HttpResponseRedirect(f"{reverse('account_login')}?{there}")
        request.signed_in = person
        return answer(request)

    return middleware


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


def _idle_too_long(request: Request, person: SignedIn) -> bool:
    now = timezone.now()
    last = request.session.get(LAST_SEEN)
    # The page that refreshes by itself is no sign of a person.
    if last is None or "X-Refresh" not in request.headers:
        request.session[LAST_SEEN] = now.isoformat()
    return (
        person.idle_seconds > 0 and last is not None and now - datetime.fromisoformat(last) > IDLE
    )
