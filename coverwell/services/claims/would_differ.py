"""After a claim was replaced or voided: which later claims would now come out otherwise."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone

from coverwell.kernel.claims.decision import Decision, LineDecision, Outcome, Payee, Totals
from coverwell.kernel.cost_share.balances import NOTHING_USED
from coverwell.kernel.vocabulary.history import NO_HISTORY
from coverwell.records.claims.models import Claim, ClaimNumber, Review
from coverwell.records.claims.models import Decision as DecisionRow
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.audit.reads import note_read
from coverwell.services.claims.adjudicate import setting_of
from coverwell.services.claims.decide import decide_waiting
from coverwell.services.claims.family import Family, Placed, Waiting, answers
from coverwell.services.claims.load import ask, load_families, load_placed
from coverwell.services.claims.numbers import claim_number
from coverwell.services.rulebook.corrections import LookBack, look_backs
from coverwell.services.rulebook.sheets import rulebook_folder


_PAID = """
SELECT i.claim, max(p.made_on) FROM cw_payments_paymentitem i
JOIN cw_payments_payment p ON p.id = i.payment_id WHERE i.family_id = %s GROUP BY i.claim
"""


class UnknownClaimError(LookupError):
    """There is no claim of that number."""


class Hurt(NamedTuple):
    """Who would be worse off: who owes more, gives back what was paid, or gets less."""

    member: bool = False
    provider: bool = False


NOBODY = Hurt()


@dataclass(frozen=True, slots=True)
class Differing:
    """A decision in force that would come out otherwise, and whom that would hurt (cents).

    `ask_back_until` is the last day on which its payment may be asked back, None where nothing was
    paid or no law sets an end; `notice` is what the provider must be given before.
    """

    number: str
    before: Totals
    now: Totals
    waits: bool
    hurt: Hurt
    paid_on: date | None
    ask_back_until: date | None
    notice: str
    law: str

    @property
    def needs_person(self) -> bool:
        """Say whether a person must decide: what hurts nobody and is sure may run by itself."""
        return self.waits or self.hurt.member or self.hurt.provider

    def may_ask_back(self, on: date) -> bool:
        """Say whether what was paid too much may still be asked back on a day."""
        return self.ask_back_until is None or on <= self.ask_back_until


def would_differ(number: str, actor: Actor, as_of: date | None = None) -> tuple[Differing, ...]:
    """List what changed for the claims behind a corrected claim, in benefit order; staff only.

    The family is decided anew from its first claim, with today's facts and rulebook; nothing is
    stored. DeniedError: not staff. UnknownClaimError: no such claim.
    """
    if actor.role != "staff":
        raise DeniedError("Only staff see what a correction changes.")
    with acting(actor.as_engine()):
        known = ClaimNumber.objects.filter(number=number).first()
        if known is None:
            raise UnknownClaimError(f"There is no claim {number}.")
        (family,) = load_families([known.family])
        load_placed([family])
        place = _place(family, known.claim)
        found = tuple(_differing(family, place, as_of or timezone.localdate()))
        note_read("cw_claims_claim", [number, *(one.number for one in found)])
    return found


def _place(family: Family, claim: int) -> int:
    """Return the benefit order of a claim, or of the one that it corrects if that came earlier."""
    row = Claim.objects.get(family_id=family.id, id=claim)
    orders = [family.placed[one].order for one in (claim, row.replaces) if one in family.placed]
    return min(orders, default=0)


def _differing(family: Family, place: int, as_of: date) -> Iterator[Differing]:
    """Decide every claim in force again, in order, and name those behind `place` that differ."""
    in_force = sorted(
        (one for one in family.placed.values() if _stands(one)), key=lambda one: one.order
    )
    waiting = _waiting(family.id, in_force)
    setting = setting_of([family], {family.id: waiting}, as_of)
    anew = replace(family, balances=NOTHING_USED, history=NO_HISTORY, placed={})
    state = family.employer.state if family.employer.funding == "insured" else ""
    law = look_backs(rulebook_folder()).nearest(as_of).of(state)
    paid = dict(ask(_PAID, [family.id]))
    rows = DecisionRow.objects.filter(family_id=family.id).order_by("decision_no")
    payees = {claim: Payee(payee) for claim, payee in rows.values_list("claim", "payee")}
    for placed, asked in zip(in_force, waiting, strict=True):
        (made,) = decide_waiting(anew, [asked], setting)
        if placed.order > place and _said(placed.decision) != _said(made.decision):
            stored = (paid.get(placed.id), payees.get(placed.id, Payee.PROVIDER))
            yield _told(placed, made.decision, law, stored)


def _stands(placed: Placed) -> bool:
    return not placed.closed and placed.decision.outcome is Outcome.DECIDED


def _waiting(family: int, in_force: list[Placed]) -> list[Waiting]:
    """Return the claims as they would wait again, with what people answered about them."""
    said: dict[int, list[list[Any]]] = defaultdict(list)
    reviews = Review.objects.filter(family_id=family).order_by("line", "rule")
    for claim, *answer in reviews.values_list(
        "claim", "rule", "line", "denial", "signed", "reviewed_by"
    ):
        said[claim].append(answer)
    return [
        Waiting(
            one.id, one.person, one.claim, one.edition, None, one.decided, None,
            *answers(said[one.id]),
        )
        for one in in_force
    ]  # fmt: skip


def _said(decision: Decision) -> tuple[object, ...]:
    return (decision.outcome, *map(_line_said, decision.lines))


def _line_said(line: LineDecision) -> tuple[object, ...]:
    amounts = tuple(int(getattr(line, name)) for name in Totals._fields)
    return (line.number, line.status, amounts, line.adjustments)


def _told(
    placed: Placed, made: Decision, law: LookBack, stored: tuple[date | None, Payee]
) -> Differing:
    paid_on, payee = stored
    before, now = placed.decision.totals, made.totals
    waits = made.outcome is Outcome.PENDED
    return Differing(
        claim_number(placed.id),
        before,
        now,
        waits,
        NOBODY if waits else hurt_by(before, now, payee),
        paid_on,
        None if paid_on is None else law.until(paid_on),
        law.notice,
        law.law,
    )


def hurt_by(before: Totals, now: Totals, payee: Payee) -> Hurt:
    """Say whom a change makes worse off: by what the member owes, and what each receives.

    Who was paid is hurt by giving money back even where the member then owes it.
    """
    gives_back = now.plan_paid < before.plan_paid
    collected = (now.plan_paid + now.member_owes) - (before.plan_paid + before.member_owes)
    to_member = payee is Payee.MEMBER
    return Hurt(
        member=now.member_owes > before.member_owes or (gives_back and to_member),
        provider=(gives_back and not to_member) or collected < 0,
    )
