"""What is late or missing of a payment is named, to its office and to staff, and sent again."""

import json
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coverwell.doors.bank.write import write_bank_files
from coverwell.doors.cli.main import main
from coverwell.doors.edi_gateway.payments.write import write_remittances
from coverwell.records.payments.models import Payment
from coverwell.services.access.accounts import grant_practice, grant_staff, open_account
from coverwell.services.acting import ENGINE, Actor, DeniedError, acting
from coverwell.services.files import mailbox
from coverwell.services.operations.days import business_day_before
from coverwell.services.operations.reassociation import pairs
from coverwell.services.partners.receivers import end_receiver, set_receiver
from coverwell.services.payments.returns import note_return
from coverwell.services.payments.run import run
from coverwell.services.payments.sending import (
    bank_files,
    note_answer,
    note_sent,
    take_for_sending,
)
from tests.services import world
from tests.services.payments_world import OFFICE, OTHER_OFFICE, decided, office


pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor("ola", "staff")
BILLER = Actor("biller", "provider", tax_ids=frozenset({OFFICE}))
PASSWORD = "open the gateway 7"
TODAY = date.today()  # noqa: DTZ011 - pages show what is late today
PAID = business_day_before(TODAY, 8)


@pytest.fixture(autouse=True)
def bridge(settings, tmp_path) -> int:
    """One office is paid by transfer, its 835 goes to a clearinghouse; another by cheque."""
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        office(), office(OTHER_OFFICE, eft=False)
        family = world.family()
        partner = world.partner("BRIDGE").pk
        received = PAID - timedelta(days=3)
        decided(family, 8500, received=received)
        decided(family, 700, tax_id=OTHER_OFFICE, received=received)
    set_receiver(OFFICE, partner, date(2026, 1, 1), STAFF)
    run(PAID, STAFF)
    return partner


def trace(tax_id: str = OFFICE) -> str:
    with acting(ENGINE):
        return Payment.objects.filter(tax_id=tax_id).order_by("id")[0].trace_number


def confirmed() -> None:
    write_bank_files()
    file = bank_files(STAFF)[0]
    take_for_sending(file.id, STAFF)
    note_sent(file.id, STAFF)
    note_answer(file.name, "confirmed", STAFF)


def trouble(today: date = TODAY) -> str:
    return next(one.trouble for one in pairs(today, BILLER))


def test_each_thing_that_can_be_missing_is_named(bridge):
    assert trouble() == "not written"
    write_remittances()
    assert trouble() == "not fetched"
    mailbox.take(bridge, mailbox.mailbox(bridge)[0].id, "Bridge")
    assert trouble() == "bank silent"
    confirmed()
    # Written today, long after its money.
    assert trouble() == "apart"
    note_return(trace(), "R03", 8500, TODAY, STAFF)
    (one,) = pairs(TODAY, BILLER)
    assert (one.trouble, one.returned, one.again) == ("returned", "R03", "")
    run(TODAY, STAFF)
    again, one = pairs(TODAY, BILLER)
    assert (one.trouble, one.again) == ("apart", again.trace_number)


def test_nothing_is_missing_before_its_days_have_passed(bridge):
    assert trouble(PAID) == ""
    with acting(ENGINE):
        effective = Payment.objects.get(tax_id=OFFICE).effective_on
    assert trouble(effective + timedelta(days=3)) == ""


def test_number_and_addendum_bring_both_together():
    (one,) = pairs(TODAY, BILLER)
    assert one.addendum == f"TRN*1*{one.trace_number}*{one.originator}~"
    assert len(one.originator) == 10
    (cheque,) = pairs(TODAY, Actor("x", "provider", tax_ids=frozenset({OTHER_OFFICE})))
    assert (cheque.method, cheque.addendum) == ("cheque", "")


def test_each_sees_what_is_theirs():
    assert {one.tax_id for one in pairs(TODAY, STAFF)} == {OFFICE, OTHER_OFFICE}
    assert [one.tax_id for one in pairs(TODAY, BILLER)] == [OFFICE]
    assert pairs(TODAY, Actor("nobody", "provider")) == ()
    with pytest.raises(DeniedError):
        pairs(TODAY, Actor("mia", "member"))


def test_the_list_is_one_statement_however_many_payments():
    with CaptureQueriesContext(connection) as asked:
        pairs(TODAY, STAFF)
    assert len(asked) <= 5


def signed_in(name: str) -> Client:
    client = Client()
    client.post("/sign-in/login/", {"login": name, "password": PASSWORD})
    return client


def test_an_office_reads_the_procedure_and_sends_its_835_again(bridge):
    grant_practice(open_account("desk", PASSWORD), OFFICE)
    write_remittances()
    mailbox.take(bridge, mailbox.mailbox(bridge)[0].id, "Bridge")
    desk = signed_in("desk")
    page = desk.get("/office/remittances/late/").text
    assert "Ask your bank to pass the addendum on" in page
    assert f"TRN*1*{trace()}*" in page
    assert "fetched by Partner BRIDGE" in page
    assert trace(OTHER_OFFICE) not in page
    said = desk.post(f"/office/remittances/{trace()}/again/", follow=True).text
    assert "lies ready for Partner BRIDGE" in said or "lies ready again" in said
    assert not mailbox.mailbox(bridge)[0].taken
    assert desk.post(f"/office/remittances/{trace(OTHER_OFFICE)}/again/").status_code == 404
    end_receiver(OFFICE, TODAY, BILLER)
    refused = desk.post(f"/office/remittances/{trace()}/again/", follow=True).text
    assert "Nobody fetches this 835 for you" in refused


def test_staff_see_what_is_late_and_say_why_they_send_it_again(bridge):
    grant_staff(open_account("ines", PASSWORD))
    write_remittances()
    ines = signed_in("ines")
    page = ines.get("/staff/late/").text
    assert "Not fetched" in page
    assert trace() in page
    assert "Say why" in ines.post(f"/staff/late/{trace()}/again/", follow=True).text
    mailbox.take(bridge, mailbox.mailbox(bridge)[0].id, "Bridge")
    said = ines.post(f"/staff/late/{trace()}/again/", {"why": "lost"}, follow=True).text
    assert "The 835 lies ready again" in said
    assert not mailbox.mailbox(bridge)[0].taken


def test_the_command_line_lists_what_is_missing(bridge):
    said = CliRunner().invoke(main, ["pay", "missing", "--by", "ola", "--json"])
    found = json.loads(said.output)
    assert {one["trouble"] for one in found} == {"not written"}
    every = CliRunner().invoke(main, ["pay", "missing", "--by", "ola", "--all", "--json"])
    assert len(json.loads(every.output)) == 2
