"""A service is one kind of actor for one transaction, and nobody afterwards."""

import pytest
from django.db import IntegrityError, connection, transaction

from coverwell.records.partners.models import Partner
from coverwell.services.acting import ENGINE, Actor, NestedActingError, acting, together
from tests.services import world


OFFICE = Actor("olivia", "provider", tax_ids=frozenset({"123456789", "987654321"}))
PARENT = Actor("pat", "member", persons=frozenset({(7, 1), (7, 3)}))


def setting(name: str) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [name])
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_an_office_is_known_by_its_tax_ids_and_only_inside():
    with acting(OFFICE):
        assert setting("role") == "coverwell_provider"
        assert setting("coverwell.user") == "olivia"
        assert setting("coverwell.tax_ids") == "123456789,987654321"
        assert setting("coverwell.persons") == ""
    assert setting("role") == "none"
    assert not setting("coverwell.tax_ids")


@pytest.mark.django_db(transaction=True)
def test_a_member_sees_persons_and_what_the_family_shares():
    with acting(PARENT):
        assert setting("coverwell.families") == "7"
        assert setting("coverwell.persons") == "7-0,7-1,7-3"


@pytest.mark.django_db(transaction=True)
def test_a_failed_block_leaves_nobody_behind():
    with pytest.raises(ZeroDivisionError), acting(ENGINE):
        _ = 1 // 0
    assert setting("role") == "none"


@pytest.mark.django_db(transaction=True)
def test_nesting_is_an_error():
    with acting(ENGINE), pytest.raises(NestedActingError), acting(OFFICE):
        pass
    with transaction.atomic(), pytest.raises(NestedActingError), acting(ENGINE):
        pass


def test_the_engine_keeps_the_name_of_the_user_it_works_for():
    assert OFFICE.as_engine() == Actor("olivia", "engine")


@pytest.mark.django_db(transaction=True)
def test_services_called_together_share_one_transaction_under_one_user():
    with together(Actor("partner 7", "engine")):
        with acting(ENGINE):
            assert setting("coverwell.user") == "partner 7"
            first = transaction_number()
        with acting(OFFICE):
            assert (setting("role"), setting("coverwell.user")) == ("coverwell_provider", "olivia")
            assert transaction_number() == first
        assert (setting("role"), setting("coverwell.user")) == ("coverwell_engine", "partner 7")
    assert setting("role") == "none"


@pytest.mark.django_db(transaction=True)
def test_what_is_done_together_is_taken_back_together():
    with pytest.raises(IntegrityError), together(ENGINE):
        partner_twice()
    with acting(ENGINE):
        assert not Partner.objects.filter(sender_id="GONE").exists()


@pytest.mark.django_db(transaction=True)
def test_an_office_s_part_opens_no_door_to_the_engine_and_only_the_engine_shares():
    with (
        together(ENGINE),
        acting(OFFICE),
        pytest.raises(NestedActingError),
        acting(ENGINE),
    ):
        pass
    with pytest.raises(NestedActingError), together(OFFICE):
        pass
    with acting(ENGINE), pytest.raises(NestedActingError), together(ENGINE):
        pass


@pytest.mark.django_db(transaction=True)
def test_only_a_commit_that_need_not_be_durable_is_not_waited_for():
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")  # the server of the tests never waits
    with acting(ENGINE, durable=False):
        assert setting("synchronous_commit") == "off"
    with acting(ENGINE):
        assert setting("synchronous_commit") == "on"
    connection.close()


def transaction_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return cursor.fetchone()[0]


def partner_twice() -> None:
    for _ in range(2):
        with acting(ENGINE):
            world.partner("GONE")
