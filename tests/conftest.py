"""Shared by every test; pure tests (kernel, wire) ask for nothing here and start no database.

Tests with a database run as production does: one login owns and migrates, the login that the code
runs under owns nothing.
"""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as properties


# How long an example takes says how busy the machine is, not whether a property holds.
properties.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
properties.load_profile("house")


@pytest.fixture(scope="session")
def runtime_login() -> dict[str, str]:
    """Start the test server, unless DATABASE_URL names one; the login that the code runs under."""
    from django.conf import settings

    from coverwell.config import environment, local_postgres
    from coverwell.services.database.owner import LOGIN_KEYS

    if settings.LOCAL_DATABASE:
        server = local_postgres.start(settings.DATA_FOLDER / "test", durable=False)
        settings.OWNER_DATABASE.update(environment.database(server.owner))
        settings.DATABASES["default"].update(environment.database(server.app))
    return {key: settings.DATABASES["default"][key] for key in LOGIN_KEYS}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    runtime_login: dict[str, str], django_db_modify_db_settings_parallel_suffix: None
) -> Iterator[None]:
    """Create and remove the test database as its owner."""
    from coverwell.services.database.owner import as_owner

    with as_owner():
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker, runtime_login) -> Iterator[None]:
    """After the migrations, give the running login its grants and become it."""
    from django.db import connection
    from django.test import TransactionTestCase

    from coverwell.services.database.owner import LOGIN_KEYS, grant_site_tables

    with django_db_blocker.unblock():
        grant_site_tables()
    connection.close()
    owner = {key: connection.settings_dict[key] for key in LOGIN_KEYS}
    connection.settings_dict.update(runtime_login)
    plain = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = empty_what_was_written  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = plain  # type: ignore[method-assign]
    connection.close()
    connection.settings_dict.update(owner)


_KEPT = ("django_migrations", "django_content_type", "auth_permission")
_WRITTEN = """
SELECT relname FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname = ANY (%s)
   AND pg_relation_size(oid) > 0
"""


def empty_what_was_written(_case: object) -> None:
    """Empty the tables that a test wrote to, as their owner; most tests write to a few of them.

    Django empties every table and makes the permissions of every model anew, for each test.
    """
    from django.db import connection

    from coverwell.services.database.owner import as_owner
    from coverwell.services.recalled import forget

    forget()
    with as_owner(), connection.cursor() as cursor:
        names = [
            name for name in connection.introspection.django_table_names() if name not in _KEPT
        ]
        # A transaction that a test left open makes the test fail here, and not wait for ever.
        cursor.execute("SET lock_timeout = '60s'")
        cursor.execute(_WRITTEN, [names])
        written = ", ".join(f'"{name}"' for (name,) in cursor.fetchall())
        if written:
            cursor.execute(f"TRUNCATE {written} CASCADE")
