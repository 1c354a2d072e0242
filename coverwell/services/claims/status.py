"""Where does this claim stand? Read from its own history; the matter of page and 277."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, NamedTuple

from django.db.models import Q

from coverwell.kernel.vocabulary.money import ZERO, Money
from coverwell.records.claims.models import Claim, Decision, DecisionLine
from coverwell.records.intake.models import IntakeClaim
from coverwell.records.payments.models import Payment, PaymentItem
from coverwell.services.acting import Actor, acting
from coverwell.services.audit.reads import note_read
from coverwell.services.claims.look_up import canonical
from coverwell.services.claims.papers import laid
from coverwell.services.claims.status_words import Standing, StatusTable, status_table
from coverwell.services.claims.stored_lines import decided_line
from coverwell.services.rulebook.attachments import attachment_rules
from coverwell.services.theirs import theirs


MOST: Final = 50
"""Claims in one answer: who needs more narrows the question."""


@dataclass(frozen=True, slots=True)
class StatusQuestion:
    """What an office knows of its claim; all that is given must fit.

    `number` is our claim number, `account` the office's own. Days are days of service.
    """

    number: str = ""
    account: str = ""
    member_id: str = ""
    first: date | None = None
    last: date | None = None
    charge: Money | None = None


@dataclass(frozen=True, slots=True)
class LineStatus:
    """Where one line stands (cents)."""

    number: int
    procedure: str
    modifiers: tuple[str, ...]
    revenue: str
    units: str
    first: date
    last: date
    charge: Money
    paid: Money
    standing: Standing


@dataclass(frozen=True, slots=True)
class ClaimStatus:
    """Where one claim stands (cents). `number` '' : it was rejected and never decided.

    `since` is the day of the event that it stands by. `paid_by` is the trace number of the
    payment, `method` eft or cheque.
    """

    number: str
    account: str
    person: tuple[int, int] | None
    member_id: str
    first: date | None
    last: date | None
    charge: Money
    paid: Money
    since: date
    standing: Standing
    lines: tuple[LineStatus, ...] = ()
    decided_on: date | None = None
    paid_by: str = ""
    paid_on: date | None = None
    method: str = ""


def claim_statuses(question: StatusQuestion, as_of: date, actor: Actor) -> tuple[ClaimStatus, ...]:
    """Return every claim of the actor's that fits, newest first; empty: none fits."""
    table = status_table(as_of)
    with acting(actor):
        claims = list(Claim.objects.filter(theirs(actor), _fits(question)).order_by("-id")[:MOST])
        found = tuple(_statuses(claims, table))
        if not found and question.account:
            found = tuple(_rejected(question))
        note_read("cw_claims_claim", [one.number for one in found if one.number])
    return found


def _fits(question: StatusQuestion) -> Q:
    asked = Q()
    if question.number:
        asked &= Q(number=canonical(question.number.strip().upper()))
    if question.account:
        asked &= Q(patient_account=question.account.strip())
    if question.member_id:
        asked &= Q(member_id__startswith=question.member_id)
    if question.first:
        asked &= Q(last_on__gte=question.first)
    if question.last or question.first:
        asked &= Q(first_on__lte=question.last or question.first)
    if question.charge is not None:
        asked &= Q(charge=question.charge)
    return asked or Q(pk__in=[])


def _statuses(claims: list[Claim], table: StatusTable) -> Iterator[ClaimStatus]:
    """Load decisions, lines and payments of all claims, a statement each."""
    keys = Q(pk__in=[])
    for claim in claims:
        keys |= Q(family_id=claim.family_id, claim=claim.id)
    newest: dict[tuple[int, int], Decision] = {}
    for row in Decision.objects.filter(keys).order_by("decision_no"):
        newest[row.family_id, row.claim] = row
    lines: dict[tuple[int, int, int], list[DecisionLine]] = {}
    for line in DecisionLine.objects.filter(keys).order_by("line"):
        lines.setdefault((line.family_id, line.claim, line.decision_no), []).append(line)
    settled = PaymentItem.objects.filter(keys)
    items = {(one.family_id, one.claim, one.decision_no): one for one in settled}
    # A payment to the member is not the office's to see: then only that it was made is said.
    payments = Payment.objects.in_bulk({one.payment_id for one in items.values()})
    waiting = [key for key, row in newest.items() if row.outcome == Decision.Outcome.PENDED]
    came = _with_documents(waiting) if waiting else set()
    for claim in claims:
        decision = newest.get((claim.family_id, claim.id))
        if decision is None:
            yield _claim(claim, table.of("waiting"), claim.received_on)
            continue
        key = (claim.family_id, claim.id, decision.decision_no)
        item = items.get(key)
        payment = None if item is None else payments.get(item.payment_id)
        settled_by = Settled(decision, item is not None, payment, key[:2] in came)
        yield _decided(claim, settled_by, lines.get(key, []), table)


