"""The answers of `plan try` as a table for the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from coverwell.doors.cli.bench_output import said
from coverwell.kernel.claims.decision import LineDecision, Totals
from coverwell.kernel.cost_share.balances import FAMILY
from coverwell.kernel.vocabulary.money import Money
from coverwell.services.plans.bench import Answers
from coverwell.services.plans.bench_used import limit_of, used_by


COLUMNS = (
    ("Allowed", "allowed"),
    ("Deductible", "deductible"),
    ("Copay", "copay"),
    ("Coinsurance", "coinsurance"),
    ("Not covered", "not_covered"),
    ("Beyond limit", "beyond_limit"),
    ("Penalty", "penalty"),
    ("Balance bill", "balance_bill"),
    ("Write-off", "write_off"),
    ("Other payer", "other_payer"),
    ("Plan pays", "plan_paid"),
    ("Member owes", "member_owes"),
)
ALWAYS = ("allowed", "deductible", "copay", "coinsurance", "plan_paid", "member_owes")


def print_answers(answers: Answers, language: str, console: Console) -> None:
    """Print the services, the totals, the reasons and what is used afterwards."""
    console.print(amounts_table(answers))
    console.print()
    for answer in answers.services:
        console.print(
            f"{answer.service.id}. {answer.line.care or answer.service.care}", style="bold"
        )
        for note in answer.decision.trace.changed:
            console.print(f"   {said(note.finding, language)}", highlight=False, markup=False)
            console.print(f"   [dim]{note.finding.source}[/dim]", highlight=False)
    console.print()
    console.print(used_table(answers))


def amounts_table(answers: Answers) -> Table:
    """Return one row per service and the totals; columns that are all zero are left out."""
    totals = answers.totals
    shown = [
        (t, n) for t, n in COLUMNS if n in ALWAYS or any(_of(a.line, n) for a in answers.services)
    ]
    table = Table(title=f"{answers.plan.head.name} ({answers.plan.edition})", show_footer=True)
    table.add_column("Service", footer="Total")
    table.add_column("Care")
    for title, name in shown:
        table.add_column(title, justify="right", footer=str(_of(totals, name)))
    for answer in answers.services:
        care = f"{answer.line.care or answer.service.care} ({answer.line.status.value})"
        amounts = (str(_of(answer.line, name)) for _, name in shown)
        table.add_row(answer.service.id, care, *amounts)
    return table


def used_table(answers: Answers) -> Table:
    """Return what each person and the family has used of the yearly amounts."""
    start = answers.plan.year_of(answers.services[0].day)
    people = sorted({answer.service.person for answer in answers.services})
    table = Table(title="Used afterwards")
    table.add_column("Of")
    used = {
        person: used_by(answers.plan, answers.after, person, start) for person in (*people, FAMILY)
    }
    names = [name for name in used[FAMILY] if limit_of(answers.plan.amounts, name)]
    for name in names:
        table.add_column(name.replace("_", " "), justify="right")
    for person, amounts in used.items():
        table.add_row(person or "family", *(str(Money(amounts[name])) for name in names))
    return table


def _of(line: LineDecision | Totals, name: str) -> Money:
    if name == "not_covered":
        return line.not_covered_member + line.not_covered_provider
    amount = getattr(line, name)
    return Money(amount)
