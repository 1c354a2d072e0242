"""Bank accounts of payees: enrolled, sealed, corrected by the bank, sealed again by a new key."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection

from coverwell.records.payees.models import StatedAccount
from coverwell.records.payments.models import BankAccount
from coverwell.records.sealing.keys import key_ring
from coverwell.records.sealing.seal import index, indexes, ring, seal, sealed_by, unseal
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.payments.values import Payee


COLUMN: Final = "cw_payments_bankaccount.account"
_ACCOUNT: Final = re.compile(r"[0-9A-Za-z\- ]{1,17}")


class AccountRefusedError(ValueError):
    """A bank account that no bank would take; says what to correct, never the number."""


@dataclass(frozen=True, slots=True)
class AccountDetails:
    """An account as its owner states it."""

    routing: str
    account: str
    checking: bool = True


@dataclass(frozen=True, slots=True)
class AccountShown:
    """An account as people may see it: the last digits at most."""

    id: int
    payee: str
    routing: str
    ending: str
    checking: bool
    first_on: date
    source: str


def enrol(payee: Payee, details: AccountDetails, first_on: date, actor: Actor) -> AccountShown:
    """Keep an account for transfers from a day on. AccountRefusedError where it cannot be one."""
    check(details)
    with acting(staff(actor)):
        row = account_row(payee, details, first_on, actor.user)
        row.save(force_insert=True)
        return _shown(row)


def check(details: AccountDetails) -> None:
    """Refuse what no bank would take; the number itself is not repeated."""
    if not is_routing_number(details.routing):
        raise AccountRefusedError("The routing number must have nine digits with its check digit.")
    if not _ACCOUNT.fullmatch(details.account) or not details.account.strip():
        raise AccountRefusedError("The account must have 1 to 17 letters and digits.")


def account_row(
    payee: Payee,
    details: AccountDetails,
    first_on: date,
    by: str,
    source: str = BankAccount.Source.ENROLLED,
) -> BankAccount:
    """Return the row to save, sealed for its own number; inside the caller's transaction."""
    number = next_number()
    text = details.account
    return BankAccount(
        id=number,
        payee=payee.key,
        tax_id=payee.tax_id,
        family=payee.family or None,
        person=payee.person or None,
        first_on=first_on,
        routing=details.routing,
        account_sealed=seal(f"{COLUMN}:{number}", text),
        account_index=index(COLUMN, f"{details.routing} {text}"),
        # Four digits of a short number would be most of it.
        ending=text[-4:] if len(text) > 7 else "",
        checking=details.checking,
        source=source,
        by=by,
    )


def opened(number: int, sealed: str) -> str:
    """Open the account number of a row; only where a file for the bank is written."""
    return unseal(f"{COLUMN}:{number}", sealed)


def accounts_of(payee: Payee, actor: Actor) -> tuple[AccountShown, ...]:
    """Return a payee's accounts, the newest first."""
    with acting(actor):
        rows = BankAccount.objects.filter(payee=payee.key).order_by("-first_on", "-id")
        return tuple(map(_shown, rows))


def same_account(details: AccountDetails, actor: Actor) -> tuple[AccountShown, ...]:
    """Return every payee's row of this very account, found by its index alone."""
    with acting(staff(actor)):
        keys = indexes(COLUMN, f"{details.routing} {details.account}")
        return tuple(
            map(_shown, BankAccount.objects.filter(account_index__in=keys).order_by("id"))
        )


def check_keys(text: str) -> None:
    """Refuse keys that FIELD_KEYS could not be: ValueError says which word is wrong."""
    key_ring(text)


def known_keys() -> tuple[str, ...]:
    """Name the keys of this installation, the one that seals first."""
    return ring().ids


def keys_in_use(actor: Actor) -> Counter[str]:
    """Count the rows that each key has sealed."""
    with acting(staff(actor)):
        rows = list(BankAccount.objects.values_list("account_sealed", flat=True))
        rows += StatedAccount.objects.values_list("account_sealed", flat=True)
        return Counter(map(sealed_by, rows))


def reseal(actor: Actor, most: int = 1000) -> int:
    """Seal up to `most` rows again that an older key sealed; returns how many: 0 when done."""
    newest = ring().newest
    with acting(staff(actor)):
        old = BankAccount.objects.exclude(account_sealed__startswith=f"s1.{newest}.")
        rows = list(old.order_by("id")[:most])
        for row in rows:
            text = opened(row.id, row.account_sealed)
            row.account_sealed = seal(f"{COLUMN}:{row.id}", text)
            row.account_index = index(COLUMN, f"{row.routing} {text}")
        BankAccount.objects.bulk_update(rows, ["account_sealed", "account_index"])
        return len(rows)


def is_routing_number(text: str) -> bool:
    """Check the ABA check digit: a wrong number must not stop a bank file, or reach a stranger."""
    weighed = (int(digit) * (3, 7, 1)[at % 3] for at, digit in enumerate(text) if digit.isdigit())
    return len(text) == 9 and text.isdecimal() and text != "0" * 9 and sum(weighed) % 10 == 0


def staff(actor: Actor) -> Actor:
    """Return the engine on behalf of staff; nobody else touches what payees are owed."""
    if actor.role not in ("staff", "engine"):
        raise DeniedError("Only staff do this.")
    return actor.as_engine()


def next_number() -> int:
    """Take the next number of payments, postings, orders and accounts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cw_payments_number')")
        row: tuple[int] = cursor.fetchone()
        return row[0]


def _shown(row: BankAccount) -> AccountShown:
    return AccountShown(
        row.id, row.payee, row.routing, row.ending, row.checking, row.first_on, row.source
    )
