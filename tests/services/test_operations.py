"""Time served is what was noted, gaps are counted, answers are held against the clock."""

import asyncio
import os
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone

from coverwell.doors.cli.main import main
from coverwell.records.files.models import KeptFile
from coverwell.records.partners.models import ExchangeLog, ServedSpan
from coverwell.services.acting import ENGINE, Actor, DeniedError, acting
from coverwell.services.availability import Window
from coverwell.services.files import archive
from coverwell.services.operations import uptime, week
from coverwell.services.operations.days import batch_due, business_day_before, is_business_day
from coverwell.services.operations.retention import Cleared, clear_away
from coverwell.services.operations.uptime import Span, beat, beat_any, beating, gaps, merged
from coverwell.services.operations.week import week_of
from coverwell.services.rulebook.operating_rules import examples, operating_rules
from coverwell.services.rulebook.sheets import rulebook_folder
from coverwell.services.rulebook.text import RulebookError
from tests.loops import run
from tests.services import world


STAFF = Actor("ines", "staff")
START = datetime(2026, 11, 15, 5, tzinfo=UTC)  # Sunday, midnight in New York
HOUR = timedelta(hours=1)


def at(hours: float) -> datetime:
    return START + hours * HOUR


def noted(door: str, *spans: tuple[float, float]) -> None:
    with acting(ENGINE):
        for first, last in spans:
            ServedSpan.objects.create(door=door, first_at=at(first), last_at=at(last))


def door(name: str, now: datetime):
    return next(one for one in week_of(date(2026, 11, 17), now, STAFF).doors if one.door == name)


def test_spans_of_several_processes_are_joined_and_what_lies_between_is_a_gap():
    spans = [Span(at(0), at(2)), Span(at(1), at(3)), Span(at(5), at(6))]
    assert merged(spans) == [Span(at(0), at(3)), Span(at(5), at(6))]
    found = gaps(merged(spans), at(0), at(8))
    assert found == [Span(at(3), at(5)), Span(at(6), at(8))]
    assert gaps([], at(0), at(1)) == [Span(at(0), at(1))]


@pytest.mark.django_db(transaction=True)
def test_beats_extend_a_span_until_one_is_missing():
    one = beat("sftp", 0, at(0))
    assert beat("sftp", one, at(0) + timedelta(seconds=30)) == one
    late = beat("sftp", one, at(0) + timedelta(seconds=30 + 76))
    assert late != one
    with acting(ENGINE):
        rows = ServedSpan.objects.order_by("pk").values_list("first_at", "last_at")
        assert [round((last - first).total_seconds()) for first, last in rows] == [30, 0]
    assert beat_any("worker", at(1)) == beat_any("worker", at(1) + timedelta(minutes=1))
    assert beat_any("worker", at(2)) != one


@pytest.mark.django_db(transaction=True)
def test_a_server_beats_while_it_runs_and_once_more_when_it_ends(monkeypatch):
    monkeypatch.setattr(uptime, "BEAT", 0.01)
    beats = []
    monkeypatch.setattr(uptime, "beat", lambda door, span, _now: beats.append(door) or span + 1)

    async def serve() -> None:
        async with beating("https"):
            while len(beats) < 3:
                await asyncio.sleep(0.01)

    run(serve())
    assert len(beats) >= 4
    assert set(beats) == {"https"}


@pytest.mark.django_db(transaction=True)
def test_a_server_that_cannot_note_its_beat_goes_on_and_has_a_gap(monkeypatch, caplog):
    def broken(*_: object) -> int:
        raise OSError("no database")

    monkeypatch.setattr(uptime, "beat", broken)

    async def serve() -> str:
        async with beating("sftp"):
            return "served"

    assert run(serve()) == "served"
    assert "could not note that it serves: OSError" in caplog.text
    with acting(ENGINE):
        assert not ServedSpan.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_week_counts_only_what_was_noted(monkeypatch):
    window = Window(at(30), at(32), "disks", "discos")
    monkeypatch.setattr(week, "maintenance_between", lambda *_: (window,))
    noted("sftp", (0, 24), (31, 168))
    found = door("sftp", at(200))
    assert (found.measured, found.up) == (168 * 3600, (24 + 137) * 3600)
    assert str(found.share) == "95.83"
    (gap,) = found.gaps
    assert (gap.span, gap.announced) == (Span(at(24), at(31)), 3600)
    assert found.days == (10_000, 7083, *[10_000] * 5)
    # A door that never noted anything is not said to have served.
    assert door("https", at(200)).share is None


@pytest.mark.django_db(transaction=True)
def test_a_running_week_is_measured_from_the_first_beat_to_the_last():
    noted("sftp", (48, 60))
    found = door("sftp", at(60) + timedelta(seconds=20))
    assert (found.measured, found.up, found.gaps) == (12 * 3600, 12 * 3600, ())
    assert found.days == (None, None, 10_000, None, None, None, None)
    # A beat that is overdue is a gap up to now.
    assert door("sftp", at(61)).up == 12 * 3600
    assert door("sftp", at(61)).measured == 13 * 3600


