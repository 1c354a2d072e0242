"""An office enrols, changes or cancels; it may stop what is not in force yet."""

from __future__ import annotations

import base64
from datetime import date, timedelta
from typing import Final

from procrastinate.contrib.django import app

from coverwell.records.partners.models import Partner
from coverwell.records.payees.models import PayeeEnrolment, PayeeEnrolmentEvent, StatedAccount
from coverwell.records.payments.models import BankAccount
from coverwell.records.providers.models import Group
from coverwell.records.sealing.seal import seal
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.payees.read import enrolment_rows, shown
from coverwell.services.payees.steps import note_step, one_at_a_time
from coverwell.services.payees.used_accounts import (
    COLUMN,
    PROOF_COLUMN,
    undo_account,
)
from coverwell.services.payees.values import (
    CANCEL,
    EFT,
    NEW,
    Application,
    Enrolment,
    EnrolmentRefusedError,
    number_of,
    reference,
)
from coverwell.services.payments.accounts import AccountRefusedError, check


State = PayeeEnrolmentEvent.State
ENTITLEMENT: Final = "eft"
"""The right to enrol and manage electronic payment for an office (F112)."""
LARGEST_PROOF: Final = 1_000_000
PROOFS: Final = {
    b"%PDF": "application/pdf",
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
LATEST: Final = timedelta(days=180)
TELL: Final = "schedule.tell_old_contact"


def may_manage(tax_id: str, actor: Actor) -> bool:
    """Say whether an office's person may enrol for a tax id."""
    return tax_id in actor.tax_ids and actor.may(ENTITLEMENT, tax_id)


def submit(asked: Application, today: date, actor: Actor) -> str:
    """Keep an enrolment for review and return its reference number.

    DeniedError without the entitlement; EnrolmentRefusedError names what to correct.
    """
    if not may_manage(asked.tax_id, actor):
        raise DeniedError("This person may not manage electronic payment for that tax id.")
    _check(asked, today)
    with acting(actor.as_engine()):
        one_at_a_time(f"office {asked.tax_id}")
        if _waits(asked.tax_id, asked.kind):
            raise EnrolmentRefusedError("waits_already")
        _check_known(asked)
        row = PayeeEnrolment.objects.create(
            kind=asked.kind,
            reason=asked.reason,
            tax_id=asked.tax_id,
            said={**asked.said, "receiver": str(asked.receiver or "")},
            requested_on=asked.requested_on,
            by=actor.user,
        )
        note_step(row, State.SUBMITTED, actor.user)
        if asked.account is not None and asked.reason != CANCEL:
            _state_account(row, asked)
        if asked.kind == EFT and asked.reason != NEW:
            app.configure_task(TELL, allow_unknown=True, queue="schedule").defer(enrolment=row.pk)
        return reference(row.pk)


def withdraw(number: str, why: str, today: date, actor: Actor) -> Enrolment | None:
    """Stop an enrolment that is not in force yet; None: there is none that this person may stop.

    An approved change of account that has not begun is undone: the account before it stays.
    """
    with acting(actor.as_engine()):
        one_at_a_time(number)
        row = enrolment_rows().filter(pk=number_of(number), tax_id__in=actor.tax_ids).first()
        if row is None or not may_manage(row.tax_id, actor):
            return None
        found = shown(row)
        active_later = found.state == State.ACTIVE and (found.first_on or today) > today
        if found.state != State.SUBMITTED and not active_later:
            raise EnrolmentRefusedError("cannot_be_stopped")
        if active_later and row.kind == EFT:
            undo_account(row.tax_id, found.first_on or today, actor.user)
        note_step(row, State.WITHDRAWN, actor.user, why)
        return shown(enrolment_rows().get(pk=row.pk))


def _check(asked: Application, today: date) -> None:
    """See what can be seen without the tables."""
    if not today <= asked.requested_on <= today + LATEST:
        raise EnrolmentRefusedError("start_date", "requested_on")
    if not asked.said.get("signed_name") or not asked.said.get("signed_title"):
        raise EnrolmentRefusedError("unsigned", "signed_name")
    if asked.kind != EFT or asked.reason == CANCEL:
        return
    if asked.account is None:
        raise EnrolmentRefusedError("account_missing", "account_number")
    try:
        check(asked.account)
    except AccountRefusedError as fault:
        where = "routing" if "routing" in str(fault) else "account_number"
        raise EnrolmentRefusedError(f"{where}_wrong", where) from fault
    if asked.proof is not None and asked.proof.kind not in PROOFS.values():
        raise EnrolmentRefusedError("proof_kind", "proof")


def proof_kind(content: bytes) -> str:
    """Tell a voided cheque's media type by its first bytes; '': none that we take."""
    known = (kind for start, kind in PROOFS.items() if content.startswith(start))
    return next(known, "") if len(content) <= LARGEST_PROOF else ""


def _check_known(asked: Application) -> None:
    """See what only the tables know; inside the transaction that writes."""
    if not Group.objects.filter(tax_id=asked.tax_id).exists():
        raise EnrolmentRefusedError("office_unknown")
    if asked.kind == EFT:
        newest = (
            BankAccount.objects.filter(payee=asked.tax_id).order_by("-first_on", "-id").first()
        )
        has = newest is not None and newest.source != BankAccount.Source.ENDED
        if has == (asked.reason == NEW):
            raise EnrolmentRefusedError("has_account" if has else "has_none", "reason")
    elif asked.receiver and asked.reason != CANCEL:
        row = Partner.objects.filter(pk=asked.receiver, state=Partner.State.LIVE).first()
        if row is None or (row.tax_ids and asked.tax_id not in row.tax_ids):
            raise EnrolmentRefusedError("receiver_unknown", "receiver")


def _waits(tax_id: str, kind: str) -> bool:
    """Say whether another enrolment waits for us; inside the transaction that writes."""
    rows = enrolment_rows().filter(tax_id=tax_id, kind=kind).order_by("-pk")[:1]
    return any(shown(row).state == State.SUBMITTED for row in rows)


def _state_account(row: PayeeEnrolment, asked: Application) -> None:
    account, proof = asked.account, asked.proof
    if account is None:
        return
    text = account.account
    StatedAccount.objects.create(
        enrolment=row,
        routing=account.routing,
        account_sealed=seal(f"{COLUMN}:{row.pk}", text),
        ending=text[-4:] if len(text) > 7 else "",
        checking=account.checking,
        proof_kind=proof.kind if proof else "",
        proof_sealed=seal(f"{PROOF_COLUMN}:{row.pk}", base64.b64encode(proof.content).decode())
        if proof
        else "",
    )
