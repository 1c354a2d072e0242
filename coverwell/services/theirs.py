"""The first wall: which rows an actor may see, said in the query itself.

Row-level security stands behind it and says the same in the database. Either alone hides what is
somebody else's, so that a mistake in one of them shows nobody's data.
"""

from typing import Final

from django.db.models import Q

from coverwell.services.acting import Actor


NOTHING: Final = Q(pk__in=[])
FAMILY_WIDE: Final = 0
"""The person of rows that belong to the whole family."""


def theirs(
    actor: Actor, family: str = "family_id", tax_id: str = "tax_id", person: str = "person"
) -> Q:
    """Return the filter of a table with these scope columns; '' where it has no such column.

    A member sees their persons' rows, an office those of its tax ids, staff and the engine all.
    """
    if actor.role == "provider":
        return Q(**{f"{tax_id}__in": actor.tax_ids}) if tax_id else NOTHING
    if actor.role != "member":
        return Q()
    rows = NOTHING
    for number, one in actor.persons if family else ():
        rows |= Q(**{family: number, f"{person}__in": (one, FAMILY_WIDE)})
    return rows
