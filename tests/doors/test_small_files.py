"""Small claim files of partners are read many in one transaction; each is whole by itself."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from coverwell.doors.edi_gateway.claims import small
from coverwell.records.claims.models import Decision
from coverwell.records.files.models import ToRead
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.files.keep import Arrival, keep
from coverwell.services.files.show import show_file
from tests.claim_files import Sent, file_837
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
OFFICE = Actor("olivia", "provider", tax_ids=frozenset({"231234567"}))


@pytest.fixture(autouse=True)
def partner(settings, tmp_path) -> int:
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with connection.cursor() as cursor:  # what other tests left in the queue
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded', args = '{}'")
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", people=2, plan="open_access")
        world.contract(world.group(), "OA001 Open Access", world.TERMS)
        return world.partner().pk


def arrived(partner: int, *accounts: str, first: int = 1) -> list[int]:
    return [
        keep([file_837([Sent(one)], control=at)], Arrival(f"{one}.837", "sftp", partner=partner),
             ENGINE).id
        for at, one in enumerate(accounts, start=first)
    ]  # fmt: skip


def states(files: list[int]) -> list[str]:
    return [show_file(one, ENGINE).state for one in files]


def decisions() -> int:
    with acting(ENGINE):
        return Decision.objects.count()


def jobs() -> list[str]:
    rows = ProcrastinateJob.objects.filter(status__in=("todo", "doing")).order_by("id")
    return list(rows.values_list("task_name", flat=True))


def test_one_job_reads_answers_and_decides_all_that_wait(partner):
    files = arrived(partner, "A1", "A2", "A3")
    assert jobs() == ["edi_gateway.read_small"]
    assert small.read_small() == 3
    assert states(files) == ["decided"] * 3
    assert decisions() == 3
    for one in files:
        assert sorted(answer.kind for answer in show_file(one, ENGINE).answers) == ["277CA", "999"]
    with acting(ENGINE):
        assert not ToRead.objects.exists()
    assert small.read_small() == 0


def test_each_file_keeps_its_own_verdict(partner):
    good = file_837([Sent("A1")])
    files = [
        keep([data], Arrival("a.837", "sftp", partner=partner), ENGINE).id
        for data in (good, b"no X12 at all", file_837([Sent("A2", member_id="H9")], control=2))
    ]
    small.read_small()
    assert states(files) == ["decided", "refused", "decided"]
    assert show_file(files[2], ENGINE).detail == {"accepted": 0, "rejected": 1}
    assert decisions() == 1


def test_a_file_that_breaks_the_reader_gets_a_job_of_its_own_and_stops_no_other(
    partner, monkeypatch
):
    files = arrived(partner, "A1", "A2", "A3")
    receive = small.receive

    def breaks(file: int):
        received = receive(file)
        if file == files[1]:
            raise RuntimeError("planted")
        return received

    monkeypatch.setattr(small, "receive", breaks)
    monkeypatch.setattr(small, "MOST", 3)
    (fourth,) = arrived(partner, "A4", first=4)
    assert small.read_small() == 1
    assert states([fourth]) == ["decided"]
    # Nothing of the common transaction stayed: each is read from its beginning.
    assert states(files) == ["kept"] * 3
    assert jobs().count("edi_gateway.read_claims") == 3
    assert decisions() == 1


def test_a_reader_that_dies_before_it_decides_is_followed_by_one_that_does(partner, monkeypatch):
    files = arrived(partner, "A1", "A2")

    class KilledError(BaseException):
        pass

    def killed() -> int:
        raise KilledError

    with monkeypatch.context() as dying:
        dying.setattr(small, "decide_batch", killed)
        with pytest.raises(KilledError):
            small.read_small()
    assert states(files) == ["read", "read"]
    assert decisions() == 0
    small.read_small()
    assert states(files) == ["decided", "decided"]
    assert decisions() == 2
    for one in files:
        assert len(show_file(one, ENGINE).answers) == 2


def test_a_file_that_came_while_others_were_read_has_a_job_that_follows(partner):
    arrived(partner, "A1")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE status = 'todo'")
    (late,) = arrived(partner, "A2", first=2)
    assert jobs() == ["edi_gateway.read_small"] * 2
    small.read_small()
    assert states([late]) == ["decided"]


def test_a_large_file_and_one_of_a_page_keep_a_job_of_their_own(partner):
    many = [Sent(f"B{at}") for at in range(200)]
    keep([file_837(many)], Arrival("large.837", "sftp", partner=partner), ENGINE)
    keep([file_837([Sent("P1")], control=2)], Arrival("p", "portal", tax_id="231234567"), OFFICE)
    assert jobs() == ["edi_gateway.read_claims"] * 2


def test_a_small_file_costs_few_statements(partner):
    def statements(count: int, first: int) -> int:
        arrived(partner, *(f"C{first + at}" for at in range(count)), first=first)
        with CaptureQueriesContext(connection) as asked:
            small.read_small()
        return len(asked)

    statements(1, 1)  # what is read once
    few, many = statements(2, 100), statements(12, 200)
    assert (many - few) / 10 <= 26
