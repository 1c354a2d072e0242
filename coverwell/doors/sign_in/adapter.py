"""How accounts behave here: nobody opens one by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are given by an access manager; sign-in names are not an open list."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's name
        """Refuse self-made accounts."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> Any:  # noqa: ARG002 - allauth's name
        """Send a person without a deep link to the part of the site that is theirs."""
        return reverse("sign_in:start")
