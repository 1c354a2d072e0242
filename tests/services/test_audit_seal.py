"""Whoever tampers with the audit, the owner of the tables too, is found out (P11)."""

from contextlib import suppress

import pytest
from django.db import connection

from coverwell.services.acting import ENGINE, DeniedError, acting
from coverwell.services.audit.reads import note_read
from coverwell.services.audit.seal import seal, verify
from coverwell.services.database.owner import as_owner


pytestmark = pytest.mark.django_db(transaction=True)
EVENTS = 12_000


@pytest.fixture
def sealed():
    with suppress(ZeroDivisionError), acting(ENGINE):
        note_read("cw_members_person", ["1-1"], 1)  # what is rolled back leaves a gap
        _ = 1 // 0
    with acting(ENGINE), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(cw_audit_append('read', 'cw_members_person', ARRAY[n::text], n, n))"
            " FROM generate_series(1, %s) AS n",
            [EVENTS],
        )
    assert seal() == EVENTS
    with acting(ENGINE), connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(id ORDER BY id) FROM cw_audit_event")
        return cursor.fetchone()[0]


def tamper(statement: str, *values: int) -> None:
    with as_owner(), connection.cursor() as cursor:
        for table in ("event", "seal"):
            cursor.execute(f"ALTER TABLE cw_audit_{table} NO FORCE ROW LEVEL SECURITY")
            cursor.execute(f"ALTER TABLE cw_audit_{table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        for table in ("event", "seal"):
            cursor.execute(f"ALTER TABLE cw_audit_{table} ENABLE TRIGGER USER")
            cursor.execute(f"ALTER TABLE cw_audit_{table} FORCE ROW LEVEL SECURITY")


def test_an_audit_that_nobody_touched_verifies(sealed):
    assert list(verify()) == []
    assert seal() == 0


def test_new_events_are_sealed_by_the_next_run(sealed):
    with acting(ENGINE):
        note_read("cw_members_person", ["1-1"], 1)
    assert seal() == 1
    assert list(verify()) == []


def test_a_changed_event_is_named(sealed):
    tamper("UPDATE cw_audit_event SET actor = 'nobody' WHERE id = %s", sealed[7_000])
    assert list(verify()) == [(sealed[7_000], "changed")]


def test_a_removed_event_is_named(sealed):
    tamper("DELETE FROM cw_audit_event WHERE id = %s", sealed[100])
    assert list(verify()) == [(sealed[100], "removed")]


def test_an_inserted_event_is_named(sealed):
    tamper(
        "INSERT INTO cw_audit_event (id, actor, role, action, subject, keys, row_count)"
        " OVERRIDING SYSTEM VALUE"
        " SELECT id - 1, actor, role, action, subject, keys, row_count"
        " FROM cw_audit_event WHERE id = %s",
        sealed[0],
    )
    assert list(verify()) == [(sealed[0] - 1, "inserted")]


def test_two_events_that_change_places_are_named(sealed):
    tamper(
        "UPDATE cw_audit_event a SET keys = b.keys, family = b.family FROM cw_audit_event b"
        " WHERE (a.id, b.id) IN ((%s, %s), (%s, %s))",
        sealed[3],
        sealed[4],
        sealed[4],
        sealed[3],
    )
    assert list(verify()) == [(sealed[3], "changed"), (sealed[4], "changed")]


def test_a_seal_that_was_mended_is_named(sealed):
    tamper("UPDATE cw_audit_seal SET digest = previous WHERE first_event = %s", sealed[0])
    assert (sealed[0], "the seal over this event was changed") in list(verify())


def test_a_chain_made_anew_does_not_have_the_digest_that_was_written_down(sealed):
    assert list(verify(expected="f" * 64)) == [
        (sealed[-1], "no seal has the digest that was written down")
    ]


def test_the_running_system_is_refused(sealed):
    with pytest.raises(DeniedError), acting(ENGINE), connection.cursor() as cursor:
        cursor.execute("UPDATE cw_audit_event SET actor = 'nobody'")
