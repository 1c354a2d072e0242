"""Taking a file in is cut off before any of its statements: nothing is lost or said twice (P5)."""

import psycopg
import pytest
from django.db import connection

from coverwell.doors.edi_gateway.claims import parse
from coverwell.doors.edi_gateway.claims.receive import receive
from coverwell.records.claims.models import Claim, Decision, ToDecide
from coverwell.records.files.models import KeptFile
from coverwell.records.intake.models import IntakeClaim
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.claims.adjudicate import decide_batch
from coverwell.services.files.keep import Arrival, keep
from coverwell.services.files.show import file_bytes, show_file
from tests.claim_files import Sent, file_837
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor("sam", "staff")
ACCOUNTS = [f"A{number}" for number in range(1, 6)]
DATA = file_837(
    [Sent(one, member_id="H10000001" if one != "A4" else "x") for one in ACCOUNTS], ack="1"
)


class Killed(BaseException):
    """What a process feels when it is killed: nothing of ours may catch it."""


@pytest.fixture(autouse=True)
def payer_with_one_family(settings, tmp_path, monkeypatch):
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    monkeypatch.setattr(parse, "BATCH", 2)
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", plan="open_access")
        world.partner()
        world.contract(world.group(), "OA001 Open Access", world.TERMS)


def dying_at(step: int, work) -> bool:
    """Do the work, but lose the connection before its n-th statement; say whether it died."""
    counted = iter(range(step))

    def count(execute, statement, params, many, context):
        if next(counted, None) is None:
            connection.connection.close()
            raise Killed
        return execute(statement, params, many, context)

    try:
        with connection.execute_wrapper(count):
            work()
    except (Killed, psycopg.OperationalError):
        return True
    finally:
        connection.close()
    return False


def answers(file: int) -> list[tuple[str, bytes]]:
    return [
        (one.kind, b"".join(file_bytes(one.id, STAFF))) for one in show_file(file, STAFF).answers
    ]


def taken() -> list[tuple[str, str]]:
    with acting(ENGINE):
        rows = IntakeClaim.objects.order_by("position").values_list("sender_claim_id", "state")
        return list(rows)


def test_keeping_that_dies_at_any_statement_keeps_all_or_nothing():
    died = 0
    while dying_at(died, lambda: keep([DATA], Arrival("a.x12", "cli"), STAFF)):
        with acting(ENGINE):
            assert not KeptFile.objects.exists()
        died += 1
    assert died > 4
    with acting(ENGINE):
        assert KeptFile.objects.count() == 1


def test_reading_that_dies_at_every_statement_takes_each_claim_once_and_answers_once():
    file = keep([DATA], Arrival("a.x12", "cli"), STAFF).id
    died, said = 0, []
    while dying_at(died, lambda: receive(file)):
        # What was said once is never said differently.
        assert answers(file)[: len(said)] == said
        said = answers(file)
        assert len(taken()) == len({account for account, _ in taken()})
        died += 1
    assert died > 20
    assert sorted(kind for kind, _ in answers(file)) == ["277CA", "999", "TA1"]
    assert taken() == [(one, "rejected" if one == "A4" else "accepted") for one in ACCOUNTS]
    again = receive(file)
    assert (again.state, again.accepted, again.rejected) == ("read", 4, 1)
    with acting(ENGINE):
        assert (Claim.objects.count(), ToDecide.objects.count()) == (4, 4)
    assert decide_batch() == 4


def test_no_claim_is_decided_before_it_is_acknowledged():
    """A decider asks after every statement of the reading, as another worker might."""
    file = keep([DATA], Arrival("a.x12", "cli"), STAFF).id
    died = 0
    while dying_at(died, lambda: receive(file)):
        acknowledged = b"".join(data for kind, data in answers(file) if kind == "277CA").decode()
        decide_batch()
        with acting(ENGINE):
            decided = Decision.objects.values_list("claim", flat=True)
            numbers = Claim.objects.filter(id__in=decided).values_list("number", flat=True)
            assert all(f"REF*1K*{number}~" in acknowledged for number in numbers)
        died += 1
    with acting(ENGINE):
        assert Decision.objects.count() == 4
