"""Work that only the owner of the tables may do: migrate, grant, empty."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from coverwell.services.database import roles


PREPARING = 837_835  # any number that is ours; the lock ends with the connection
LOGIN_KEYS = ("USER", "PASSWORD", "HOST", "PORT")


@contextmanager
def as_owner() -> Iterator[None]:
    """Connect as the owner inside the block; start-up and tests only, never while serving."""
    connection.close()
    wrapper = connections[connection.alias]  # the thing itself, `connection` is a proxy
    if isinstance(wrapper, DatabaseWrapper):
        wrapper.close_pool()  # it holds connections of the running login
    running = {key: connection.settings_dict[key] for key in (*LOGIN_KEYS, "OPTIONS")}
    connection.settings_dict.update({key: settings.OWNER_DATABASE[key] for key in running})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(running)


def prepare() -> int:
    """Bring roles, tables and rights up to date; returns how many migrations ran."""
    with as_owner():
        waiting = _waiting()
        if waiting:
            # Two commands may start at once on a new database: the second waits and finds it done.
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
            waiting = _waiting()
        if waiting:
            roles.create_missing(connection.connection, settings.DATABASE_LOGIN)
            call_command("migrate", verbosity=0, interactive=False)
            grant_site_tables()
    return waiting


def _waiting() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def grant_site_tables() -> None:
    """Let the running login use the tables that are not ours: sessions, sign-in, jobs.

    Tables of `coverwell.records` grant their own rights, to kinds of actor, in their migrations;
    the user row is the one exception, because sign-in reads it before anybody is known.
    """
    ours = _our_tables()
    names = [table for table in connection.introspection.table_names() if table not in ours]
    words = {
        "login": sql.Identifier(settings.DATABASE_LOGIN),
        "engine": sql.Identifier(roles.ENGINE),
        "tables": sql.SQL(", ").join(map(sql.Identifier, names)),
        "queue": sql.SQL(", ").join(
            sql.Identifier(name) for name in names if name.startswith("procrastinate")
        ),
        "actors": sql.SQL(", ").join(map(sql.Identifier, roles.ACTORS)),
    }
    with connection.cursor() as cursor:
        for grant in (
            sql.SQL("GRANT USAGE ON SCHEMA public TO {login}, {actors}"),
            sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {login}"),
            # A service enqueues a job in the transaction that needs it, as the engine.
            sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {queue} TO {engine}"),
            sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {login}, {engine}"),
        ):
            cursor.execute(grant.format(**words))


def _our_tables() -> set[str]:
    user = apps.get_model(settings.AUTH_USER_MODEL)
    return {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("coverwell.records") and model is not user
    }
