"""What anybody may open: the start page, and whether the site is up."""

import pytest
from django.db import DatabaseError, connection

from coverwell.services import availability


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
