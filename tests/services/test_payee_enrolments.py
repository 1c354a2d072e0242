"""Offices enrol for transfers and remittances; a changed account waits and can be stopped."""

from dataclasses import replace
from datetime import date

import pytest
from django.core import mail
from django.db import IntegrityError, connection

from coverwell.records.payees.models import StatedAccount
from coverwell.records.payments.models import BankAccount
from coverwell.services.acting import ENGINE, Actor, DeniedError, acting
from coverwell.services.partners.receivers import receiver_on
from coverwell.services.payees.enrol import ENTITLEMENT, may_manage, proof_kind, submit, withdraw
from coverwell.services.payees.notices import tell_old_contact
from coverwell.services.payees.read import enrolment, enrolments_of, stated_account
from coverwell.services.payees.review import (
    approve,
    others_with_the_account,
    proof_of,
    send_back,
)
from coverwell.services.payees.standing import standings
from coverwell.services.payees.used_accounts import reseal_stated
from coverwell.services.payees.values import (
    Application,
    EnrolmentRefusedError,
    Proof,
    number_of,
)
from coverwell.services.payments.accounts import AccountDetails, keys_in_use
from coverwell.services.payments.payees import load_payees
from coverwell.services.payments.values import Payee
from tests.services import world
from tests.services.payments_world import transfers_to
from tests.services.test_bank_accounts import KEYS, whole_database


pytestmark = pytest.mark.django_db(transaction=True)
OFFICE, OTHER = "231234567", "237654321"
TODAY = date(2026, 11, 24)
STAFF = Actor("ines", "staff")
BILLER = Actor(
    "biller",
    "provider",
    tax_ids=frozenset({OFFICE}),
    entitlements=frozenset({(ENTITLEMENT, OFFICE)}),
)
DESK = replace(BILLER, user="desk", entitlements=frozenset())
NUMBER = "84610275539"
SAID = {
    "provider_name": "Harbor Clinic",
    "contact_email": "books@harbor.example",
    "signed_name": "Sol Diaz",
    "signed_title": "Owner",
}
NEW_ACCOUNT = Application(
    "eft",
    "new",
    OFFICE,
    TODAY,
    SAID,
    AccountDetails("990000013", NUMBER),
    Proof("image/png", b"\x89PNG"),
)
CHANGED = replace(NEW_ACCOUNT, reason="change", proof=None)


@pytest.fixture(autouse=True)
def offices():
    with acting(ENGINE):
        world.group(OFFICE)
        world.group(OTHER, npi="1999999984")


def account_on(day: date) -> tuple[str, str]:
    """The ending of the account that a payment of a day would go to, or why there is none."""
    with acting(ENGINE):
        facts = load_payees([Payee(OFFICE)], day)[Payee(OFFICE)]
        row = BankAccount.objects.filter(pk=facts.account or 0).first()
    return (row.ending if row else "", facts.trouble)


def with_account() -> None:
    with acting(ENGINE):
        transfers_to(Payee(OFFICE))


def test_a_new_account_is_used_once_a_person_approved_it():
    number = submit(NEW_ACCOUNT, TODAY, BILLER)
    assert account_on(TODAY) == ("", "no_bank_account")
    done = approve(number, TODAY, STAFF)
    assert (done.state, done.first_on) == ("active", TODAY)
    assert account_on(TODAY)[0] == "5539"
    assert [one.state for one in enrolments_of(BILLER)] == ["active"]


def test_a_changed_account_waits_for_banking_days_before_money_goes_there():
    with_account()
    number = submit(CHANGED, TODAY, BILLER)
    # Five banking days from Tuesday on: Thanksgiving and the weekend do not count.
    assert approve(number, TODAY, STAFF).first_on == date(2026, 12, 2)
    assert account_on(date(2026, 12, 1))[0] == "1229"
    assert account_on(date(2026, 12, 2))[0] == "5539"


def test_the_office_stops_a_change_that_was_approved_and_has_not_begun():
    with_account()
    number = submit(CHANGED, TODAY, BILLER)
    approve(number, TODAY, STAFF)
    stopped = withdraw(number, "not ours", TODAY, BILLER)
    assert stopped is not None
    assert stopped.state == "withdrawn"
    assert account_on(date(2026, 12, 31))[0] == "1229"
    (standing,) = standings(BILLER, TODAY)
    assert standing.now is not None
    assert standing.now.ending == "1229"


