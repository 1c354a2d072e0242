"""What a person enters beside claims: refunds, adjustments, levies, withholding, letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from coverwell.kernel.vocabulary.money import Money
from coverwell.records.claims.models import Claim, Decision, ToPay
from coverwell.records.members.models import Person
from coverwell.records.payments.models import (
    BackupWithholding,
    PayeeOrder,
    PaymentItem,
    Posting,
    RecoveryByLetter,
)
from coverwell.records.providers.models import Group
from coverwell.services.acting import Actor, acting
from coverwell.services.payments.accounts import next_number, staff
from coverwell.services.payments.beside import REFUNDS
from coverwell.services.payments.lock import one_at_a_time
from coverwell.services.payments.returns import post
from coverwell.services.payments.values import Payee


Kind: Final = PayeeOrder.Kind


class OrderRefusedError(ValueError):
    """What cannot be entered as it was said; says why and what to do."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What a person enters for a payee (cents); `claim` is our number of the claim it is about."""

    payee: Payee
    amount: Money
    reference: str
    on: date
    claim: str = ""
    note: str = ""


def read_payee(key: str) -> Payee:
    """Read 231234567 (an office) or 17-01 (a member); OrderRefusedError for anything else."""
    family, _, person = key.partition("-")
    if len(key) == 9 and key.isdecimal():
        return Payee(key)
    if family.isdecimal() and person.isdecimal():
        return Payee("", int(family), int(person))
    raise OrderRefusedError(f"'{key}' is no payee: write a tax id of nine digits, or 17-01.")


def note_refund(entered: Entered, actor: Actor) -> bool:
    """Book money that a payee sent us; False where this cheque of theirs was booked before.

    The next run sets it against what was asked back or carried forward, and returns the rest.
    """
    with acting(staff(actor)):
        _check(entered)
        known = PayeeOrder.objects.filter(
            payee=entered.payee.key, kind=Kind.REFUND, reference=entered.reference
        ).first()
        if known is not None and known.amount != entered.amount:
            raise OrderRefusedError(f"{entered.reference} was booked with another amount.")
        if known is not None:
            return False
        made = _order(Kind.REFUND, entered, actor.user)
        post(
            Posting(
                id=next_number(), kind=Posting.Kind.REFUND, order=made.id, posted_on=entered.on
            ),
            debit="bank",
            credit=REFUNDS,
            amount=made.amount,
        )
        return True


def adjust(entered: Entered, actor: Actor) -> int:
    """Enter an adjustment: above zero lowers coming payments, below zero raises the next one.

    A run that raises a payment by it needs a second person.
    """
    with acting(staff(actor)):
        _check(entered, signed=True)
        if not entered.note:
            raise OrderRefusedError("Say why: an adjustment needs its reason.")
        return _order(Kind.ADJUSTMENT, entered, actor.user).id


def levy(entered: Entered, actor: Actor) -> int:
    """Enter what an authority takes from an office's payments, until it is paid."""
    with acting(staff(actor)):
        _check(entered)
        if PayeeOrder.objects.filter(
            payee=entered.payee.key, kind=Kind.LEVY, reference=entered.reference
        ).exists():
            raise OrderRefusedError(f"The levy {entered.reference} is entered already.")
        return _order(Kind.LEVY, entered, actor.user).id


def withhold(tax_id: str, on: date, actor: Actor, *, withheld: bool, reason: str) -> None:
    """Begin or end backup withholding of an office from a day on (26 USC 3406)."""
    with acting(staff(actor)):
        _known(Payee(tax_id))
        BackupWithholding.objects.create(
            tax_id=tax_id, first_on=on, withheld=withheld, reason=reason, by=actor.user
        )


def recover_by_letter(claim_number: str, actor: Actor) -> int:
    """Ask a reversed claim's money back by letter instead of netting it; returns how many rows.

    OrderRefusedError where no reversal of it waits: what was netted is not asked back as well.
    """
    with acting(staff(actor)):
        # A run that reads the reversal now would net it: after it, the answer is another one.
        one_at_a_time()
        claims = Claim.objects.filter(number=claim_number).values("family_id", "id")
        keys = [(row["family_id"], row["id"]) for row in claims]
        found = [row for key in keys for row in _reversals(*key)]
        if not found:
            raise OrderRefusedError(_why_not(claim_number, keys))
        made = [
            RecoveryByLetter.objects.get_or_create(
                family_id=row.family_id,
                claim=row.claim,
                decision_no=row.decision_no,
                defaults={"by": actor.user},
            )[1]
            for row in found
        ]
        return sum(made)


def _reversals(family: int, claim: int) -> list[ToPay]:
    return list(ToPay.objects.filter(family_id=family, claim=claim, amount__lt=0))


def _why_not(number: str, keys: list[tuple[int, int]]) -> str:
    if not keys:
        return f"There is no claim {number}."
    family, claim = keys[0]
    settled = PaymentItem.objects.filter(family_id=family, claim=claim, amount__lt=0).first()
    if settled is not None:
        trace = settled.payment.trace_number
        return f"The reversal of {number} is in payment {trace} already: it is recovered there."
    if Decision.objects.filter(family_id=family, claim=claim, kind="reversal").exists():
        return f"The reversal of {number} takes nothing back."
    return f"Claim {number} is not reversed: reverse or replace it first."


def _check(entered: Entered, *, signed: bool = False) -> None:
    _known(entered.payee)
    if not entered.amount or (entered.amount < 0 and not signed):
        raise OrderRefusedError("The amount must be above zero.")
    if not entered.reference.strip() or len(entered.reference) > 30:
        raise OrderRefusedError("The reference must have 1 to 30 characters.")
    if set(entered.reference) & set("*~:^"):
        raise OrderRefusedError("The reference may not have * ~ : ^, which an 835 is cut by.")
    if entered.claim and not Claim.objects.filter(number=entered.claim).exists():
        raise OrderRefusedError(f"There is no claim {entered.claim}.")


def _known(payee: Payee) -> None:
    known = (
        Group.objects.filter(tax_id=payee.tax_id)
        if payee.is_provider
        else Person.objects.filter(family_id=payee.family, number=payee.person)
    )
    if not known.exists():
        raise OrderRefusedError(f"Nobody we know is {payee.key}.")


def _order(kind: str, entered: Entered, by: str) -> PayeeOrder:
    payee = entered.payee
    return PayeeOrder.objects.create(
        id=next_number(),
        kind=kind,
        payee=payee.key,
        tax_id=payee.tax_id,
        family=payee.family or None,
        person=payee.person or None,
        reference=entered.reference.strip(),
        claim_number=entered.claim,
        amount=entered.amount,
        first_on=entered.on,
        note=entered.note[:200],
        by=by,
    )
