"""Statements that PostgreSQL reads and plans once for each connection, not once for each question.

Django binds values into the text of a statement, so that the server never sees the same one twice.
Here they go beside it. What is asked only now and then has no use for this.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import Cursor


class _Prepared(Cursor[Any]):
    def execute(self, query: Any, params: Any = None, **_: Any) -> _Prepared:
        return super().execute(query, params, prepare=True)


def prepared(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a statement and return its rows; the same text is planned once for each connection.

    Each value has one type however often it is asked: a list of numbers is cast in the statement.
    """
    # Not through `connection`, which looks this up again for each of its attributes.
    known = connections[DEFAULT_DB_ALIAS]
    known.ensure_connection()
    # Django leaves it None, which forbids it; its own cursors never prepare whatever this is.
    known.connection.prepare_threshold = 0
    cursor: Any = _Prepared(known.connection)
    if known.queries_logged or known.execute_wrappers:
        # Whoever counts or watches statements (tests do) sees these too.
        with known.make_debug_cursor(cursor) as watched:
            watched.execute(statement, values)
            return _rows(cursor)
    with known.wrap_database_errors:
        cursor.execute(statement, values)
        return _rows(cursor)


def _rows(cursor: Any) -> list[tuple[Any, ...]]:
    return cursor.fetchall() if cursor.rownumber is not None else []
