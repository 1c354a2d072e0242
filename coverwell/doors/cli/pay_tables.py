"""A payment run as tables, and as a JSON document (amounts in cents)."""

from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table


if TYPE_CHECKING:
    from coverwell.services.payments.values import PlannedPayment, RunPlan


WARNINGS = {
    "carried_forward": "owes more than it is due: the rest is carried forward",
    "no_bank_account": "has no bank account with us: paid by cheque",
    "wrong_bank_account": "has a routing number that fails its check digit: paid by cheque",
    "late": "is paid late: interest is added",
    "unknown_payee": "is not known as a provider group or member: what it is due goes on waiting",
    "second_person": "is above the limit of one person: a second one approves",
}
# A long run is shown by its largest payments; --json has all of them.
MOST_ROWS = 40


def amount(cents: int) -> str:
    """Write cents as dollars: 1,234.50."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def plan_tables(plan: "RunPlan", console: Console) -> None:
    """Print the payees, the totals and the warnings of a run."""
    title = f"Payment run of {plan.as_of}, at the payees on {plan.effective_on}"
    table = Table(title=title, box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("payee", no_wrap=True)
    table.add_column("name", no_wrap=True, min_width=6)
    table.add_column("by", no_wrap=True)
    for name in ("claims", "recouped", "interest", "paid", "still owes"):
        table.add_column(name, justify="right", no_wrap=True)
    largest = sorted(plan.payments, key=lambda payment: -payment.amount)
    for payment in largest[:MOST_ROWS]:
        table.add_row(*_cells(payment))
    if len(largest) > MOST_ROWS:
        table.caption = f"the {MOST_ROWS} largest of {len(largest)} payments"
    console.print(table)
    console.print(_totals(plan))
    for key, count in _counted(plan).items():
        console.print(f"[yellow]{count}[/yellow] {WARNINGS[key]}")


def _cells(payment: "PlannedPayment") -> tuple[str, ...]:
    return (
        payment.payee.key,
        payment.facts.name,
        payment.method,
        str(len(payment.items)),
        amount(-payment.recouped),
        amount(payment.interest_total),
        amount(payment.amount),
        amount(payment.balance_after),
    )


def _totals(plan: "RunPlan") -> str:
    return (
        f"{len(plan.payments)} payments for {plan.claims} decisions:"
        f" decided {amount(plan.claims_total + plan.recouped)},"
        f" recouped {amount(plan.recouped)}, interest {amount(plan.interest_total)},"
        f" carried forward {amount(plan.carried)}, [bold]paid {amount(plan.total)}[/bold]"
    )


def _counted(plan: "RunPlan") -> dict[str, int]:
    counts: dict[str, int] = {}
    for key, _ in plan.warnings:
        counts[key] = counts.get(key, 0) + 1
    return counts


def plan_document(plan: "RunPlan") -> dict[str, Any]:
    """Return the whole run as JSON values."""
    return {
        "as_of": plan.as_of.isoformat(),
        "effective_on": plan.effective_on.isoformat(),
        "claims": plan.claims,
        "claims_total": int(plan.claims_total),
        "recouped": int(plan.recouped),
        "interest": int(plan.interest_total),
        "carried_forward": int(plan.carried),
        "total": int(plan.total),
        "needs_second_person": plan.needs_second_person,
        "warnings": [{"warning": key, "about": about} for key, about in plan.warnings],
        "payments": [_payment_document(payment) for payment in plan.payments],
    }


def _payment_document(payment: "PlannedPayment") -> dict[str, Any]:
    return {
        "payee": payment.payee.key,
        "name": payment.facts.name,
        "method": payment.method,
        "amount": int(payment.amount),
        "interest": int(payment.interest_total),
        "recouped": int(payment.recouped),
        "balance_before": int(payment.facts.balance),
        "balance_after": int(payment.balance_after),
        "claims": [
            {
                "claim": each.number,
                "decision": each.decision_no,
                "amount": int(each.amount),
                "interest": int(late),
            }
            for each, late in payment.items
        ],
    }
