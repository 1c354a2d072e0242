"""Where one payee stands with us: what waits, what is open, and what the next run would pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coverwell.kernel.vocabulary.money import ZERO, Money
from coverwell.services.acting import Actor, acting
from coverwell.services.payments.accounts import staff
from coverwell.services.payments.beside import Order
from coverwell.services.payments.orders import OrderRefusedError
from coverwell.services.payments.payees import load_payees, open_orders
from coverwell.services.payments.settle import settle
from coverwell.services.payments.terms import pay_day
from coverwell.services.payments.values import Payee, PayeeFacts, PlannedPayment
from coverwell.services.payments.waiting import load_waiting


@dataclass(frozen=True, slots=True)
class Standing:
    """A payee's account with us; `next` is what a run today would make, None where nothing is."""

    payee: Payee
    facts: PayeeFacts
    orders: tuple[Order, ...]
    next: PlannedPayment | None

    @property
    def asked_back(self) -> Money:
        """Sum what was asked back by letter and is still open (cents)."""
        return Money(sum((o.amount for o in self.orders if o.kind == "recovery"), ZERO))


def standing(payee: Payee, as_of: date, actor: Actor) -> Standing:
    """Return where a payee stands; OrderRefusedError where nobody is such a payee."""
    with acting(staff(actor)):
        day = pay_day(as_of)
        facts = load_payees([payee], as_of).get(payee)
        if facts is None:
            raise OrderRefusedError(f"Nobody we know is {payee.key}.")
        waiting = [one for one in load_waiting(as_of, of=payee) if one.payee == payee]
        orders = open_orders(day.effective_on, payee=payee.key)
        plan = settle(waiting, {payee: facts}, day, orders)
        return Standing(
            payee, facts, orders.get(payee, ()), plan.payments[0] if plan.payments else None
        )
