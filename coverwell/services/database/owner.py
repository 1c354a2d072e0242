"""Work that only the owner of the tables may do: migrate, grant, empty."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.db import connection
from psycopg import sql

from coverwell.services.database import roles


LOGIN_KEYS = ("USER", "PASSWORD", "HOST", "PORT")


@contextmanager
def as_owner() -> Iterator[None]:
    """Connect as the owner inside the block; start-up and tests only, never while serving."""
    connection.close()
    running = {key: connection.settings_dict[key] for key in LOGIN_KEYS}
    connection.settings_dict.update({key: settings.OWNER_DATABASE[key] for key in LOGIN_KEYS})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(running)


def grant_site_tables() -> None:
    """Let the running login use the tables that are not ours: sessions, sign-in, jobs.

    Tables of `coverwell.records` grant their own rights, to kinds of actor, in their migrations.
    """
    names = [table for table in connection.introspection.table_names() if not _is_ours(table)]
    app = sql.Identifier(roles.APP)
    tables = sql.SQL(", ").join(map(sql.Identifier, names))
    with connection.cursor() as cursor:
        for grant in (
            sql.SQL("GRANT USAGE ON SCHEMA public TO {app}"),
            sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {app}"),
            sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app}"),
        ):
            cursor.execute(grant.format(app=app, tables=tables))


def _is_ours(table: str) -> bool:
    return table in _our_tables()


def _our_tables() -> set[str]:
    user = apps.get_model(settings.AUTH_USER_MODEL)
    return {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("coverwell.records") and model is not user
    }
