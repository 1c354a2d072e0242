"""What happens by the clock, whoever died meanwhile."""

import logging

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from coverwell.doors.cli.jobs import work_off
from coverwell.records.audit.models import Seal
from coverwell.records.claims.models import Claim
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.audit.reads import note_read
from coverwell.services.files.keep import Arrival, keep
from coverwell.services.files.show import show_file
from tests.claim_files import Sent, file_837
from tests.services import world
from tests.services.storm import spoil_one_decision_and_one_balance


pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor("sam", "staff")


@pytest.fixture(autouse=True)
def _no_jobs_of_other_tests(transactional_db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


@pytest.fixture
def file(settings, tmp_path) -> int:
    """A claim file whose reading waits."""
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", plan="open_access")
        world.partner()
        world.contract(world.group(), "OA001 Open Access", world.TERMS)
    return keep([file_837([Sent("A1")])], Arrival("claims.x12", "cli"), STAFF).id


def a_worker_dies_over_it(attempts: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '5 minutes') RETURNING id"
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', attempts = %s, worker_id = %s"
            " WHERE task_name = 'edi_gateway.read_claims'",
            [attempts, worker],
        )


def states() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text FROM procrastinate_jobs"
            " WHERE task_name = 'edi_gateway.read_claims'",
        )
        return [state for (state,) in cursor.fetchall()]


def at_the_full_minute(name: str) -> None:
    app.perform_import_paths()
    app.tasks[name].defer(timestamp=0)
    work_off(["schedule"])


def test_a_job_whose_worker_was_killed_is_done_by_the_next(file):
    a_worker_dies_over_it(attempts=0)
    work_off(["gateway"])
    assert states() == ["doing"]
    at_the_full_minute("schedule.revive_jobs")
    work_off(["gateway"])
    assert states() == ["succeeded"]
    assert show_file(file, STAFF).state == "decided"
    with acting(ENGINE):
        assert Claim.objects.count() == 1


def test_a_job_that_kills_every_worker_is_left_to_a_person(file, caplog):
    a_worker_dies_over_it(attempts=4)
    at_the_full_minute("schedule.revive_jobs")
    assert states() == ["failed"]
    assert "left to a person" in caplog.text


def test_the_audit_is_sealed_by_the_clock():
    with acting(ENGINE):
        note_read("cw_members_person", ["1-1"], 1)
    at_the_full_minute("schedule.seal_audit")
    with acting(ENGINE):
        assert Seal.objects.count() == 1


def test_books_that_disagree_are_named_in_the_log_at_night(file, caplog):
    work_off(["gateway"])
    with caplog.at_level(logging.ERROR):
        at_the_full_minute("schedule.check_books")
        assert not caplog.records
        spoil_one_decision_and_one_balance()
        at_the_full_minute("schedule.check_books")
    assert "a balance is not the sum of its entries" in caplog.text
    assert "TEST" not in caplog.text
