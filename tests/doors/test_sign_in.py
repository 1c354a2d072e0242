"""Who gets in, where they land, and when they are shown the door."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.utils import timezone

from coverwell.services.access.accounts import (
    end_rights,
    grant_person,
    grant_practice,
    open_account,
)


pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "open the office 7"


@pytest.fixture
def office(client: Client) -> Client:
    user = open_account("front.desk", PASSWORD)
    grant_practice(user, "123456789")
    client.post("/sign-in/login/", {"login": "front.desk", "password": PASSWORD})
    return client


@pytest.fixture
def member(client: Client) -> Client:
    user = open_account("ana", PASSWORD)
    grant_person(user, 1, 1)
    client.post("/sign-in/login/", {"login": "ana", "password": PASSWORD})
    return client


def test_a_visitor_is_asked_to_sign_in_and_returns_to_the_deep_link(client):
    asked = client.get("/office/?page=2")
    open_account("front.desk", PASSWORD)
    landed = client.post(asked.url, {"login": "front.desk", "password": PASSWORD})
    assert asked.status_code == 302
    assert landed.url == "/office/?page=2"


def test_the_site_speaks_the_language_of_the_account_until_the_switch_says_otherwise(client):
    user = open_account("miembro", PASSWORD, "es")
    grant_person(user, 1, 1)
    client.post("/sign-in/login/", {"login": "miembro", "password": PASSWORD})
    assert '<html lang="es"' in client.get("/member/").text
    client.post("/language/setlang/", {"language": "en", "next": "/member/"})
    assert '<html lang="en"' in client.get("/member/").text


def test_a_deep_link_to_another_site_is_not_followed(client):
    open_account("front.desk", PASSWORD)
    entrance = "/sign-in/login/?next=https://elsewhere.example/"
    landed = client.post(entrance, {"login": "front.desk", "password": PASSWORD})
    assert landed.url == "/account/start/"


def test_a_wrong_password_is_told_in_the_error_summary(client):
    answer = client.post("/sign-in/login/", {"login": "nobody", "password": "wrong"})
    assert "govuk-error-summary" in answer.text


def test_five_wrong_passwords_lock_the_name_out(client):
    open_account("front.desk", PASSWORD)
    for _ in range(5):
        client.post("/sign-in/login/", {"login": "front.desk", "password": "wrong"})
    locked = client.post("/sign-in/login/", {"login": "front.desk", "password": PASSWORD})
    assert locked.status_code == 429


def test_an_office_user_does_not_get_into_the_member_site(office):
    assert office.get("/office/").status_code == 200
    assert office.get("/member/").status_code == 403


def test_a_member_does_not_get_into_the_office(member):
    assert member.get("/member/").status_code == 200
    assert member.get("/office/").status_code == 403


def test_a_right_that_ends_is_gone_with_the_next_request(office):
    user = open_account("front.desk", PASSWORD)
    assert end_rights(user) == 1
    assert office.get("/office/").status_code == 403


def test_an_office_is_alive_after_14_59_and_signed_out_after_15_01(office, monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=14, seconds=59))
    assert office.get("/office/").status_code == 200
    later = now + timedelta(minutes=30, seconds=0.5)
    monkeypatch.setattr(timezone, "now", lambda: later)
    gone = office.get("/office/?page=3")
    assert gone.url == "/sign-in/login/?next=%2Foffice%2F%3Fpage%3D3&idle=1"


def test_a_page_that_refreshes_by_itself_does_not_keep_a_session_alive(office, monkeypatch):
    now = timezone.now()
    office.get("/office/")
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=10))
    office.get("/office/", headers={"X-Refresh": "1"})
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=16))
    assert office.get("/office/").status_code == 302


def test_a_member_is_not_signed_out_by_the_office_clock(member, monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=16))
    assert member.get("/member/").status_code == 200


def test_a_person_with_two_practices_chooses_one(office):
    grant_practice(open_account("front.desk", PASSWORD), "987654321")
    assert office.get("/account/start/").url == "/account/practice/"
    page = office.get("/account/practice/")
    assert "(6789)" in page.text
    assert "(4321)" in page.text
    assert "123456789" not in page.text.replace('value="123456789"', "")
    chosen = office.post("/account/practice/", {"practice": "987654321"})
    assert chosen.url == "/office/"


def test_a_practice_of_somebody_else_cannot_be_chosen(office):
    assert office.post("/account/practice/", {"practice": "555555555"}).status_code == 422


def test_nobody_opens_an_account_by_themselves(client):
    words = {"username": "new", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/sign-in/signup/", words)
    answer = client.post("/sign-in/login/", {"login": "new", "password": PASSWORD})
    assert "govuk-error-summary" in answer.text


def test_the_language_switch_stays_on_the_page(client):
    switched = client.post("/language/setlang/", {"language": "es", "next": "/availability/"})
    page = client.get(switched.url)
    assert switched.url == "/availability/"
    assert '<html lang="es"' in page.text
    assert "Disponibilidad del sitio" in page.text


def test_pages_run_no_inline_script_or_style(client):
    page = client.get("/")
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert " style=" not in page.text
    assert "<style" not in page.text
    assert page.text.count("<script") == page.text.count('<script type="module" src="')


@pytest.mark.parametrize(
    "where",
    ["", "start/", "practice/", "second-step", "totp", "sessions", "password"],
)
def test_every_page_of_the_account_opens(office, where):
    addresses = {
        "second-step": "/sign-in/second-step/",
        "totp": "/sign-in/second-step/totp/activate/",
        "sessions": "/sign-in/sessions/",
        "password": "/sign-in/password/change/",
    }
    answer = office.get(addresses.get(where, f"/account/{where}"), follow=True)
    assert answer.status_code == 200
    assert '<main class="govuk-main-wrapper" id="main"' in answer.text


def test_a_second_step_is_set_up_and_then_asked_for(office):
    secret_page = office.get("/sign-in/second-step/totp/activate/", follow=True)
    if "password" in secret_page.text and "totp" not in secret_page.request["PATH_INFO"]:
        asked = {"password": PASSWORD, "next": "/sign-in/second-step/totp/activate/"}
        secret_page = office.post("/sign-in/reauthenticate/", asked, follow=True)
    secret = re.search(r'id="authenticator_secret"[^>]*value="(\w+)"', secret_page.text)[1]
    code = f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06d}"
    office.post("/sign-in/second-step/totp/activate/", {"code": code})
    office.post("/sign-in/logout/")
    half = office.post("/sign-in/login/", {"login": "front.desk", "password": PASSWORD})
    assert half.url.startswith("/sign-in/second-step/authenticate/")
    assert office.get("/office/").status_code == 302
    wrong = office.post(half.url, {"code": "000000"})
    assert "govuk-error-message" in wrong.text


def test_a_busy_session_ends_with_the_working_day(office, monkeypatch):
    now = timezone.now()
    for minutes in range(0, 12 * 60 + 1, 10):
        monkeypatch.setattr(timezone, "now", lambda at=minutes: now + timedelta(minutes=at))
        assert office.get("/office/").status_code == 200
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=12, minutes=5))
    assert office.get("/office/").status_code == 302
