"""Reads of a person's data, and attempts at them, go into the same audit as writes."""

from collections.abc import Iterable

from django.db import connection

from coverwell.services.acting import Actor, acting


def note_read(subject: str, keys: Iterable[str], family: int | None = None) -> None:
    """Append that the actor of this transaction read rows; call it inside `acting`."""
    _append("read", subject, keys, family)


def note_refused(subject: str, key: str) -> None:
    """Append that the actor of this transaction asked for a row that is not theirs to see."""
    _append("refused", subject, [key], None)


def note_closed_page(actor: Actor, page: str, key: str) -> None:
    """Append that somebody opened the page of a thing that is not theirs to see, or not there."""
    with acting(actor):
        note_refused(page, key)


def _append(action: str, subject: str, keys: Iterable[str], family: int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cw_audit_append(%s, %s, %s, %s, %s)",
            [action, subject, list(keys), family, family],
        )
