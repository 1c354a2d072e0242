"""Payments whose 835 or money may be missing (CAQH CORE 370): what is known of both, side by side.

The number that stands in the 835 (TRN02) and in the addendum of the bank's entry brings them
together. What an office, or our staff, must look at is named by `trouble`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from coverwell.kernel.vocabulary.money import Money
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.operations.days import business_day_before
from coverwell.services.payees.terms import banking_days_after
from coverwell.services.payer.read import payer
from coverwell.services.rulebook.operating_rules import OperatingRules, operating_rules


NOT_WRITTEN: Final = "not written"
NOT_FETCHED: Final = "not fetched"
RETURNED: Final = "returned"
BANK_SILENT: Final = "bank silent"
APART: Final = "apart"


@dataclass(frozen=True, slots=True)
class Pair:
    """A payment to an office with its 835 and its money (cents).

    `file` is the newest 835 (0: none), laid into `receiver`'s mailbox ('': nobody's, only the
    page) and `fetched` at a moment. `bank` is what is known of the bank's file. `returned` is the
    reason of a transfer that came back, `again` the number of the payment that paid it again.
    """

    trace_number: str
    tax_id: str
    name: str
    method: str
    amount: Money
    made_on: date
    effective_on: date
    file: int
    written: datetime | None
    receiver: str
    fetched: datetime | None
    bank: str
    returned: str
    again: str
    trouble: str

    @property
    def originator(self) -> str:
        """Return TRN03 of the 835 and the company id of the bank's entry."""
        return f"1{payer(self.made_on).tax_id}"

    @property
    def addendum(self) -> str:
        """Return what the addendum of the bank's entry says (CCD+, record 7); '' for a cheque."""
        if self.method != "eft":
            return ""
        return f"TRN*1*{self.trace_number}*{self.originator}~"


def pairs(
    today: date, actor: Actor, *, troubled: bool = False, days: int = 90, most: int = 500
) -> tuple[Pair, ...]:
    """Return an office's own payments of the last days, or all for staff, the newest first.

    `troubled`: only those that somebody must look at.
    """
    if actor.role not in ("provider", "staff"):
        raise DeniedError("Payments to offices are for the office and the payer's staff.")
    own = sorted(actor.tax_ids) if actor.role == "provider" else None
    rules = operating_rules(today)
    late = business_day_before(today, rules.missing_after)
    # The right was checked: an office may not read the tables of partners and of returns itself.
    with acting(actor.as_engine()), connection.cursor() as cursor:
        cursor.execute(_PAIRS, {"days": days, "today": today, "own": own})
        found = [_pair(row, late, rules) for row in cursor.fetchall()]
    return tuple([one for one in found if one.trouble or not troubled][:most])


_PAIRS: Final = """
SELECT p.trace_number, p.tax_id, p.name, p.method, p.amount, p.made_on, p.effective_on,
       coalesce(f.id, 0), f.kept_at, coalesce(f.partner, ''), f.fetched,
       coalesce(b.state, ''), CASE WHEN o.kind = 'returned' THEN o.reason ELSE '' END,
       coalesce(again.trace_number, '')
  FROM cw_payments_payment p
  LEFT JOIN LATERAL (
    SELECT k.id, k.kept_at, m.name AS partner,
           (SELECT max(e.at) FROM cw_files_fileevent e
             WHERE e.file_id = k.id AND e.state = 'sent') AS fetched
      FROM cw_files_keptfile k LEFT JOIN cw_partners_partner m ON m.id = k.partner_id
     WHERE k.tax_id = p.tax_id AND k.kind = '835' AND k.direction = 'out'
       AND k.name = '835-' || p.trace_number || '.x12'
     ORDER BY k.id DESC LIMIT 1
  ) f ON true
  LEFT JOIN LATERAL (
    SELECT e.state FROM cw_payments_sentfile s
      JOIN cw_payments_sendingevent e ON e.sent_file_id = s.id
     WHERE s.run_id = p.run_id AND s.channel = 'bank' AND p.method = 'eft'
     ORDER BY e.id DESC LIMIT 1
  ) b ON true
  LEFT JOIN cw_payments_paymentoutcome o ON o.payment_id = p.id
  LEFT JOIN cw_payments_payeeorder r ON r.reissues_id = p.id
  LEFT JOIN cw_payments_paymentadjustment a ON a.order_id = r.id
  LEFT JOIN cw_payments_payment again ON again.id = a.payment_id
 WHERE p.tax_id <> '' AND p.made_on > %(today)s - %(days)s
   AND (%(own)s::text[] IS NULL OR p.tax_id = ANY (%(own)s::text[]))
 ORDER BY p.id DESC
"""


def _pair(row: tuple[Any, ...], late: date, rules: OperatingRules) -> Pair:
    values: list[Any] = [*row, ""]
    values[4] = Money(values[4])
    known = Pair(*values)
    return replace(known, trouble=next(_troubles(known, late, rules), ""))


def _troubles(one: Pair, late: date, rules: OperatingRules) -> Iterator[str]:
    """Name what is wrong, the worst first; nothing is missing before its days have passed."""
    overdue = one.effective_on <= late
    if one.returned and not one.again:
        yield RETURNED
    if overdue and not one.file:
        yield NOT_WRITTEN
    if overdue and one.receiver and one.fetched is None:
        yield NOT_FETCHED
    if overdue and one.method == "eft" and one.bank not in ("sent", "confirmed"):
        yield BANK_SILENT
    last = banking_days_after(one.effective_on, rules.apart)
    if one.written is not None and timezone.localdate(one.written) > last:
        yield APART
