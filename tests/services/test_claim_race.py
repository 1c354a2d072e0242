"""Two claims of one family at one moment from two processes: never more than the limit (P18)."""

import multiprocessing

import pytest
from django.db import IntegrityError, connection

from coverwell.records.claims.models import AccumulatorBalance, Decision
from coverwell.services.acting import ENGINE, acting
from coverwell.services.claims import adjudicate, load, statements
from coverwell.services.plans.editions import edition_file, read_edition
from tests.services import storm


pytestmark = pytest.mark.django_db(transaction=True)
FORK = multiprocessing.get_context("fork")


def decide_together(barrier, lock: str | None = None) -> None:
    """One of two processes: meets the other inside the transaction, where the lock would be."""
    if lock is not None:
        statements.LOCK = lock
    plain = load.lock_families

    def meet(part: int, parts: int, most: int) -> list[int]:
        barrier.wait(20)
        return plain(part, parts, most)

    adjudicate.lock_families = meet
    adjudicate.decide_batch()
    connection.close()


def race(lock: str | None = None) -> list[int]:
    """The exit codes of both processes."""
    barrier = FORK.Barrier(2)
    connection.close()
    processes = [FORK.Process(target=decide_together, args=(barrier, lock)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    return [process.exitcode for process in processes]


@pytest.fixture
def one_family(settings, tmp_path):
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    return storm.accepted(40, families=1)


def test_two_processes_never_use_more_than_the_limit(one_family):
    assert race() == [0, 0]
    with acting(ENGINE):
        assert Decision.objects.count() == 40
        used = list(
            AccumulatorBalance.objects.filter(what="deductible").values_list("person", "amount")
        )
    limit = read_edition(edition_file("open_access")).plan.amounts.deductible
    assert used
    assert all(amount <= (limit.person if person else limit.family) for person, amount in used)
    assert storm.balances_that_differ() == []
    assert storm.replay_differences() == []


def test_without_the_lock_this_suite_would_be_red(one_family):
    """Drop the lock: both decide the same claims, and the unique keys stop one of them."""
    unlocked = statements.LOCK.replace("FOR NO KEY UPDATE", "")
    assert unlocked != statements.LOCK
    assert sorted(race(unlocked)) == [0, 1]


def test_a_place_in_the_order_of_a_family_is_taken_once(one_family):
    """The net behind the lock: two claims can never be the family's third decision."""
    adjudicate.decide_batch()
    with acting(ENGINE):
        first, second = Decision.objects.filter(sequence__in=(3, 4)).order_by("sequence")
    again = replace_fields(second, decision_no=2, sequence=first.sequence)
    with pytest.raises(IntegrityError, match="cw_decision_sequence"), acting(ENGINE):
        again.save(force_insert=True)


def replace_fields(row: Decision, **changed: int) -> Decision:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return Decision(**values | changed)