@pytest.mark.parametrize(("rules", "came", "due"), examples())
def test_a_batch_is_due_as_the_examples_say(rules, came, due):
    local = timezone.localtime(came)
    assert batch_due(local.date(), rules, late=local.time() > rules.received_by) == due


def test_the_operating_rules_are_said_in_both_languages():
    rules = operating_rules(date(2026, 11, 28))
    assert (rules.mandated, rules.aim, rules.real_time_seconds, rules.missing_after) == (
        86, 90, 20, 4,
    )  # fmt: skip
    assert len(rules.steps("en")) == len(rules.steps("es")) >= 4
    assert not set(rules.steps("en")) & set(rules.steps("es"))
    assert not is_business_day(date(2026, 11, 26))
    assert business_day_before(date(2026, 11, 30), 2) == date(2026, 11, 25)


@pytest.mark.django_db(transaction=True)
def test_answers_are_held_against_the_clock_of_the_rule():
    with acting(ENGINE):
        partner = world.partner()
        for milliseconds, answered in (
            (800, "271"),
            (19_999, "271"),
            (20_001, "271"),
            (5, "failed"),
        ):
            ExchangeLog.objects.create(
                partner=partner, channel="t", mode="RealTime", payload_type="x", payload_id="y",
                came_at=at(60), milliseconds=milliseconds, answered=answered,
            )  # fmt: skip
        # Tuesday 20:00 is due on Wednesday at seven; two answers, one of them too late.
        for name, hours in (("early", 66), ("late", 90)):
            came = KeptFile.objects.create(
                sha256=name, size=1, name=name, kind="270", direction="in", channel="sftp",
                partner=partner, kept_by="x", kept_at=at(48 + 20),
            )  # fmt: skip
            for kind, when in (("999", 48 + 20.5), ("271", 48 + 20 + hours - 60)):
                KeptFile.objects.create(
                    sha256=name, size=1, name=kind, kind=kind, direction="out", channel="sftp",
                    partner=partner, answers=came, kept_by="x", kept_at=at(when),
                )  # fmt: skip
    found = week_of(date(2026, 11, 15), at(200), STAFF)
    asked = found.real_time
    assert (asked.asked, asked.within, asked.failed, asked.slowest) == (4, 2, 1, 20_001)
    (batch,) = found.batches
    assert (batch.kind, batch.came, batch.acknowledged_in_time) == ("270", 2, 2)
    assert (batch.answered, batch.in_time) == (2, 1)
    with pytest.raises(DeniedError):
        week_of(date(2026, 11, 15), at(200), Actor("biller", "provider"))


@pytest.mark.django_db(transaction=True)
def test_only_what_nobody_must_keep_is_cleared_away(settings, tmp_path):
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    now = timezone.now()
    years = timedelta(days=365)
    with acting(ENGINE):
        partner = world.partner()
        for age in (9, 11):
            ExchangeLog.objects.create(
                partner=partner, channel="t", mode="RealTime", payload_type="x", payload_id="y",
                came_at=now - age * years, milliseconds=1, answered="271",
            )  # fmt: skip
        KeptFile.objects.create(
            sha256="x", size=1, name="x", kind="837", direction="in", channel="sftp",
            partner=partner, kept_by="x", kept_at=now - 20 * years,
        )  # fmt: skip
    noted("sftp", (0, 1))
    with acting(ENGINE):
        ServedSpan.objects.create(
            door="sftp", first_at=now - 7 * years, last_at=now - 7 * years + HOUR
        )
    archive.store([b"whole"])
    left, fresh = (tmp_path / "files" / f"arriving-{name}" for name in ("old", "new"))
    for one in (left, fresh):
        one.write_bytes(b"half")
    os.utime(left, (0, 0))
    assert clear_away(now) == Cleared(1, 1, 1)
    assert clear_away(now) == Cleared(0, 0, 0)
    assert fresh.exists()
    with acting(ENGINE):
        assert (ExchangeLog.objects.count(), KeptFile.objects.count()) == (1, 1)


def test_less_than_the_law_asks_for_is_refused(monkeypatch, tmp_path):
    text = (rulebook_folder() / "operating_rules/2026-01-01.yaml").read_text()
    (tmp_path / "operating_rules").mkdir()
    short = text.replace('exchange log days: "3650"', 'exchange log days: "400"')
    assert short != text
    (tmp_path / "operating_rules/2026-01-01.yaml").write_text(short)
    monkeypatch.setenv("COVERWELL_RULEBOOK", str(tmp_path))
    with pytest.raises(RulebookError, match="the law asks for six years"):
        operating_rules(date(2026, 11, 28))


@pytest.mark.django_db(transaction=True)
def test_the_command_line_prints_a_week():
    noted("sftp", (0, 168))
    said = CliRunner().invoke(main, ["gateway", "report", "--week", "2026-11-17"]).output
    assert "Week from 2026-11-15 to 2026-11-22" in said
    assert "100.00 %" in said
    assert "not measured" in said
    wrong = CliRunner().invoke(main, ["gateway", "report", "--week", "yesterday"])
    assert "write a day (2026-11-25) or 2026-W48" in wrong.output
    json = CliRunner().invoke(main, ["gateway", "report", "--week", "2026-W47", "--json"]).output
    assert '"measured": 604800' in json
