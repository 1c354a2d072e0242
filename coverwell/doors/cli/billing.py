"""`coverwell billing`: bill a month, post what is paid, and settle what waits."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from coverwell.doors.cli.database import needs_database
from coverwell.doors.cli.pay import options
from coverwell.doors.cli.pay.options import as_csv, as_json, by, print_rows, staff
from coverwell.doors.cli.pay.tables import amount


MONTH = click.DateTime(["%Y-%m"])
INVOICES = ("number", "payer", "month", "due", "total", "paid", "state")
LINES = ("kind", "subscriber", "plan", "tier", "month", "first", "last", "amount")
WAITING = ("receipt", "line", "trace", "payer_name", "said", "waits", "rule", "since")


@click.group()
def command() -> None:
    """Premiums: invoices, payments (820), and what waits in suspense."""


def to_month(_context: click.Context, _parameter: click.Parameter, value: object) -> date | None:
    """Turn what click read into the first day of a month."""
    return value.date() if isinstance(value, datetime) else None


@command.command()
@click.argument("month", type=MONTH, callback=to_month)
@by
@needs_database
def run(month: date, by: str) -> None:
    """Bill MONTH (2026-11) to everybody who has no invoice for it yet."""
    from coverwell.services.billing import run as bills  # noqa: PLC0415 - needs settings

    try:
        made = bills.run(month, options.today(), staff(by))
    except bills.BillingError as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"{made.invoices} invoices for {month:%Y-%m}: {amount(made.total)}.")
    if made.before:
        click.echo(f"{made.before} payers had theirs before.")


@command.command()
@click.argument("number", default="")
@click.option("--month", type=MONTH, callback=to_month, help="Only this month (2026-11).")
@click.option("--find", "words", default="", help="A number, an account or a subscriber.")
@by
@as_json
@as_csv
@needs_database
def show(  # noqa: PLR0913 - the options of the command
    number: str, month: date | None, words: str, by: str, *, as_json: bool, as_csv: bool
) -> None:
    """List invoices, or show invoice NUMBER with its lines."""
    from coverwell.services.billing.show import invoice, invoices  # noqa: PLC0415 - needs settings

    if not number:
        found = invoices(staff(by), options.today(), month=month, words=words)
        print_rows(found, INVOICES, as_json=as_json, as_csv=as_csv)
        return
    one = invoice(number, staff(by), options.today())
    if one is None:
        raise click.ClickException(f"There is no invoice {number}.")
    if not (as_json or as_csv):
        click.echo(
            f"{one.number}: {one.name} ({one.payer}), {one.month:%Y-%m}, due {one.due}, grace to"
            f" {one.grace_until}. Total {amount(one.total)}, paid {amount(one.paid)}, open"
            f" {amount(one.open)}: {one.state}."
        )
    print_rows(one.lines, LINES, as_json=as_json, as_csv=as_csv)


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--partner", type=int, default=0, help="Post as this partner's (its number).")
@click.pass_context
def post(context: click.Context, file: Path, partner: int) -> None:
    """Keep an 820 FILE, post it, and say what waits (as `gateway submit` does)."""
    from coverwell.doors.cli.gateway import submit  # noqa: PLC0415 - its sibling

    context.invoke(submit, file=file, partner=partner, answers=None)


@command.command()
@by
@as_json
@as_csv
@needs_database
def work(by: str, *, as_json: bool, as_csv: bool) -> None:
    """List what was paid and belongs to no invoice yet, oldest first."""
    from coverwell.services.billing.suspense import waiting  # noqa: PLC0415 - needs settings

    print_rows(waiting(staff(by)), WAITING, as_json=as_json, as_csv=as_csv)


@command.command()
@click.argument("receipt", type=int)
@click.argument("line", type=int)
@click.argument("invoices", nargs=-1, required=True)
@click.option("--why", required=True, help="Why it belongs there; kept.")
@by
@needs_database
def apply(receipt: int, line: int, invoices: tuple[str, ...], why: str, by: str) -> None:
    """Count part LINE of RECEIPT, which waits, on INVOICES in their order."""
    from coverwell.services.billing import suspense  # noqa: PLC0415 - needs settings
    from coverwell.services.billing.post import PostingError  # noqa: PLC0415 - needs settings

    try:
        rest = suspense.apply((receipt, line), invoices, why, options.today(), staff(by))
    except PostingError as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"Counted. {amount(rest)} of it still waits.")


@command.command()
@click.argument("receipt", type=int)
@click.option("--why", required=True, help="What the bank said; kept.")
@by
@needs_database
def reverse(receipt: int, why: str, by: str) -> None:
    """Take RECEIPT back: the bank returned it, and its invoices are open again."""
    from coverwell.services.billing import post as posting  # noqa: PLC0415 - needs settings

    try:
        taken = posting.reverse(receipt, why, options.today(), staff(by))
    except posting.PostingError as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"{amount(taken)} taken back.")


@command.command()
@by
@as_json
@needs_database
def books(by: str, *, as_json: bool) -> None:
    """Show the balance of every account of the premium ledger; together they come to nothing."""
    from coverwell.services.billing.show import books as accounts  # noqa: PLC0415 - needs settings

    print_rows(accounts(staff(by)), ("account", "balance"), as_json=as_json)
