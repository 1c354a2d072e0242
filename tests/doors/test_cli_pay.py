"""`coverwell pay`: what staff type, and what they are told."""

import csv
import io
import json

import pytest
from click.testing import CliRunner
from django.utils import timezone

from coverwell.doors.cli import pay
from coverwell.records.payments.models import SentFile
from coverwell.services.acting import ENGINE, acting
from tests.doors.payment_papers import corrected, returned
from tests.services import world
from tests.services.payments_world import OFFICE, decided, office, taken_back


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
    (owed,) = json.loads(coverwell_pay("owed-again", "--by", "ola", "--json"))
    assert (owed["trace_number"], owed["paid_again"]) == (row["trace_number"], "")
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


BY = ("--by", "ola")


def test_a_person_at_the_desk_sees_a_payment_and_why_it_is_so(family):
    with acting(ENGINE):
        first = decided(family)
    coverwell_pay("run", *DAY, *BY)
    (paid,) = json.loads(coverwell_pay("list", *BY, "--json"))
    shown = coverwell_pay("show", paid["trace_number"], *BY)
    assert "85.00" in shown
    assert "= paid 85.00" in shown
    assert "no payment" in coverwell_pay("show", "000000000000", *BY, code=1)
    with acting(ENGINE):
        taken_back(first), decided(family, 1000)
    number = json.loads(coverwell_pay("show", paid["trace_number"], *BY, "--json"))[0]
    claim = number["settled"][0]["claim"]
    open_ = coverwell_pay("open", OFFICE, "--as-of", "2026-10-14", *BY)
    assert "owed after 75.00 = paid 0.00 by none" in open_
    assert "asked back by letter" in coverwell_pay("recover", claim, *BY)
    assert "WO" in coverwell_pay("open", OFFICE, "--as-of", "2026-10-14", *BY)
    assert "is in payment" not in coverwell_pay("recover", claim, *BY)
    assert "'12' is no payee" in coverwell_pay("open", "12", *BY, code=1)
    assert "Nobody" in coverwell_pay("open", "999999999", *BY, code=1)


def test_the_register_goes_to_a_spreadsheet_and_files_can_be_had_again(family, tmp_path):
    with acting(ENGINE):
        decided(family)
    coverwell_pay("run", *DAY, *BY)
    (made,) = json.loads(coverwell_pay("runs", *BY, "--json"))
    assert (made["payments"], made["paid"], made["asked_by"]) == (1, 8500, "ola")
    (row,) = csv.DictReader(io.StringIO(coverwell_pay("list", *BY, "--csv")))
    assert (row["payee"], row["amount"], row["claims"]) == (OFFICE, "85.00", "85.00")
    files = json.loads(coverwell_pay("files", "--run", str(made["id"]), *BY, "--json"))
    assert sorted(file["channel"] for file in files) == ["835", "bank"]
    for file in files:
        target = tmp_path / file["name"]
        coverwell_pay("file", str(file["id"]), "--to", str(target), *BY)
        assert row["trace number"].encode() in target.read_bytes()
    assert "no file 999" in coverwell_pay("file", "999", *BY, code=1)


def test_what_payees_send_and_owe_is_entered_at_the_desk(family):
    said = coverwell_pay("refund", OFFICE, "$1,250.00", "CHK 9", "--on", "2026-10-01", *BY)
    assert "1,250.00" in said
    assert "before" in coverwell_pay("refund", OFFICE, "1250", "CHK 9", *BY)
    assert "no amount" in coverwell_pay("refund", OFFICE, "1.005", "CHK 9", *BY, code=2)
    assert "taken" in coverwell_pay("levy", OFFICE, "20", "LV 1", "--on", "2026-10-01", *BY)
    adjusted = ("adjust", OFFICE, "-20", "INC 7", "--note", "bonus", "--on", "2026-10-01")
    assert "Entered" in coverwell_pay(*adjusted, *BY)
    withheld = ("withhold", OFFICE, "--reason", "B notice", "--on", "2026-10-01")
    assert "withheld" in coverwell_pay(*withheld, *BY)
    open_ = coverwell_pay("open", OFFICE, "--as-of", "2026-10-07", *BY)
    for word in ("1,250.00", "INC 7", "tax is withheld", "B2 CHK 9", "LE LV 1"):
        assert word in open_
    asked = json.loads(coverwell_pay("run", *DAY, *BY, "--json"))
    assert [row["code"] for row in asked["payments"][0]["beside"]] == ["CS", "B2", "LE"]
    assert asked["run"] is None


