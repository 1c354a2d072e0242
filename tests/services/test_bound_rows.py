"""Rows of a claim are bound to it, and what they are bound to stays."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from coverwell.doors.edi_gateway.claims.receive import receive
from coverwell.records.claims.models import AccumulatorEntry, Claim, Decision, ToDecide
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.claims.adjudicate import decide_batch
from coverwell.services.database.owner import as_owner
from coverwell.services.files.keep import Arrival, keep
from tests.claim_files import Sent, file_837
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
MOVED = (
    "cw_claims_decisionline",
    "cw_claims_accumulatorentry",
    "cw_claims_topay",
    "cw_claims_claimnumber",
)
TABLES = ("claim", "claimnumber", "decision", "decisionline", "accumulatorentry", "topay")


@pytest.fixture
def claim(settings, tmp_path) -> Claim:
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", people=2, plan="open_access")
        world.partner()
        world.contract(world.group(), "OA001 Open Access", world.TERMS)
    receive(keep([file_837([Sent("A1")])], Arrival("a.837", "cli"), Actor("sam", "staff")).id)
    assert decide_batch() == 1
    with acting(ENGINE):
        return Claim.objects.get()


def past_every_wall(statement: str) -> None:
    """As the owner of the tables; nothing of it stays where it is refused."""
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE cw_claims_{table} NO FORCE ROW LEVEL SECURITY")
        cursor.execute(statement)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE cw_claims_{table} FORCE ROW LEVEL SECURITY")


def entry_of(claim: Claim, decision: int) -> None:
    with acting(ENGINE):
        AccumulatorEntry.objects.create(
            family_id=claim.family_id, claim=claim.id, decision_no=decision, entry=70, line=1,
            person=1, what="deductible", side="network", period=date(2026, 1, 1), amount=1,
        )  # fmt: skip


def test_what_is_written_about_a_decision_needs_that_decision(claim):
    entry_of(claim, decision=1)
    with pytest.raises(IntegrityError, match="no parent"):
        entry_of(claim, decision=9)


@pytest.mark.parametrize("table", MOVED)
def test_no_row_can_be_moved_to_another_claim(claim, table):
    with pytest.raises(IntegrityError, match="stay where they are"):
        past_every_wall(f"UPDATE {table} SET claim = claim + 1")  # noqa: S608


def test_nothing_waits_that_was_not_accepted(claim):
    with pytest.raises(IntegrityError, match="no parent"), acting(ENGINE):
        ToDecide.objects.create(family_id=claim.family_id, claim=claim.id + 1)


@pytest.mark.parametrize("table", ["claim", "decision"])
@pytest.mark.parametrize(
    "act", ["DELETE FROM cw_claims_{}", "UPDATE cw_claims_{} SET family_id = family_id + 1"]
)
def test_a_claim_and_its_decisions_stay_even_for_the_owner_of_the_tables(claim, table, act):
    with pytest.raises(IntegrityError, match="stay where they are"):
        past_every_wall(act.format(table))
    with acting(ENGINE):
        assert Claim.objects.count() == Decision.objects.count() == 1
