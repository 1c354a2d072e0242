"""From the user row of the sign-in to frozen values; nothing else hands the row on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser

from coverwell.services.access.rights import actors_of
from coverwell.services.acting import Actor


# 45 CFR 164.312(a)(2)(iii), automatic log-off; the time is the house's own promise.
IDLE = timedelta(minutes=15)
# However busy somebody is, a stolen session ends with the working day.
LONGEST = timedelta(hours=12)
TIMED_ROLES = {"provider", "staff"}


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in, and the actor for each role; `proved` says if the password came just now."""

    name: str
    actors: Mapping[str, Actor]
    proved: Callable[[], bool] = lambda: False

    @property
    def idle_seconds(self) -> int:
        """After how long without a sign of life the person is signed out; 0: never."""
        return int(IDLE.total_seconds()) if TIMED_ROLES & self.actors.keys() else 0


def signed_in(user: AbstractBaseUser, language: str) -> SignedIn:
    """Freeze a user row with the rights it has at this moment."""
    return SignedIn(user.get_username(), actors_of(user.pk, user.get_username(), language))
