"""The rights of a user at this moment, as actors; a right that was ended is gone at once."""

from collections.abc import Mapping
from typing import Final

from coverwell.records.access.models import Grant
from coverwell.services.acting import ENGINE, Actor, Role, acting


PRECERTIFICATION: Final = "precert"
"""The entitlement to view and submit requests for approval for an office."""
ROLES: Final[tuple[Role, ...]] = ("provider", "member", "staff")


def actors_of(user: int, name: str, language: str) -> Mapping[str, Actor]:
    """Return the actor of each role that the user has now: provider, member, staff."""
    with acting(ENGINE):
        grants = list(Grant.objects.filter(user_id=user, ended_at=None))
    return {
        role: _actor(role, [one for one in grants if one.role == role], name, language)
        for role in ROLES
        if any(one.role == role for one in grants)
    }


def _actor(role: Role, grants: list[Grant], name: str, language: str) -> Actor:
    return Actor(
        user=name,
        role=role,
        tax_ids=frozenset(grant.tax_id for grant in grants if grant.tax_id),
        persons=frozenset(
            (grant.family, grant.person)
            for grant in grants
            if grant.family is not None and grant.person is not None
        ),
        language=language,
        entitlements=frozenset(
            (what, grant.tax_id) for grant in grants for what in grant.entitlements
        ),
    )


def office_itself(user: str, tax_id: str) -> Actor:
    """The office as a whole, for what it sends by file: nobody of it is asked for entitlements."""
    may = frozenset({(PRECERTIFICATION, tax_id)})
    return Actor(user, "provider", frozenset({tax_id}), entitlements=may)
