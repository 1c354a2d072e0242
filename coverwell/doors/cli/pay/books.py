"""What was paid and why: lists, one payment, one payee, year totals, the nightly check."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from coverwell.doors.cli.database import needs_database, with_settings
from coverwell.doors.cli.pay import options
from coverwell.doors.cli.pay.options import DAY, as_csv, as_json, by, print_rows, staff, to_day
from coverwell.doors.cli.pay.tables import amount, detail_tables, standing_tables


if TYPE_CHECKING:
    from coverwell.services.payments.show import PaymentDetail


@click.command("list")
@click.option("--from", "first", type=DAY, callback=to_day, default="2000-01-01")
@click.option("--to", "last", type=DAY, callback=to_day, default="2999-12-31")
@by
@as_json
@as_csv
@needs_database
def list_payments(first: date, last: date, by: str, *, as_json: bool, as_csv: bool) -> None:
    """List payments, the newest first; --csv is the whole register with every column."""
    from coverwell.services.payments.show import payments_made  # noqa: PLC0415 - needs settings

    most = None if as_csv or as_json else 500
    rows = payments_made(first, last, staff(by), most)
    shown = ("trace_number", "payee", "name", "method", "amount", "made_on", "file", "outcome")
    print_rows(rows, shown, as_json=as_json, as_csv=as_csv)


@click.command()
@click.argument("trace_number")
@by
@as_json
@needs_database
def show(trace_number: str, by: str, *, as_json: bool) -> None:
    """Show payment TRACE_NUMBER with its claims and what stands beside them."""
    from coverwell.services.payments.show import payment_detail  # noqa: PLC0415 - needs settings

    found = payment_detail(trace_number, staff(by))
    if found is None:
        raise click.ClickException(f"There is no payment {trace_number}.")
    if as_json:
        print_rows([found], (), as_json=True)
    else:
        _print_detail(found)


def _print_detail(found: "PaymentDetail") -> None:
    detail_tables(found, Console())
    paid = found.payment
    click.echo(
        f"claims {amount(paid.claims)} + interest {amount(paid.interest)}"
        f" - beside {amount(paid.adjustments)} - owed before {amount(paid.balance_before)}"
        f" + owed after {amount(paid.balance_after)} = paid {amount(paid.amount)}"
    )


@click.command("open")
@click.argument("payee")
@options.as_of
@by
@needs_database
def show_open(payee: str, as_of: date | None, by: str) -> None:
    """Show what is open for PAYEE (a tax id, or a member such as 17-01) and why."""
    from coverwell.services.payments.orders import OrderRefusedError, read_payee  # noqa: PLC0415 - needs settings
    from coverwell.services.payments.standing import standing  # noqa: PLC0415 - needs settings

    try:
        found = standing(read_payee(payee), as_of or options.today(), staff(by))
    except OrderRefusedError as fault:
        raise click.ClickException(str(fault)) from None
    standing_tables(found, Console())


@click.command()
@click.argument("trace_number")
@click.option("--to", "target", type=click.Path(dir_okay=False, path_type=Path), default=None)
@by
@needs_database
def advice(trace_number: str, target: Path | None, by: str) -> None:
    """Print the 835 of payment TRACE_NUMBER, or save it to a file."""
    from coverwell.services.payments.show import remittance_file  # noqa: PLC0415 - needs settings

    found = remittance_file(trace_number, staff(by))
    if found is None:
        raise click.ClickException(f"Payment {trace_number} has no 835.")
    data = b"".join(found[1])
    if target:
        target.write_bytes(data)
    else:
        click.echo(data.decode("ascii").replace("~", "~\n"))


@click.command()
@click.argument("year", type=int)
@by
@as_json
@as_csv
@needs_database
def totals(year: int, by: str, *, as_json: bool, as_csv: bool) -> None:
    """Add up what each office was paid in YEAR, as its 1099 says."""
    from coverwell.services.payments.year_totals import year_totals  # noqa: PLC0415 - needs settings

    shown = ("tax_id", "name", "payments", "paid", "withheld", "levied", "refunded", "total")
    print_rows(year_totals(year, staff(by)), shown, as_json=as_json, as_csv=as_csv)


@click.command()
@by
@as_json
@needs_database
def verify(by: str, *, as_json: bool) -> None:
    """Recompute every sum; ends with 1 where anything disagrees."""
    from coverwell.services.payments import verify as nightly  # noqa: PLC0415 - needs settings

    faults = nightly.verify(staff(by))
    if faults or as_json:
        print_rows(faults, ("check", "key", "off_by"), as_json=as_json)
    if faults:
        raise SystemExit(1)
    if not as_json:
        click.echo(f"All {len(nightly.CHECKS)} checks agree.")


@click.command()
@click.option("--load", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=None)
@click.option("--effective", type=DAY, callback=to_day, help="First day of the loaded table.")
def codes(load: Path | None, effective: date | None) -> None:
    """Check that every denial uses a combination of codes that CAQH CORE lists, or a free one.

    --load turns the official CSV (scenario, CARC, RARC, CAGC) into the table in force.
    """
    with_settings()
    from coverwell.services.payments import combinations as core  # noqa: PLC0415 - needs settings
    from coverwell.services.rulebook.adjustments import read_adjustments  # noqa: PLC0415 - needs settings
    from coverwell.services.rulebook.sheets import rulebook_folder  # noqa: PLC0415 - needs settings

    root, today = rulebook_folder(), options.today()
    try:
        if load:
            made = core.load_official(root, load, effective or today, today)
            click.echo(f"{made} holds from {effective or today} on.")
        table, said = core.combinations(root).on(effective or today), read_adjustments(root)
    except ValueError as fault:
        raise click.ClickException(str(fault)) from None
    wrong = core.not_listed(said, table) if table else ("there is no table for this day",)
    for one in wrong:
        click.echo(one)
    if wrong:
        raise SystemExit(1)
    click.echo(f"All {len(said)} rules use combinations that are listed or free.")


VERBS = (list_payments, show, show_open, advice, totals, verify, codes)