def test_an_account_is_enrolled_without_being_shown(family):
    told = ("enrol", OFFICE, "--routing", "990000013", "--account", "73519028846")
    assert "ending in 8846" in coverwell_pay(*told, *BY)
    listed = coverwell_pay("accounts", OFFICE, *BY)
    assert "8846" in listed
    assert "73519028846" not in listed
    wrong = ("enrol", OFFICE, "--routing", "990000017", "--account", "73519028846")
    assert "check digit" in coverwell_pay(*wrong, *BY, code=1)


def test_cheques_are_cashed_and_voided_by_the_bank_s_list(tmp_path):
    with acting(ENGINE):
        office(eft=False)
        family = world.family()
        decided(family)
    coverwell_pay("run", *DAY, *BY)
    (out,) = json.loads(coverwell_pay("cheques", *BY, "--json"))
    came = tmp_path / "paid.csv"
    came.write_text("cheque number,amount,date\nx,1,2026-10-12\n")
    assert "refused" in coverwell_pay("cashed", str(came), *BY)
    came.write_text(f"cheque number,amount,date\n{out['trace_number']},85.00,2026-10-12\n")
    assert "cashed" in coverwell_pay("cashed", str(came), *BY)
    assert "known" in coverwell_pay("cashed", str(came), *BY)
    assert "cashed already" in coverwell_pay("void", out["trace_number"], "lost", *BY, code=1)
    came.write_text("cheque number,amount\n1,1\n")
    assert "line 2" in coverwell_pay("cashed", str(came), *BY, code=1)
    with acting(ENGINE):
        decided(family, 900)
    coverwell_pay("run", *DAY, *BY)
    (out,) = json.loads(coverwell_pay("cheques", *BY, "--json"))
    assert "pays it again" in coverwell_pay("void", out["trace_number"], "lost", *BY)
    assert "void already" in coverwell_pay("void", out["trace_number"], "lost", *BY)
    assert "checks agree" in coverwell_pay("verify", *BY)


def test_what_the_bank_corrects_is_followed(family, tmp_path):
    with acting(ENGINE):
        decided(family)
    coverwell_pay("run", *DAY, *BY)
    (row,) = json.loads(coverwell_pay("list", *BY, "--json"))
    came = tmp_path / "noc.txt"
    came.write_bytes(corrected(row["trace_number"], "C01", "5550001112"))
    assert "corrected" in coverwell_pay("returns", str(came), *BY)
    assert "1112" in coverwell_pay("accounts", OFFICE, *BY)
    came.write_bytes(corrected(row["trace_number"], "C13", ""))
    (row,) = json.loads(coverwell_pay("returns", str(came), *BY, "--json"))
    assert row["became"] == "refused"
    assert "a person" in row["payment"]


def test_pay_dates_are_published_for_a_year():
    days = json.loads(coverwell_pay("calendar", "2026", "--json"))
    assert len(days) == 52
    by_day = {day["made_on"]: day["effective_on"] for day in days}
    assert by_day["2026-11-25"] == "2026-11-27"
    # Veterans Day is a Wednesday: the run moves to Thursday.
    assert by_day["2026-11-12"] == "2026-11-13"
    assert "2026-11-11" not in by_day
    assert "no payment terms" in coverwell_pay("calendar", "2020", code=1)


def test_what_waits_for_a_second_person_is_listed(family):
    with acting(ENGINE):
        decided(family, 25_000_001)
    today = ("--as-of", f"{timezone.localdate()}")
    asked = json.loads(coverwell_pay("run", *today, *BY, "--json"))
    (row,) = json.loads(coverwell_pay("requests", *BY, "--json"))
    assert (row["id"], row["asked_by"]) == (asked["request"], "ola")
    assert "is paid and posted" in coverwell_pay("approve", str(row["id"]), "--by", "pam")
    assert json.loads(coverwell_pay("requests", *BY, "--json")) == []
