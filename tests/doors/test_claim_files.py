"""A claim file from its arrival to decisions: what was good goes on, what was not is answered."""

import pytest

from coverwell.doors.edi_gateway.claims.receive import receive
from coverwell.records.claims.models import Claim, Decision, ToDecide
from coverwell.records.intake.models import IntakeClaim
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.claims.adjudicate import decide_batch
from coverwell.services.files.keep import Arrival, keep
from coverwell.services.files.show import file_bytes, show_file
from tests.claim_files import Sent, file_837
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor("sam", "staff")


@pytest.fixture(autouse=True)
def payer_with_one_family(settings, tmp_path):
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", people=3, plan="open_access")
        world.partner()
        world.contract(world.group(), "OA001 Open Access", world.TERMS)


def send(data: bytes):
    return receive(keep([data], Arrival("claims.x12", "cli"), STAFF).id)


def answers(file: int) -> dict[str, str]:
    return {
        one.kind: b"".join(file_bytes(one.id, STAFF)).decode()
        for one in show_file(file, STAFF).answers
    }


def test_a_claim_is_accepted_answered_and_decided():
    received = send(file_837([Sent("A1"), Sent("A2", member_id="Z99999999")]))
    assert (received.state, received.accepted, received.rejected) == ("read", 1, 1)
    kept = answers(received.file)
    assert sorted(kept) == ["277CA", "999"]
    assert "STC*A2:20" in kept["277CA"]
    assert "STC*A3:33:IL" in kept["277CA"]
    assert decide_batch() == 1
    with acting(ENGINE):
        claim = Claim.objects.get()
        decision = Decision.objects.get()
        assert (claim.number, claim.person, claim.patient_account) == (claim.number, 1, "A1")
        assert decision.outcome == "paid"
        assert not ToDecide.objects.exists()
        assert IntakeClaim.objects.get(state="rejected").sender_claim_id == "A2"
