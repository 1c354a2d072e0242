"""Who asks, and the one way to ask the database as them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Literal

from django.db import ProgrammingError, connection, transaction
from psycopg.errors import InsufficientPrivilege


Role = Literal["member", "provider", "staff", "engine"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody with one role and its scope: tax ids of an office, (family, person) of a member.

    Who has several roles is several actors. `user` is the sign-in name that the audit keeps.
    `entitlements` are what an office's person may do for which tax id beyond looking at its work.
    """

    user: str
    role: Role
    tax_ids: frozenset[str] = frozenset()
    persons: frozenset[tuple[int, int]] = frozenset()
    language: str = "en"
    entitlements: frozenset[tuple[str, str]] = frozenset()

    def may(self, what: str, tax_id: str) -> bool:
        """Say whether this person has an entitlement for a tax id."""
        return (what, tax_id) in self.entitlements

    def as_engine(self) -> "Actor":
        """The engine on behalf of this user: call it only after the user's right was checked."""
        return Actor(self.user, "engine", language=self.language)


ENGINE: Final = Actor("engine", "engine")


class NestedActingError(RuntimeError):
    """A service opened `acting` inside another service's: a role set inside would outlive it."""


class DeniedError(PermissionError):
    """The database refused: this kind of actor has no right to what was asked."""


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Open one transaction in which the database sees and allows only what the actor may.

    Raises NestedActingError inside any other transaction, and DeniedError where the role has no
    right to a table. Rows out of scope are simply not there.
    """
    if connection.in_atomic_block:
        raise NestedActingError("`acting` was opened inside a transaction: open it once, outside.")
    try:
        with transaction.atomic(durable=True):
            _become(actor)
            yield
    except ProgrammingError as fault:
        if isinstance(fault.__cause__, InsufficientPrivilege):
            raise DeniedError(f"'{actor.role}' may not do this.") from fault
        raise


def _become(actor: Actor) -> None:
    # `true` makes every setting local to the transaction: a pooled connection keeps nothing.
    # Person 0 is the whole family: what a family shares may be seen by each who may see a person.
    families = {family for family, _ in actor.persons}
    persons = actor.persons | {(family, 0) for family in families}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config('coverwell.user', %s, true),"
            " set_config('coverwell.role', %s, true), set_config('coverwell.tax_ids', %s, true),"
            " set_config('coverwell.families', %s, true),"
            " set_config('coverwell.persons', %s, true)",
            [
                f"coverwell_{actor.role}",
                actor.user,
                actor.role,
                ",".join(sorted(actor.tax_ids)),
                ",".join(map(str, sorted(families))),
                ",".join(f"{family}-{person}" for family, person in sorted(persons)),
            ],
        )
