"""What an enrolment does to the account that payments use; inside the caller's transaction."""

from __future__ import annotations

import base64
from datetime import date
from typing import Final

from coverwell.records.payees.models import PayeeEnrolment, StatedAccount
from coverwell.records.payments.models import BankAccount
from coverwell.records.sealing.seal import ring, seal, unseal
from coverwell.services.acting import Actor, acting
from coverwell.services.payees.values import CANCEL, Proof
from coverwell.services.payments.accounts import AccountDetails, account_row, opened, staff
from coverwell.services.payments.values import Payee


COLUMN: Final = "cw_payees_statedaccount.account"
PROOF_COLUMN: Final = "cw_payees_statedaccount.proof"
NO_ROUTING: Final = "000000000"


def use_account(row: PayeeEnrolment, first_on: date, by: str) -> None:
    """Let payments go to the stated account from a day on; a cancelled one ends."""
    if row.reason == CANCEL:
        _end(row.tax_id, first_on, by)
        return
    details = stated_details(StatedAccount.objects.get(enrolment=row))
    account_row(Payee(row.tax_id), details, first_on, by).save(force_insert=True)


def stated_details(stated: StatedAccount) -> AccountDetails:
    """Open a stated account."""
    number = unseal(f"{COLUMN}:{stated.enrolment_id}", stated.account_sealed)
    return AccountDetails(stated.routing, number, checking=stated.checking)


def stated_proof(stated: StatedAccount) -> Proof:
    """Open the voided cheque."""
    coded = unseal(f"{PROOF_COLUMN}:{stated.enrolment_id}", stated.proof_sealed)
    return Proof(stated.proof_kind, base64.b64decode(coded))


def undo_account(tax_id: str, first_on: date, by: str) -> None:
    """Have the account before a change used on, from the day on which the change would begin."""
    rows = list(BankAccount.objects.filter(payee=tax_id).order_by("-first_on", "-id")[:2])
    before = rows[1] if len(rows) > 1 else None
    if before is None or before.source == BankAccount.Source.ENDED:
        _end(tax_id, first_on, by)
        return
    details = AccountDetails(
        before.routing, opened(before.pk, before.account_sealed), checking=before.checking
    )
    account_row(Payee(tax_id), details, first_on, by, before.source).save(force_insert=True)


def _end(tax_id: str, first_on: date, by: str) -> None:
    """Append that there is no account; its text differs for each, so that none equals another."""
    nothing = AccountDetails(NO_ROUTING, f"none {tax_id}")
    ended = BankAccount.Source.ENDED
    row = account_row(Payee(tax_id), nothing, first_on, by, ended)
    row.ending = ""
    row.save(force_insert=True)


def reseal_stated(actor: Actor, most: int = 200) -> int:
    """Seal up to `most` stated accounts again that an older key sealed; returns how many."""
    newest = ring().newest
    with acting(staff(actor)):
        old = StatedAccount.objects.exclude(account_sealed__startswith=f"s1.{newest}.")
        rows = list(old.order_by("pk")[:most])
        for row in rows:
            for place, name in ((COLUMN, "account_sealed"), (PROOF_COLUMN, "proof_sealed")):
                sealed, where = getattr(row, name), f"{place}:{row.enrolment_id}"
                if sealed:
                    setattr(row, name, seal(where, unseal(where, sealed)))
            row.save(update_fields=["account_sealed", "proof_sealed"])
        return len(rows)
