"""Who the tests and the running system are to the database."""

import pytest
from django.contrib.sessions.models import Session
from django.db import ProgrammingError, connection


def current_user() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_the_running_login_owns_no_table():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)
    assert current_user() == "coverwell_app"


@pytest.mark.django_db
def test_the_running_login_reads_sessions_and_creates_nothing():
    assert Session.objects.count() == 0
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE intruder (id int)")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_real_transactions_start_with_empty_tables(turn):
    assert Session.objects.count() == 0
    Session.objects.create(session_key="k", session_data="", expire_date="2026-01-01T00:00:00Z")
