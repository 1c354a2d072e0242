"""`coverwell pay`: what staff type, and what they are told."""

import json

import pytest
from click.testing import CliRunner

from coverwell.doors.cli import pay
from coverwell.records.payments.models import SentFile
from coverwell.services.acting import ENGINE, acting
from tests.doors.payment_papers import returned
from tests.services import world
from tests.services.payments_world import OFFICE, decided, office


pytestmark = pytest.mark.django_db(transaction=True)
DAY = ("--as-of", "2026-10-07")


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path, monkeypatch):
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    settings.BANK_FOLDER = tmp_path / "bank"
    # The database of the tests is there; a command would look for that of an installation.
    monkeypatch.setattr("coverwell.doors.cli.database.ready", lambda: None)


@pytest.fixture
def family():
    with acting(ENGINE):
        office()
        return world.family()


def coverwell_pay(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(pay.command, list(words))
    assert result.exit_code == code, result.output
    return result.output


def test_a_run_writes_its_files_and_lists_them(family):
    with acting(ENGINE):
        decided(family), decided(family, 1250)
    shown = json.loads(coverwell_pay("preview", *DAY, "--by", "ola", "--json"))
    assert (shown["total"], shown["payments"][0]["payee"]) == (9750, OFFICE)
    assert "97.50" in coverwell_pay("run", *DAY, "--by", "ola")
    with acting(ENGINE):
        assert sorted(SentFile.objects.values_list("channel", flat=True)) == ["835", "bank"]
    (row,) = json.loads(coverwell_pay("list", "--by", "ola", "--json"))
    assert row["file"] == f"835-{row['trace_number']}.x12"
    assert f"TRN*1*{row['trace_number']}*" in coverwell_pay(
        "advice", row["trace_number"], "--by", "ola"
    )
    assert "Nothing waits" in coverwell_pay("run", *DAY, "--by", "ola")
    assert "checks agree" in coverwell_pay("verify", "--by", "ola")


def test_a_bank_file_is_sent_and_answered_by_hand(family):
    with acting(ENGINE):
        decided(family)
    coverwell_pay("run", *DAY, "--by", "ola")
    (file,) = json.loads(coverwell_pay("files", "--by", "ola", "--json"))
    assert "handed over" in coverwell_pay("send", str(file["id"]), "--by", "ola")
    assert "never sent again" in coverwell_pay("send", str(file["id"]), "--by", "ola", code=1)
    assert "is confirmed" in coverwell_pay("answer", file["name"], "confirmed", "--by", "ola")
    assert "confirmed" in coverwell_pay("files", "--by", "ola")


def test_returns_and_year_totals_are_at_hand(family, tmp_path):
    with acting(ENGINE):
        decided(family)
    coverwell_pay("run", *DAY, "--by", "ola")
    assert "85.00" in coverwell_pay("totals", "2026", "--by", "ola")
    (row,) = json.loads(coverwell_pay("list", "--by", "ola", "--json"))
    came = tmp_path / "returns.txt"
    came.write_bytes(returned(row["trace_number"], 8500))
    assert "posted" in coverwell_pay("returns", str(came), "--by", "ola")
    assert "known" in coverwell_pay("returns", str(came), "--by", "ola")
    assert json.loads(coverwell_pay("totals", "2026", "--by", "ola", "--json")) == []
    came.write_text("nothing")
    assert "Record 1 has 7" in coverwell_pay("returns", str(came), "--by", "ola", code=1)


def test_a_large_run_says_how_it_is_approved(family):
    with acting(ENGINE):
        decided(family, 25_000_001)
    said = json.loads(coverwell_pay("run", *DAY, "--by", "ola", "--json"))
    assert (said["run"], said["needs_second_person"]) == (None, True)
    refused = coverwell_pay("approve", str(said["request"]), "--by", "ola", code=1)
    assert "second person" in refused


def test_a_day_that_is_none_is_explained():
    assert "2026-02-30" in coverwell_pay("preview", "--as-of", "2026-02-30", "--by", "x", code=2)
