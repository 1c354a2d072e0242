"""An 835 lies in the mailbox of who fetches it, once, addressed and written as it asked."""

from datetime import date

import pytest
from click.testing import CliRunner

from coverwell.doors.cli.main import main
from coverwell.doors.edi_gateway.payments.write import send_again, write_remittances
from coverwell.records.files.models import FileEvent, KeptFile
from coverwell.records.payments.models import Payment
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.files import mailbox
from coverwell.services.partners.enrol import change, move
from coverwell.services.partners.receivers import end_receiver, set_receiver
from coverwell.services.payments.run import run
from coverwell.services.payments.send_again import NotSentError
from coverwell.services.payments.show import remittance_file
from coverwell.wire.x12 import check
from tests.services import world
from tests.services.payments_world import OFFICE, OTHER_OFFICE, TODAY, decided, office


pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor("ola", "staff")
BILLER = Actor("biller", "provider", tax_ids=frozenset({OFFICE}))


@pytest.fixture(autouse=True)
def _own_archive(settings, tmp_path):
    settings.ARCHIVE_FOLDER = tmp_path / "files"


@pytest.fixture
def bridge() -> int:
    """Two offices with a payment each; one of them has named a clearinghouse for its 835s."""
    with acting(ENGINE):
        office(), office(OTHER_OFFICE, eft=False)
        family = world.family()
        partner = world.partner("BRIDGE").pk
        decided(family, 8500), decided(family, 700, tax_id=OTHER_OFFICE)
    set_receiver(OFFICE, partner, date(2026, 1, 1), BILLER)
    return partner


def pay() -> str:
    """Pay, write, and return the trace of the office's payment."""
    run(TODAY, STAFF)
    write_remittances()
    with acting(ENGINE):
        return Payment.objects.filter(tax_id=OFFICE).order_by("-id")[0].trace_number


def fetched(partner: int) -> list[bytes]:
    return [one.path.read_bytes() for one in mailbox.mailbox(partner) if one.kind == "835"]


def test_the_835_of_an_office_lies_in_its_receivers_mailbox_once(bridge):
    trace = pay()
    write_remittances()
    (data,) = fetched(bridge)
    isa = data.decode().split("~")[0].split("*")
    assert (isa[7], isa[8].strip(), isa[15]) == ("ZZ", "BRIDGE", "P")
    assert b"REF*EV*BRIDGE~" in data
    assert list(check([data])) == []
    # The office reads the same file on its own pages; the other office's lies in no mailbox.
    name, content = remittance_file(trace, BILLER)
    assert (name, b"".join(content)) == (f"835-{trace}.x12", data)
    with acting(ENGINE):
        rows = KeptFile.objects.filter(kind="835").order_by("tax_id")
        assert list(rows.values_list("tax_id", "partner")) == [
            (OFFICE, bridge),
            (OTHER_OFFICE, None),
        ]


def test_it_is_written_in_the_receivers_delimiters_and_lines(bridge):
    change(bridge, {"delimiters": "!|>;", "profile": "tidewater"}, "", STAFF)
    pay()
    (data,) = fetched(bridge)
    assert data.startswith(b"ISA|00|")
    assert data.endswith(b"!\r\n")
    assert list(check([data])) == []


@pytest.mark.parametrize("state", ["testing", "draft"])
def test_nothing_of_real_money_goes_to_a_partner_that_is_not_live(bridge, state):
    move(bridge, "testing", "", STAFF)
    if state == "draft":
        move(bridge, "draft", "", STAFF)
    pay()
    assert fetched(bridge) == []


def test_who_receives_is_decided_by_the_day_of_the_payment(bridge):
    end_receiver(OFFICE, TODAY, BILLER)
    pay()
    assert fetched(bridge) == []


def test_sending_again_is_a_persons_act_and_moves_no_money(bridge):
    trace = pay()
    first = mailbox.mailbox(bridge)[0]
    mailbox.take(bridge, first.id, "Bridge")
    assert mailbox.mailbox(bridge)[0].taken
    assert send_again(trace, "lost by their software", STAFF) == first.id
    (again,) = mailbox.mailbox(bridge)
    assert not again.taken
    with acting(ENGINE):
        newest = FileEvent.objects.filter(file=first.id).order_by("-pk")[0]
        assert newest.detail == {"sent again by": "ola", "why": "lost by their software"}
        assert Payment.objects.filter(tax_id=OFFICE).count() == 1
    assert send_again(trace, "our own software lost it", BILLER) == first.id
    stranger = Actor("other", "provider", tax_ids=frozenset({OTHER_OFFICE}))
    with pytest.raises(NotSentError, match="no 835"):
        send_again(trace, "", stranger)


def test_a_new_receiver_gets_it_addressed_anew(bridge):
    trace = pay()
    with acting(ENGINE):
        other = world.partner("OTHERHOUSE").pk
    set_receiver(OFFICE, other, TODAY, STAFF)
    file = send_again(trace, "new clearinghouse", STAFF)
    (data,) = fetched(other)
    assert b"*OTHERHOUSE     *" in data
    assert len(fetched(bridge)) == 1
    assert mailbox.mailbox(other)[0].id == file


def test_what_cannot_be_sent_again_is_said(bridge):
    trace = pay()
    with pytest.raises(NotSentError, match="no 835 of a payment 999"):
        send_again("999", "", STAFF)
    end_receiver(OFFICE, TODAY, STAFF)
    with pytest.raises(NotSentError, match="name a receiver first"):
        send_again(trace, "", STAFF)


def test_the_command_line_decides_who_fetches_and_sends_again(bridge):
    trace = pay()
    asked = CliRunner().invoke(main, ["partner", "remittances", OFFICE])
    assert asked.output.startswith("From 2026-01-01: Partner BRIDGE (biller, ")
    words = ["pay", "send-again", trace, "--why", "lost", "--by", "ola"]
    said = CliRunner().invoke(main, words)
    assert f"The 835 of {trace} lies ready again" in said.output
    said = CliRunner().invoke(main, ["partner", "remittances", OFFICE, "--end"])
    assert "nobody (command line" in said.output
    said = CliRunner().invoke(main, words)
    assert said.exit_code == 1
    assert "name a receiver first" in said.output
    said = CliRunner().invoke(main, ["partner", "remittances", OFFICE, "--partner", "999999"])
    assert "not live" in said.output
