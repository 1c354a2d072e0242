"""A payment run as tables, and as a JSON document (amounts in cents)."""

from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table


if TYPE_CHECKING:
    from coverwell.services.payments.show import PaymentDetail
    from coverwell.services.payments.standing import Standing
    from coverwell.services.payments.values import PlannedPayment, RunPlan


WARNINGS = {
    "carried_forward": "owes more than it is due: the rest is carried forward",
    "no_bank_account": "has no bank account with us: paid by cheque",
    "wrong_bank_account": "has a routing number that fails its check digit: paid by cheque",
    "returned_account": "had a transfer come back from its account: paid by cheque",
    "shared_account": "has the bank account of another payee: see whether that is right",
    "withheld": "has tax withheld (IR)",
    "levied": "has a levy taken (LE)",
    "refunded": "sent a refund that is acknowledged (72)",
    "refund_returned": "sent more than was asked for: the rest goes back (B2)",
    "late": "is paid late: interest is added",
    "unknown_payee": "is not known as a provider group or member: what it is due goes on waiting",
    "no_interest_rule": "state of insured accounts has no fixed rate or no row: a person decides",
    "second_person": "is above the limit of one person: a second one approves",
    "second_person_raised": "payment is raised by hand: a second person approves",
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
    for name in ("claims", "reversed", "interest", "beside", "paid", "still owes"):
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
        amount(-payment.adjustments_total),
        amount(payment.amount),
        amount(payment.balance_after),
    )


def _totals(plan: "RunPlan") -> str:
    return (
        f"{len(plan.payments)} payments for {plan.claims} decisions:"
        f" decided {amount(plan.claims_total + plan.recouped)},"
        f" reversed {amount(plan.recouped)}, interest {amount(plan.interest_total)},"
        f" beside {amount(-plan.adjusted)},"
        f" carried forward {amount(plan.carried)}, [bold]paid {amount(plan.total)}[/bold]"
    )


# What the codes of PLB mean here, in our own words.
BESIDE = {
    "WO": "recovery of an overpayment",
    "72": "refund received",
    "B2": "refund returned",
    "IR": "tax withheld",
    "LE": "levy",
    "CS": "adjustment, or a payment made again",
}
ORDERS = {
    "recovery": "asked back by letter",
    "refund": "refund received, to be set against what is owed",
    "adjustment": "adjustment",
    "levy": "levy",
    "reissue": "came back or was voided: to be paid again",
}


def detail_tables(found: "PaymentDetail", console: Console) -> None:
    """Print a payment, the claims that it settles, and what stands beside them."""
    paid = found.payment
    after = f", {paid.outcome}" if paid.outcome else ""
    table = Table(
        title=f"Payment {paid.trace_number} to {paid.name} ({paid.payee}): {amount(paid.amount)}"
        f" by {paid.method}, made {paid.made_on}, there {paid.effective_on}{after}",
        box=SIMPLE_HEAD,
    )
    for name in ("claim", "patient account", "decision", "service", "paid", "interest"):
        table.add_column(name, justify="right" if name in ("paid", "interest") else "left")
    for row in found.settled:
        day, money = row.service_on.isoformat(), (amount(row.amount), amount(row.interest))
        table.add_row(row.claim, row.account, row.kind, day, *money)
    console.print(table)
    for code, reference, cents in found.beside:
        console.print(f"{code} {reference}: {BESIDE[code]}, {amount(-cents)}")


def standing_tables(found: "Standing", console: Console) -> None:
    """Print what is open for a payee, what waits, and what the next run would make of it."""
    facts = found.facts
    console.print(f"[bold]{facts.name}[/bold] ({found.payee.key})")
    if facts.balance:
        console.print(
            f"owes {amount(facts.balance)}, carried forward by payment {facts.trace_number}"
        )
    if facts.taxed:
        console.print("tax is withheld from what it is paid")
    table = Table("what is open", "reference", "claim", "from", "amount", box=SIMPLE_HEAD)
    for order in found.orders:
        table.add_row(
            ORDERS[order.kind], order.reference, order.claim_number, str(order.first_on),
            amount(order.amount),
        )  # fmt: skip
    if found.orders:
        console.print(table)
    if found.next is None:
        console.print("Nothing waits to be paid.")
        return
    _print_next(found.next, console)


def _print_next(plan: "PlannedPayment", console: Console) -> None:
    table = Table("claim", "received", "amount", "interest", "recovered", box=SIMPLE_HEAD)
    for each, late in plan.items:
        how = ("by letter" if each.by_letter else "here") if each.amount < 0 else ""
        money = (amount(each.amount), amount(late))
        table.add_row(each.number, each.received.isoformat(), *money, how)
    console.print(table)
    for row in plan.beside:
        console.print(f"{row.code} {row.reference}: {BESIDE[row.code]}, {amount(-row.amount)}")
    console.print(
        f"The next run: claims {amount(plan.claims_total)}"
        f" + interest {amount(plan.interest_total)} - beside {amount(plan.adjustments_total)}"
        f" - owed before {amount(plan.facts.balance)} + owed after {amount(plan.balance_after)}"
        f" = paid {amount(plan.amount)} by {plan.method}"
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
        "adjustments": int(plan.adjusted),
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
        "beside": [
            {"code": row.code, "reference": row.reference, "amount": int(row.amount)}
            for row in payment.beside
        ],
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
