"""Who asks, and the one way to ask the database as them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Final, Literal

from django.db import ProgrammingError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from coverwell.services.prepared import prepared


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

    def where_they_may(self, what: str) -> "Actor":
        """The same person, at those of their offices only where they have this entitlement."""
        kept = frozenset(one for one in self.tax_ids if self.may(what, one))
        return replace(self, tax_ids=kept)

    def as_engine(self) -> "Actor":
        """The engine on behalf of this user: call it only after the user's right was checked."""
        return Actor(self.user, "engine", language=self.language)


ENGINE: Final = Actor("engine", "engine")


class NestedActingError(RuntimeError):
    """A service opened `acting` inside another service's: a role set inside would outlive it."""


class DeniedError(PermissionError):
    """The database refused: this kind of actor has no right to what was asked."""


# Whether PostgreSQL plans a prepared statement anew for its values, or once: what asks about one
# family by its key has one good plan, and planning it costs more than running it.
_AUTO: Final = "auto"
_GENERIC: Final = "force_generic_plan"
_TOGETHER: ContextVar[Actor | None] = ContextVar("together", default=None)


@contextmanager
def acting(actor: Actor, *, durable: bool = True) -> Iterator[None]:
    """Open one transaction in which the database sees and allows only what the actor may.

    Rows out of scope are simply not there. Not `durable`: the commit is not waited for, so that a
    crash of the database server may lose it, unless a durable one came after it. Raises
    NestedActingError inside any other transaction but that of `together`, and DeniedError where
    the role has no right to a table.
    """
    if connection.in_atomic_block:
        with _taking_part(actor):
            yield
        return
    with _transaction(actor, durable=durable):
        yield


@contextmanager
def together(actor: Actor) -> Iterator[None]:
    """Open one transaction of the engine in which the services called inside take part.

    For a question that somebody waits for: everything about it is stored at once, or nothing is.
    What a service does as the engine inside is noted under the user of this actor.
    """
    if actor.role != "engine" or connection.in_atomic_block:
        raise NestedActingError("`together` is the engine's, and is opened outside.")
    mine = _TOGETHER.set(actor)
    try:
        with _transaction(actor, plans=_GENERIC):
            yield
    finally:
        _TOGETHER.reset(mine)


def is_together() -> bool:
    """Say whether we are inside `together`: what is written now is seen when all of it is."""
    return _TOGETHER.get() is not None


@contextmanager
def _taking_part(actor: Actor) -> Iterator[None]:
    shared = _TOGETHER.get()
    if shared is None:
        raise NestedActingError("`acting` was opened inside a transaction: open it once, outside.")
    if actor.role == "engine":
        yield
        return
    mine = _TOGETHER.set(None)
    try:
        _become(actor)
        yield
        # After an error nothing more is asked: the whole transaction is taken back.
        _become(shared, plans=_GENERIC)
    finally:
        _TOGETHER.reset(mine)


@contextmanager
def _transaction(actor: Actor, plans: str = _AUTO, *, durable: bool = True) -> Iterator[None]:
    try:
        with transaction.atomic(durable=True):
            _become(actor, plans, _BECOME if durable else _BECOME_UNWAITED)
            yield
    except ProgrammingError as fault:
        if isinstance(fault.__cause__, InsufficientPrivilege):
            raise DeniedError(f"'{actor.role}' may not do this.") from fault
        raise


_BECOME: Final = (
    "SELECT set_config('role', %s, true), set_config('coverwell.user', %s, true),"
    " set_config('coverwell.role', %s, true), set_config('coverwell.tax_ids', %s, true),"
    " set_config('coverwell.families', %s, true), set_config('coverwell.persons', %s, true),"
    " set_config('plan_cache_mode', %s, true)"
)


_BECOME_UNWAITED: Final = f"{_BECOME}, set_config('synchronous_commit', 'off', true)"


def _become(actor: Actor, plans: str = _AUTO, statement: str = _BECOME) -> None:
    # `true` makes every setting local to the transaction: a pooled connection keeps nothing.
    # Person 0 is the whole family: what a family shares may be seen by each who may see a person.
    families = {family for family, _ in actor.persons}
    persons = actor.persons | {(family, 0) for family in families}
    prepared(
        statement,
        [
            f"coverwell_{actor.role}",
            actor.user,
            actor.role,
            ",".join(sorted(actor.tax_ids)),
            ",".join(map(str, sorted(families))),
            ",".join(f"{family}-{person}" for family, person in sorted(persons)),
            plans,
        ],
    )