def test_what_holds_already_is_not_stopped_but_changed():
    number = submit(NEW_ACCOUNT, TODAY, BILLER)
    approve(number, TODAY, STAFF)
    with pytest.raises(EnrolmentRefusedError, match="cannot_be_stopped"):
        withdraw(number, "", TODAY, BILLER)


def test_the_contact_of_the_enrolment_before_is_told_once_of_a_change_and_no_number_is_in_it():
    approve(submit(NEW_ACCOUNT, TODAY, BILLER), TODAY, STAFF)
    other = {**SAID, "contact_email": "thief@elsewhere.example"}
    number = submit(replace(CHANGED, said=other), TODAY, BILLER)
    assert tell_old_contact(number_of(number))
    assert not tell_old_contact(number_of(number))
    (letter,) = mail.outbox
    assert letter.to == ["books@harbor.example"]
    assert number in letter.body
    assert NUMBER not in letter.body
    assert OFFICE not in letter.body
    found = enrolment(number, BILLER)
    assert found is not None
    assert [one.state for one in found.steps] == ["submitted", "told"]


def test_the_job_that_tells_is_queued_with_the_change_and_names_nobody():
    with_account()
    number = submit(CHANGED, TODAY, BILLER)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args::text FROM procrastinate_jobs WHERE task_name LIKE '%tell_old%'"
            " ORDER BY id DESC LIMIT 1"
        )
        assert cursor.fetchall() == [(f'{{"enrolment": {number_of(number)}}}',)]


def test_a_cancelled_account_ends_on_its_day_and_cheques_follow():
    with_account()
    asked = replace(CHANGED, reason="cancel", account=None, requested_on=date(2026, 12, 1))
    approve(submit(asked, TODAY, BILLER), TODAY, STAFF)
    assert account_on(date(2026, 11, 30))[0] == "1229"
    assert account_on(date(2026, 12, 1)) == ("", "no_bank_account")
    submit(replace(NEW_ACCOUNT, requested_on=date(2026, 12, 2)), date(2026, 12, 2), BILLER)


def test_an_enrolment_goes_back_with_its_reason_and_another_may_follow():
    number = submit(NEW_ACCOUNT, TODAY, BILLER)
    with pytest.raises(EnrolmentRefusedError, match="reason_missing"):
        send_back(number, " ", STAFF)
    back = send_back(number, "The cheque shows another name.", STAFF)
    assert (back.state, back.why) == ("returned", "The cheque shows another name.")
    with pytest.raises(EnrolmentRefusedError, match="decided_already"):
        approve(number, TODAY, STAFF)
    assert submit(NEW_ACCOUNT, TODAY, BILLER) != number


