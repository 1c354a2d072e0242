"""Replaced, voided and released claims: what was used is given back, and the books still agree."""

from dataclasses import replace
from datetime import date

import pytest

from coverwell.records.claims.models import (
    AccumulatorBalance,
    Claim,
    Decision,
    DecisionLine,
    ToPay,
)
from coverwell.services.acting import ENGINE, Actor, DeniedError, acting
from coverwell.services.claims import load
from coverwell.services.claims import replay as replaying
from coverwell.services.claims.adjudicate import decide_batch
from coverwell.services.claims.claim_text import read_content
from coverwell.services.claims.release import NotWaitingError, release
from tests.claim_files import Sent
from tests.services import storm, world
from tests.services.sending import take


pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 11, 20)
SURGERY = (("29881", "2400"),)


@pytest.fixture(autouse=True)
def payer_with_one_family(settings, tmp_path):
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", people=3, plan="open_access")
        world.contract(world.group(), "OA001 Open Access", world.TERMS)


def number_of(account: str) -> str:
    with acting(ENGINE):
        return Claim.objects.get(patient_account=account).number


def decisions(account: str) -> list[tuple[str, str, int, int]]:
    with acting(ENGINE):
        claim = Claim.objects.get(patient_account=account)
        return list(
            Decision.objects.filter(family_id=claim.family_id, claim=claim.id)
            .order_by("decision_no")
            .values_list("kind", "outcome", "benefit_order", "plan_paid")
        )


def used() -> dict[tuple[int, str], int]:
    with acting(ENGINE):
        rows = AccumulatorBalance.objects.exclude(amount=0)
        return {(row.person, row.what): row.amount for row in rows}


def books_agree() -> None:
    assert storm.balances_that_differ() == []
    assert storm.replay_differences() == []


def test_a_claim_replaced_by_itself_changes_nothing():
    first, later = Sent("A1", lines=SURGERY), Sent("A2", lines=SURGERY, day=date(2026, 11, 5))
    take(first, later)
    assert decide_batch() == 2
    before, paid, second = used(), decisions("A1")[0][3], decisions("A2")
    assert take(replace(first, id="A1R", frequency="7", replaces=number_of("A1"))) == (1, 0)
    assert decide_batch() == 1
    assert used() == before
    assert decisions("A1")[1] == ("reversal", "reversed", 1, -paid)
    assert decisions("A1R") == [("replacement", "paid", 1, paid)]
    assert decisions("A2") == second
    books_agree()


def test_a_void_gives_back_what_the_claim_had_used():
    take(Sent("A1", lines=SURGERY))
    decide_batch()
    assert used()
    take(Sent("A1V", lines=SURGERY, frequency="8", replaces=number_of("A1")))
    assert decide_batch() == 1
    assert used() == {}
    assert decisions("A1V") == [("reversal", "reversed", 3, 0)]
    with acting(ENGINE):
        assert sum(ToPay.objects.values_list("amount", flat=True)) == 0
    books_agree()


def test_claim_and_replacement_may_wait_in_one_batch():
    take(Sent("A1", lines=SURGERY))
    take(Sent("A1R", lines=(("29881", "2000"),), frequency="7", replaces=number_of("A1")))
    assert decide_batch() == 2
    assert [kind for kind, *_ in decisions("A1")] == ["original", "reversal"]
    assert decisions("A1R")[0][2] == decisions("A1")[0][2]
    books_agree()


def test_only_the_newest_claim_can_be_corrected_and_only_by_its_own_office():
    take(Sent("A1"))
    number = number_of("A1")
    assert take(Sent("A2", frequency="7", replaces=number)) == (1, 0)
    assert take(Sent("A3", frequency="7", replaces=number)) == (0, 1)
    assert take(Sent("A4", frequency="7")) == (0, 1)
    with acting(ENGINE):
        world.group("987654321", npi="1999999984")
    other = Sent("A5", frequency="8", replaces=number, tax_id="987654321", npi="1999999984")
    assert take(other) == (0, 1)


def test_a_claim_that_waits_is_released_by_staff_and_then_decided(monkeypatch):
    take(Sent("A1", frequency="1"))
    with acting(ENGINE):
        claim = Claim.objects.get()
        text = claim.content.replace('"lines"', '"related_causes":["AA"],"lines"')
        other = read_content(text, claim.id, claim.family_id, claim.member_id, None)
    monkeypatch.setattr(load, "read_content", lambda *_: other)
    monkeypatch.setattr(replaying, "read_content", lambda *_: other)
    assert decide_batch() == 1
    assert decisions("A1")[0][1] == "pended"
    assert used() == {}
    with pytest.raises(DeniedError):
        release(claim.number, "Answered by telephone.", Actor("otto", "provider"))
    release(claim.number, "Answered by telephone.", Actor("sam", "staff"))
    assert [outcome for _, outcome, *_ in decisions("A1")] == ["pended", "paid"]
    with pytest.raises(NotWaitingError):
        release(claim.number, "Again.", Actor("sam", "staff"))
    books_agree()


def test_the_units_that_a_policy_left_are_kept_with_the_line_and_count_for_the_next():
    tests = Sent("A1", lines=(("95004", "500"),), units="100", diagnosis="J309")
    take(tests, replace(tests, id="A2", units="10", day=date(2026, 11, 5)))
    assert decide_batch() == 2

    with acting(ENGINE):
        rows = DecisionLine.objects.order_by("claim")
        kept = [(row.units, row.units_paid, row.status) for row in rows]
        first = rows[0].adjustments

    assert kept == [(100, 80, "paid"), (10, None, "denied")]
    assert "CO-151:10000" in first
    books_agree()
