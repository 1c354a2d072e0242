"""Load remittances set-based: five statements at most for any number of payments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from coverwell.kernel.claims.decision import Totals
from coverwell.kernel.vocabulary.claim import Adjustment, Claim
from coverwell.kernel.vocabulary.money import Money
from coverwell.services.claims.claim_text import read_content
from coverwell.services.payments.accounts import opened
from coverwell.services.payments.remittance import (
    REVERSAL,
    Office,
    OnFile,
    PayeeAdjustment,
    Remittance,
    RemittedClaim,
    RemittedLine,
    RemittedPayment,
)
from coverwell.services.payments.waiting import SUBSCRIBER


Key = tuple[int, int, int]

_PAYMENTS: Final = """
SELECT p.id, p.run_id, p.trace_number, p.payee, p.name, p.tax_id, p.method, p.amount,
       p.claims_total, p.interest_total, p.balance_before, p.balance_after, p.made_on,
       p.effective_on, coalesce(b.trace_number, ''), coalesce(a.routing, ''),
       coalesce(a.ending, ''), coalesce(a.checking, true), a.id, a.account_sealed,
       g.tax_id, g.name, g.npi, g.street, g.city, g.state, g.zip_code
FROM cw_payments_payment p
JOIN cw_providers_group g ON g.tax_id = p.tax_id
LEFT JOIN cw_payments_bankaccount a ON a.id = p.bank_account_id
LEFT JOIN cw_payments_payment b ON b.payee = p.payee AND b.sequence = p.sequence - 1
WHERE p.id = ANY(%s) ORDER BY p.id
"""

# A reversal that has no lines of its own shows those of the decision that it takes back.
_CLAIMS: Final = """
SELECT i.payment_id, i.family_id, i.claim, i.decision_no, i.amount, i.interest, c.number,
       c.patient_account, d.kind, d.outcome, c.kind, c.frequency, c.patient_first,
       c.patient_last, c.member_id, c.received_on, c.first_on, c.last_on, c.charge, c.content,
       coalesce(substring(e.text from '(?n)^kind: *(.*)$'), ''), c.replaces, i.person,
       lines.decision_no
FROM cw_payments_paymentitem i
JOIN cw_claims_claim c ON c.family_id = i.family_id AND c.id = i.claim
JOIN cw_claims_decision d
  ON d.family_id = i.family_id AND d.claim = i.claim AND d.decision_no = i.decision_no
LEFT JOIN cw_plans_planedition e ON e.id = d.edition
CROSS JOIN LATERAL (
    SELECT max(l.decision_no) AS decision_no FROM cw_claims_decisionline l
    WHERE l.family_id = i.family_id AND l.claim = i.claim AND l.decision_no <= i.decision_no
) lines
WHERE i.payment_id = ANY(%s) ORDER BY i.payment_id, i.family_id, i.claim, i.decision_no
"""

# Only for the 835: offices have no right to the table of members.
_PEOPLE: Final = """
SELECT p.family_id, p.number, p.last_name, p.first_name, f.subscriber_number
FROM cw_members_person p JOIN cw_members_family f ON f.id = p.family_id
WHERE p.family_id = ANY(%s)
"""

_BESIDE: Final = """
SELECT payment_id, code, reference, amount FROM cw_payments_paymentadjustment
WHERE payment_id = ANY(%s) ORDER BY payment_id, line
"""

_LINES: Final = """
SELECT l.family_id, l.claim, l.decision_no, l.line, l.procedure, l.modifiers, l.revenue,
       l.place, l.units, l.first_on, l.last_on, l.rendering_npi, l.status, l.care, l.amounts,
       l.adjustments, l.units_paid
FROM unnest(%s::bigint[], %s::bigint[], %s::int[]) AS w (family, claim, decision_no)
JOIN cw_claims_decisionline l
  ON l.family_id = w.family AND l.claim = w.claim AND l.decision_no = w.decision_no
ORDER BY l.family_id, l.claim, l.decision_no, l.line
"""


def load_remittances(payments: Iterable[int], *, for_835: bool = False) -> list[Remittance]:
    """Read payments to offices with their claims and lines; others are left out.

    The account number stays sealed, and members' names unread, unless the 835 is written, which
    states them.
    """
    wanted = list(payments)
    claims = _rows(_CLAIMS, [wanted])
    lines = _lines({(row[1], row[2], row[-1]) for row in claims if row[-1] is not None})
    people = _people({row[1] for row in claims}) if for_835 else {}
    found: dict[int, list[RemittedClaim]] = {}
    for row in claims:
        found.setdefault(row[0], []).append(_claim(row, lines, people))
    beside: dict[int, list[PayeeAdjustment]] = {}
    for number, code, reference, amount in _rows(_BESIDE, [wanted]):
        beside.setdefault(number, []).append(PayeeAdjustment(code, reference, Money(amount)))
    return [
        Remittance(
            _payment(row[:20], opened_too=for_835),
            Office(*row[20:]),
            tuple(found.get(row[0], ())),
            tuple(beside.get(row[0], ())),
        )
        for row in _rows(_PAYMENTS, [wanted])
    ]


def _payment(row: tuple[Any, ...], *, opened_too: bool) -> RemittedPayment:
    start, money, rest, (number, sealed) = row[:7], map(Money, row[7:12]), row[12:18], row[18:]
    account = opened(number, sealed) if opened_too and number else ""
    return RemittedPayment(*(*start, *money, *rest, account))


People = Mapping[tuple[int, int], tuple[str, str, str]]


def _people(families: set[int]) -> People:
    """Return last name, first name and the family's number by family and person."""
    return {row[:2]: row[2:] for row in _rows(_PEOPLE, [sorted(families)])}


