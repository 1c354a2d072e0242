"""A service is one kind of actor for one transaction, and nobody afterwards."""

import pytest
from django.db import connection, transaction

from coverwell.services.acting import ENGINE, Actor, NestedActingError, acting


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