@pytest.mark.parametrize(
    ("asked", "rule"),
    [
        (replace(NEW_ACCOUNT, requested_on=date(2026, 11, 23)), "start_date"),
        (replace(NEW_ACCOUNT, requested_on=date(2028, 1, 1)), "start_date"),
        (replace(NEW_ACCOUNT, said={**SAID, "signed_name": ""}), "unsigned"),
        (replace(NEW_ACCOUNT, account=None), "account_missing"),
        (replace(NEW_ACCOUNT, account=AccountDetails("990000014", NUMBER)), "routing_wrong"),
        (replace(NEW_ACCOUNT, account=AccountDetails("990000013", "")), "account_number_wrong"),
        (replace(NEW_ACCOUNT, proof=Proof("text/html", b"<")), "proof_kind"),
        (CHANGED, "has_none"),
        (replace(CHANGED, reason="cancel"), "has_none"),
        (Application("era", "new", OFFICE, TODAY, SAID, receiver=4711), "receiver_unknown"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(asked, rule):
    with pytest.raises(EnrolmentRefusedError, match=rule):
        submit(asked, TODAY, BILLER)
    assert enrolments_of(BILLER) == ()


def test_one_enrolment_of_a_kind_waits_at_a_time():
    submit(NEW_ACCOUNT, TODAY, BILLER)
    with pytest.raises(EnrolmentRefusedError, match="waits_already"):
        submit(NEW_ACCOUNT, TODAY, BILLER)
    with_account()
    submit(Application("era", "new", OFFICE, TODAY, SAID), TODAY, BILLER)


def test_only_the_entitlement_opens_it_and_only_for_its_own_office():
    assert not may_manage(OFFICE, DESK)
    assert not may_manage(OTHER, BILLER)
    for who, asked in ((DESK, NEW_ACCOUNT), (BILLER, replace(NEW_ACCOUNT, tax_id=OTHER))):
        with pytest.raises(DeniedError):
            submit(asked, TODAY, who)
    number = submit(NEW_ACCOUNT, TODAY, BILLER)
    assert withdraw(number, "", TODAY, DESK) is None
    stranger = Actor(
        "x", "provider", frozenset({OTHER}), entitlements=frozenset({(ENTITLEMENT, OTHER)})
    )
    assert withdraw(number, "", TODAY, stranger) is None
    assert enrolment(number, stranger) is None
    assert stated_account(number, stranger) is None
    for work in (lambda: approve(number, TODAY, BILLER), lambda: proof_of(number, BILLER)):
        with pytest.raises(DeniedError):
            work()


def test_the_835s_go_to_the_chosen_clearinghouse_from_the_day_asked_for():
    with acting(ENGINE):
        partner = world.partner("BRIDGE").pk
    asked = Application("era", "new", OFFICE, date(2026, 12, 1), SAID, receiver=partner)
    approve(submit(asked, TODAY, BILLER), TODAY, STAFF)
    assert receiver_on(OFFICE, TODAY) is None
    found = receiver_on(OFFICE, date(2026, 12, 1))
    assert found is not None
    assert found.partner == partner
    ended = replace(asked, reason="cancel", requested_on=date(2026, 12, 5))
    approve(submit(ended, TODAY, BILLER), TODAY, STAFF)
    assert receiver_on(OFFICE, date(2026, 12, 5)) is None


def test_the_account_number_and_the_cheque_are_sealed_and_the_look_at_it_is_noted(settings):
    settings.FIELD_KEYS = f"a:{KEYS['a']}"
    proof = Proof("image/png", b"\x89PNG " + NUMBER.encode())
    number = submit(replace(NEW_ACCOUNT, proof=proof), TODAY, BILLER)
    assert NUMBER not in whole_database()
    assert NUMBER not in repr(enrolment(number, BILLER))
    assert proof_of(number, STAFF) == proof
    with acting(STAFF), connection.cursor() as cursor:
        cursor.execute(
            "SELECT actor FROM cw_audit_event WHERE action = 'read' AND subject LIKE '%stated%'"
        )
        assert cursor.fetchall() == [("ines",)]
    settings.FIELD_KEYS = f"b:{KEYS['b']},a:{KEYS['a']}"
    assert keys_in_use(STAFF)["a"] == 1
    assert reseal_stated(STAFF) == 1
    assert reseal_stated(STAFF) == 0
    settings.FIELD_KEYS = f"b:{KEYS['b']}"
    assert proof_of(number, STAFF) == proof


def test_nothing_plain_gets_into_the_sealed_columns():
    number = submit(NEW_ACCOUNT, TODAY, BILLER)
    with pytest.raises(IntegrityError), acting(ENGINE):
        StatedAccount.objects.filter(enrolment=number_of(number)).update(account_sealed=NUMBER)


def test_a_reviewer_sees_who_else_uses_the_account():
    approve(submit(NEW_ACCOUNT, TODAY, BILLER), TODAY, STAFF)
    thief = Actor(
        "t", "provider", frozenset({OTHER}), entitlements=frozenset({(ENTITLEMENT, OTHER)})
    )
    number = submit(replace(NEW_ACCOUNT, tax_id=OTHER), TODAY, thief)
    assert others_with_the_account(number, STAFF) == (OFFICE,)


def test_a_cheque_is_told_by_its_bytes_and_not_by_its_name():
    assert proof_kind(b"%PDF-1.7") == "application/pdf"
    assert proof_kind(b"<html>") == ""
    assert proof_kind(b"%PDF" + bytes(1_000_001)) == ""


@pytest.mark.parametrize("text", ["EP0000012 ", "EP12", "0000012", "ep0000012", "EP-0000012", ""])
def test_a_reference_is_read_as_it_is_written(text):
    assert number_of(text) == (12 if text.strip() == "EP0000012" else 0)
