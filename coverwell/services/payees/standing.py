"""How a practice is paid and told today, and what is about to change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coverwell.records.payments.models import BankAccount
from coverwell.services.access.practices import practices
from coverwell.services.acting import Actor, acting
from coverwell.services.partners.receivers import receivers_on


@dataclass(frozen=True, slots=True)
class Account:
    """An account in use, or from `first_on` on; an `ended` one means cheques."""

    ending: str
    checking: bool
    first_on: date
    ended: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One practice: the account of today (None: cheques), the next one, who fetches the 835s."""

    tax_id: str
    name: str
    now: Account | None
    next: Account | None
    receiver: str


def standings(actor: Actor, today: date) -> tuple[Standing, ...]:
    """Return the practices of an office's person."""
    mine = practices(actor)
    with acting(actor.as_engine()):
        rows = list(
            BankAccount.objects.filter(payee__in=[one.tax_id for one in mine]).order_by(
                "first_on", "id"
            )
        )
        fetched_by = receivers_on([one.tax_id for one in mine], today)
    found = []
    for one in mine:
        own = [row for row in rows if row.payee == one.tax_id]
        begun = [row for row in own if row.first_on <= today]
        later = [row for row in own if row.first_on > today]
        receiver = fetched_by.get(one.tax_id)
        found.append(
            Standing(
                one.tax_id,
                one.name,
                _account(begun[-1]) if begun else None,
                _account(later[-1]) if later else None,
                receiver.name if receiver else "",
            )
        )
    return tuple(found)


def _account(row: BankAccount) -> Account:
    ended = row.source == BankAccount.Source.ENDED
    return Account(row.ending, row.checking, row.first_on, ended)
