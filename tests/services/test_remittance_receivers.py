"""Who fetches a payee's 835s: decided by the office or by staff, from a day on, and kept."""

from datetime import date

import pytest

from coverwell.records.partners.models import Partner
from coverwell.services.acting import ENGINE, Actor, DeniedError, acting
from coverwell.services.partners.enrol import EnrolmentError
from coverwell.services.partners.receivers import (
    end_receiver,
    receiver_on,
    receivers_of,
    set_receiver,
    who_can_receive,
)
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
OFFICE, OTHER = "231234567", "237654321"
STAFF = Actor("ines", "staff")
BILLER = Actor("biller", "provider", tax_ids=frozenset({OFFICE}))
MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 1)


@pytest.fixture
def partners() -> tuple[int, int]:
    """A clearinghouse for anybody, and a house that works for another office alone."""
    with acting(ENGINE):
        world.group(OFFICE)
        return world.partner("BRIDGE").pk, world.partner("ELSEWHERE", (OTHER,)).pk


def name_on(day: date) -> str:
    found = receiver_on(OFFICE, day)
    return found.name if found else ""


def test_the_newest_word_of_a_day_counts_and_the_older_ones_stay(partners):
    bridge, _ = partners
    set_receiver(OFFICE, bridge, MARCH, BILLER, "new software")
    end_receiver(OFFICE, JUNE, STAFF)
    assert name_on(date(2026, 2, 28)) == ""
    assert name_on(MARCH) == name_on(date(2026, 5, 31)) == "Partner BRIDGE"
    assert name_on(JUNE) == ""
    set_receiver(OFFICE, bridge, JUNE, BILLER)
    assert name_on(JUNE) == "Partner BRIDGE"
    assert [(one.first_on, one.partner, one.by) for one in receivers_of(OFFICE, BILLER)] == [
        (JUNE, bridge, "biller"),
        (JUNE, 0, "ines"),
        (MARCH, bridge, "biller"),
    ]


def test_an_office_decides_for_itself_alone(partners):
    bridge, _ = partners
    for work in (
        lambda who: set_receiver(OTHER, bridge, MARCH, who),
        lambda who: end_receiver(OTHER, MARCH, who),
        lambda who: receivers_of(OTHER, who),
        lambda who: who_can_receive(OTHER, who),
    ):
        with pytest.raises(DeniedError):
            work(BILLER)
        with pytest.raises(DeniedError):
            work(Actor("mia", "member"))


def test_only_a_live_partner_that_works_for_the_office_receives(partners):
    bridge, elsewhere = partners
    assert who_can_receive(OFFICE, BILLER) == ((bridge, "Partner BRIDGE"),)
    with pytest.raises(EnrolmentError, match="not enrolled for the tax ID"):
        set_receiver(OFFICE, elsewhere, MARCH, BILLER)
    with pytest.raises(EnrolmentError, match="no office"):
        set_receiver("239999999", bridge, MARCH, STAFF)
    with acting(ENGINE):
        Partner.objects.filter(pk=bridge).update(state=Partner.State.TESTING)
    with pytest.raises(EnrolmentError, match="not live"):
        set_receiver(OFFICE, bridge, MARCH, BILLER)


def test_a_receiver_that_went_back_to_testing_is_told_nothing(partners):
    bridge, _ = partners
    set_receiver(OFFICE, bridge, MARCH, BILLER)
    for state, name in (("suspended", "Partner BRIDGE"), ("testing", ""), ("draft", "")):
        with acting(ENGINE):
            Partner.objects.filter(pk=bridge).update(state=state)
        assert name_on(MARCH) == name
