"""Workers are killed at random: every claim is decided exactly once, to the cent (P1, P2)."""

import os

import pytest

from tests.services import storm


pytestmark = pytest.mark.django_db(transaction=True)
CLAIMS = int(os.environ.get("COVERWELL_STORM_CLAIMS", "1000"))
KILLS = int(os.environ.get("COVERWELL_STORM_KILLS", "10"))


@pytest.fixture
def waiting(settings, tmp_path):
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    return storm.accepted(CLAIMS, families=max(CLAIMS // 10, 1))


def test_after_a_storm_every_claim_is_decided_once_and_a_replay_agrees(waiting):
    killed = storm.decide_under_fire(workers=2, kills=KILLS)
    assert killed == KILLS
    assert storm.counts() == {
        "claims": CLAIMS,
        "decided": CLAIMS,
        "decisions": CLAIMS,
        "to_pay": CLAIMS,
        "to_decide": 0,
        "lines": 4 * CLAIMS,
    }
    assert storm.balances_that_differ() == []
    assert storm.replay_differences() == []


def test_a_replay_names_what_was_changed_behind_its_back(waiting):
    storm.decide_under_fire(workers=1, kills=0)
    storm.spoil_one_decision_and_one_balance()
    assert len(storm.replay_differences()) == 1
    assert len(storm.balances_that_differ()) == 1
