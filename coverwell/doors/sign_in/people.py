"""From the user row of the sign-in to frozen values; nothing else hands the row on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser

from coverwell.services.access.rights import actors_of
from coverwell.services.acting import Actor


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in, and the actor for each role; `idle_until` None means no idle log-off."""

    name: str
    actors: Mapping[str, Actor]
    idle_until: datetime | None = None


def signed_in(user: AbstractBaseUser, language: str) -> SignedIn:
    """Freeze a user row with the rights it has at this moment."""
    return SignedIn(user.get_username(), actors_of(user.pk, user.get_username(), language))