def _with_documents(claims: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """Of these claims, those to which documents came."""
    keys = Q(pk__in=[])
    for family, claim in claims:
        keys |= Q(family=family, claim=claim)
    rows = laid().filter(keys).values_list("family", "claim")
    return {(family, claim) for family, claim in rows if family and claim}


class Settled(NamedTuple):
    """A decision, whether its money has moved, and the payment where the actor may see it.

    `came`: documents are there for a claim that waits.
    """

    decision: Decision
    done: bool
    payment: Payment | None
    came: bool = False

    @property
    def money_state(self) -> str:
        """Say where a decision stands that was neither denied nor pended."""
        if not self.decision.plan_paid:
            return "nothing_due"
        return "paid" if self.done else "decided"


def _decided(
    claim: Claim, settled: Settled, rows: list[DecisionLine], table: StatusTable
) -> ClaimStatus:
    decision, done, payment, _ = settled
    lines = tuple(_line(row, settled, table) for row in rows)
    since = decision.decided_on if payment is None else payment.made_on
    return replace(
        _claim(claim, _standing(settled, lines, table), since),
        paid=Money(decision.plan_paid if done else 0),
        lines=lines,
        decided_on=decision.decided_on,
        paid_by="" if payment is None or not payment.amount else payment.trace_number,
        paid_on=None if payment is None else payment.effective_on,
        method="" if payment is None else payment.method,
    )


def _standing(settled: Settled, lines: tuple[LineStatus, ...], table: StatusTable) -> Standing:
    decision = settled.decision
    if decision.outcome == Decision.Outcome.PENDED:
        return _waits(settled, None, table)
    if decision.outcome == Decision.Outcome.REVERSED:
        return table.of("corrected")
    if decision.outcome == Decision.Outcome.DENIED and lines:
        return lines[0].standing
    return table.of(settled.money_state)


def _line(row: DecisionLine, settled: Settled, table: StatusTable) -> LineStatus:
    decided, decision = decided_line(row), settled.decision
    if row.status == "denied":
        most = max(decided.adjustments, key=lambda one: one.amount, default=None)
        standing = table.denied("" if most is None else most.code)
    elif decision.outcome == Decision.Outcome.PENDED:
        standing = _waits(settled, row.line, table)
    else:
        standing = _standing(settled, (), table)
    return LineStatus(
        row.line,
        row.procedure,
        tuple(row.modifiers.split()),
        row.revenue,
        f"{row.units.normalize():f}",
        row.first_on,
        row.last_on,
        decided.charge,
        decided.plan_paid if settled.done else ZERO,
        standing,
    )


def _waits(settled: Settled, line: int | None, table: StatusTable) -> Standing:
    """Say what a claim or a line waits for: for documents, or for who reads those that came."""
    release = _release(settled.decision, line)
    asks = attachment_rules(settled.decision.decided_on).asks
    if settled.came and release in asks:
        return table.of("documents_came")
    return table.pended(release)


def _release(decision: Decision, line: int | None) -> str:
    """Return what a decision, or a line of it, waits for ('' where the line waits for others)."""
    waits = [(release, of) for _, release, of in json.loads(decision.pend_reason or "[]")]
    return next((release for release, of in waits if line in (None, of)), "")


def _claim(claim: Claim, standing: Standing, since: date) -> ClaimStatus:
    return ClaimStatus(
        claim.number,
        claim.patient_account,
        (claim.family_id, claim.person),
        claim.member_id,
        claim.first_on,
        claim.last_on,
        Money(claim.charge),
        ZERO,
        since,
        standing,
    )


def _rejected(question: StatusQuestion) -> Iterator[ClaimStatus]:
    """A rejected claim never became a claim of ours: it is told with the codes of its 277CA."""
    rows = IntakeClaim.objects.filter(
        sender_claim_id=question.account.strip(), state=IntakeClaim.State.REJECTED
    )
    for row in rows.order_by("-id")[:MOST]:
        if question.charge is not None and question.charge != row.charge:
            continue
        first = row.reasons[0]
        words = {"en": first["text"], "es": first["text_es"]}
        standing = Standing(first["category"], first["status"], first["entity"], words)
        yield ClaimStatus(
            "", row.sender_claim_id, None, "", None, None, Money(row.charge), ZERO,
            row.at.date(), standing,
        )  # fmt: skip