def _on_file(people: People, family: int, person: int) -> OnFile | None:
    patient, subscriber = people.get((family, person)), people.get((family, SUBSCRIBER))
    if patient is None or subscriber is None:
        return None
    last, first, number = subscriber
    return OnFile(*patient[:2], last, first, f"{number}{SUBSCRIBER:02d}", person == SUBSCRIBER)


def _lines(keys: set[Key]) -> dict[Key, list[RemittedLine]]:
    columns = [list(column) for column in zip(*sorted(keys), strict=True)] or [[], [], []]
    found: dict[Key, list[RemittedLine]] = {}
    for row in _rows(_LINES, columns):
        found.setdefault(row[:3], []).append(_line(row[3:]))
    return found


def _line(row: tuple[Any, ...]) -> RemittedLine:
    number, procedure, modifiers, revenue, place, units, *rest = row
    first, last, rendering, status, care, amounts, adjustments, paid = rest
    reasons, _, remarks = adjustments.partition("|")
    return RemittedLine(
        number,
        procedure,
        tuple(modifiers.replace(",", " ").split()),
        revenue,
        place,
        plain(units),
        first,
        last,
        rendering,
        status,
        care,
        Totals(*(Money(each) for each in amounts.split(","))),
        tuple(_reason(each) for each in reasons.split()),
        tuple(remarks.replace(",", " ").split()),
        "" if paid is None else plain(paid),
    )


def _reason(text: str) -> Adjustment:
    codes, _, amount = text.partition(":")
    group, _, code = codes.partition("-")
    return Adjustment(group, code, Money(amount))


def plain(units: Decimal) -> str:
    """Write a count without an exponent or zeros behind the point: 1, 1.5, 20."""
    text = format(units, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


# The columns of _CLAIMS that a remitted claim shows as they are.
_SHOWN: Final = (
    "number",
    "patient_account",
    "kind",
    "outcome",
    "form",
    "frequency",
    "patient_first",
    "patient_last",
    "member_id",
    "received",
    "first",
    "last",
)


def _claim(
    row: tuple[Any, ...], lines: Mapping[Key, list[RemittedLine]], people: People
) -> RemittedClaim:
    _, family, claim, _, amount, late, *said, charge, content, plan_kind = row[:-3]
    corrects, person, lines_of = row[-3:]
    shown = dict(zip(_SHOWN, said, strict=True))
    sent = read_content(content, claim, family, shown["member_id"], corrects)
    controls = {line.number: line.control for line in sent.lines}
    own = tuple(
        replace(line, control=controls.get(line.number, ""))
        for line in lines.get((family, claim, lines_of), ())
    )
    if shown["kind"] == REVERSAL:
        own, charge = tuple(map(reversed_line, own)), -abs(charge)
    return RemittedClaim(
        family=family,
        **shown,
        **_from_content(sent),
        payers_before=_payers_before(sent, own),
        plan_kind=plan_kind,
        charge=Money(charge),
        paid=Money(amount),
        interest=Money(late),
        lines=own,
        on_file=_on_file(people, family, person),
    )


def _from_content(claim: Claim) -> dict[str, Any]:
    stay = claim.institutional
    return {
        "bill_type": stay.bill_type if stay else "",
        "drg": stay.drg if stay else "",
        "corrects": claim.replaces,
    }


def _payers_before(claim: Claim, lines: Sequence[RemittedLine]) -> int:
    """Count who decided before us, as the claim says; none where we found that we come first."""
    answered = max(len(claim.other_payers), any(line.other_payer for line in claim.lines))
    paid = sum(line.other_payer.paid for line in claim.lines if line.other_payer)
    ours = [line.amounts for line in lines if line.amounts.allowed]
    if paid and ours and not any(one.other_payer for one in ours):
        return 0
    return answered or int(claim.said_second)


def reversed_line(line: RemittedLine) -> RemittedLine:
    """Return a line with every amount below zero, as its reversal reports it."""
    if line.amounts.charge < 0:
        return line
    negative = Totals(*(-amount for amount in line.amounts))
    reasons = tuple(each._replace(amount=-each.amount) for each in line.adjustments)
    return replace(line, amounts=negative, adjustments=reasons)


def _rows(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
