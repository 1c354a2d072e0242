"""What anybody may open: the start page, and whether the site is up."""

from datetime import datetime

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from coverwell.services import availability
from coverwell.services.rulebook.text import RulebookError


pytestmark = pytest.mark.django_db


def test_a_visitor_chooses_between_office_and_member(client):
    page = client.get("/").text
    assert 'href="/office/"' in page
    assert 'href="/member/"' in page


def test_availability_is_measured_when_the_page_is_asked_for(client):
    page = client.get("/availability/")
    assert page.status_code == 200
    assert "Pages and the database answer." in page.text
    assert "Database up since" in page.text


def test_availability_says_so_when_the_database_does_not_answer(client, monkeypatch):
    def refuse(*_):
        raise DatabaseError("gone")

    monkeypatch.setattr(availability.connection, "cursor", refuse)
    assert connection.cursor is refuse
    page = client.get("/availability/")
    assert page.status_code == 503
    assert "The database does not answer." in page.text


def test_the_first_link_of_a_page_skips_to_its_body(client):
    page = client.get("/").text
    assert page.index('href="#main"') == page.index("href=", page.index("<body"))
    assert 'id="main"' in page


def test_maintenance_is_announced_with_what_is_done_and_until_when(client, monkeypatch):
    def at(text: str):
        moment = timezone.make_aware(datetime.fromisoformat(text))
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return client.get("/availability/").text

    before = at("2026-12-01 09:00")
    assert "Plans of the new year are loaded." in before
    assert "Planned" in before
    assert "Going on" in at("2026-12-13 23:00")
    assert "Over" in at("2026-12-20 09:00")
    assert "New disks for the database." not in at("2027-02-20 09:00")


def test_a_window_that_ends_before_it_begins_is_refused(tmp_path):
    folder = tmp_path / "maintenance"
    folder.mkdir()
    head = "source: x\nsays: x\neffective: 2026-01-01\nchecked: 2026-01-01\nwindows:\n"
    row = '  - {begins: "2026-02-02 02:00", ends: "2026-02-02 01:00", english: a, spanish: b}\n'
    (folder / "2026-01-01.yaml").write_text(head + row)
    with pytest.raises(RulebookError, match="ends before it begins"):
        availability._windows(tmp_path)
