"""The payer's side: each enrolment is looked at by a person, who lets it begin or returns it."""

from __future__ import annotations

from datetime import date

from coverwell.records.payees.models import PayeeEnrolment, PayeeEnrolmentEvent, StatedAccount
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.audit.reads import note_read
from coverwell.services.partners.receivers import receive_from
from coverwell.services.payees.read import enrolment_rows, shown
from coverwell.services.payees.steps import note_step, one_at_a_time
from coverwell.services.payees.terms import used_from
from coverwell.services.payees.used_accounts import stated_details, stated_proof, use_account
from coverwell.services.payees.values import (
    CANCEL,
    CHANGE,
    EFT,
    Enrolment,
    EnrolmentRefusedError,
    Proof,
    number_of,
)
from coverwell.services.payments.accounts import same_account


State = PayeeEnrolmentEvent.State


def approve(number: str, today: date, actor: Actor) -> Enrolment:
    """Let an enrolment hold; a changed account waits. EnrolmentRefusedError: it was decided."""
    with acting(_staff(actor)):
        row = _submitted(number)
        changes = row.kind == EFT and row.reason == CHANGE
        first_on = used_from(row.requested_on, today, changes=changes)
        if row.kind == EFT:
            use_account(row, first_on, actor.user)
        else:
            wanted = "" if row.reason == CANCEL else row.said.get("receiver", "")
            receive_from(row.tax_id, int(wanted or 0), first_on, actor.user, number)
        note_step(row, State.ACTIVE, actor.user, "", first_on)
        return shown(enrolment_rows().get(pk=row.pk))


def send_back(number: str, why: str, actor: Actor) -> Enrolment:
    """Return an enrolment with the reason; the office corrects it and sends a new one."""
    if not why.strip():
        raise EnrolmentRefusedError("reason_missing", "why")
    with acting(_staff(actor)):
        row = _submitted(number)
        note_step(row, State.RETURNED, actor.user, why.strip())
        return shown(enrolment_rows().get(pk=row.pk))


def proof_of(number: str, actor: Actor) -> Proof | None:
    """Open the voided cheque of an enrolment for the reviewer; the look is in the audit."""
    with acting(_staff(actor)):
        stated = StatedAccount.objects.filter(enrolment=number_of(number)).first()
        if stated is None or not stated.proof_kind:
            return None
        note_read("cw_payees_statedaccount", [number])
        return stated_proof(stated)


def others_with_the_account(number: str, actor: Actor) -> tuple[str, ...]:
    """Return the other payees that use the stated account: a sign of fraud, or one owner."""
    with acting(_staff(actor)):
        stated = StatedAccount.objects.filter(enrolment=number_of(number)).first()
        details = stated_details(stated) if stated else None
        own = stated.enrolment.tax_id if stated else ""
    if details is None:
        return ()
    return tuple(
        dict.fromkeys(one.payee for one in same_account(details, actor) if one.payee != own)
    )


def _submitted(number: str) -> PayeeEnrolment:
    one_at_a_time(number)
    row = enrolment_rows().filter(pk=number_of(number)).first()
    if row is None or shown(row).state != State.SUBMITTED:
        raise EnrolmentRefusedError("decided_already")
    return row


def _staff(actor: Actor) -> Actor:
    if actor.role not in ("staff", "engine"):
        raise DeniedError("Only the payer's staff decide enrolments.")
    return actor.as_engine()
