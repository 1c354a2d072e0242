"""`coverwell pay`: payment runs, their files, and what the bank says."""

import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table

from coverwell.doors.cli.database import needs_database
from coverwell.doors.cli.jobs import work_off
from coverwell.doors.cli.pay_tables import amount, plan_document, plan_tables


if TYPE_CHECKING:
    from coverwell.services.acting import Actor
    from coverwell.services.payments.run import RunResult


def _day(_context: click.Context, _parameter: click.Parameter, value: Any) -> date | None:
    return value.date() if isinstance(value, datetime) else None


DAY = click.DateTime(["%Y-%m-%d"])


def today() -> date:
    """Return today where this installation stands."""
    from django.utils import timezone  # noqa: PLC0415 - needs settings

    return timezone.localdate()


as_of = click.option("--as-of", type=DAY, callback=_day, help="The day of the run (today).")
by = click.option("--by", required=True, help="Who does it: the sign-in name kept in the audit.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")


@click.group()
def command() -> None:
    """Make payment runs and follow their files."""


def _staff(name: str) -> "Actor":
    from coverwell.services.acting import Actor  # noqa: PLC0415 - needs settings

    return Actor(name, "staff")


@command.command()
@as_of
@by
@as_json
@needs_database
def preview(as_of: date | None, by: str, *, as_json: bool) -> None:
    """Show what a run would pay, and save nothing."""
    from coverwell.services.payments.run import preview as plan_run  # noqa: PLC0415

    plan = plan_run(as_of or today(), _staff(by))
    if as_json:
        click.echo(json.dumps(plan_document(plan), indent=2))
    else:
        plan_tables(plan, Console())


@command.command()
@as_of
@by
@as_json
@needs_database
def run(as_of: date | None, by: str, *, as_json: bool) -> None:
    """Pay all that waits; above the limit, ask for a second person instead."""
    from coverwell.services.payments.run import run as pay_all  # noqa: PLC0415

    _show(pay_all(as_of or today(), _staff(by)), as_json=as_json)


@command.command()
@click.argument("request", type=int)
@by
@as_json
@needs_database
def approve(request: int, by: str, *, as_json: bool) -> None:
    """As a second person, pay what request REQUEST would pay."""
    from coverwell.services.payments import run as runs  # noqa: PLC0415

    try:
        _show(runs.approve(request, today(), _staff(by)), as_json=as_json)
    except runs.RunRefusedError as fault:
        raise click.ClickException(str(fault)) from None


def _show(result: "RunResult", *, as_json: bool) -> None:
    if result.run:
        work_off(["gateway", "bank"])
    if as_json:
        said = {"run": result.run, "request": result.request, **plan_document(result.plan)}
        click.echo(json.dumps(said, indent=2))
        return
    plan_tables(result.plan, Console())
    click.echo(_what_came_of_it(result))


def _what_came_of_it(result: "RunResult") -> str:
    if result.run:
        return f"Run {result.run} is paid and posted. Its files: coverwell pay files --by NAME"
    if result.request:
        limit = amount(result.plan.limit)
        return (
            f"Above {limit} a second person approves:"
            f" coverwell pay approve {result.request} --by NAME"
        )
    return "Nothing waits to be paid."


@command.command()
@by
@as_json
@needs_database
def files(by: str, *, as_json: bool) -> None:
    """List the bank files and how far each is."""
    from coverwell.services.payments.sending import bank_files  # noqa: PLC0415

    rows = [asdict(file) for file in bank_files(_staff(by))]
    _print(rows, ("id", "name", "entries", "total", "state", "attempt"), as_json=as_json)


@command.command("list")
@click.option("--from", "first", type=DAY, callback=_day, default="2000-01-01")
@click.option("--to", "last", type=DAY, callback=_day, default="2999-12-31")
@by
@as_json
@needs_database
def list_payments(first: date, last: date, by: str, *, as_json: bool) -> None:
    """List payments with their 835 files."""
    from coverwell.services.payments.show import payments_made  # noqa: PLC0415

    rows = [asdict(row) for row in payments_made(first, last, _staff(by))]
    shown = ("trace_number", "payee", "name", "method", "amount", "made_on", "file")
    _print(rows, shown, as_json=as_json)


@command.command()
@click.argument("trace_number")
@click.option("--to", "target", type=click.Path(dir_okay=False, path_type=Path), default=None)
@by
@needs_database
def advice(trace_number: str, target: Path | None, by: str) -> None:
    """Print the 835 of payment TRACE_NUMBER, or save it to a file."""
    from coverwell.services.payments.show import remittance_file  # noqa: PLC0415

    found = remittance_file(trace_number, _staff(by))
    if found is None:
        raise click.ClickException(f"Payment {trace_number} has no 835.")
    data = b"".join(found[1])
    if target:
        target.write_bytes(data)
    else:
        click.echo(data.decode("ascii").replace("~", "~\n"))


@command.command()
@click.argument("file", type=int)
@by
@needs_database
def send(file: int, by: str) -> None:
    """Hand bank file FILE over to the bank, once."""
    from django.conf import settings  # noqa: PLC0415
    from django.utils.module_loading import import_string  # noqa: PLC0415

    from coverwell.services.payments.sending import SendingRefusedError  # noqa: PLC0415

    try:
        sent = import_string(settings.SEND_BANK_FILE)(file, _staff(by))
    except SendingRefusedError as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"{sent.name} is handed over: {sent.entries} payments, {amount(sent.total)}.")


@command.command()
@click.argument("name")
@click.argument("said", type=click.Choice(["confirmed", "missing", "refused"]))
@by
@needs_database
def answer(name: str, said: str, by: str) -> None:
    """Note what the bank says of the file NAME."""
    from coverwell.services.payments.sending import (  # noqa: PLC0415
        SendingRefusedError,
        note_answer,
    )

    try:
        found = note_answer(name, said, _staff(by))
    except SendingRefusedError as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"{found.name} is {found.state}.")


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@by
@as_json
@needs_database
def returns(file: Path, by: str, *, as_json: bool) -> None:
    """Post the payments that came back in the bank's FILE of returns."""
    from django.conf import settings  # noqa: PLC0415
    from django.utils.module_loading import import_string  # noqa: PLC0415

    try:
        read = import_string(settings.POST_BANK_RETURNS)(file.read_bytes(), today(), _staff(by))
    except ValueError as fault:
        raise click.ClickException(f"{file.name}: {fault}") from None
    rows = [
        {"payment": one, "became": word}
        for word in ("posted", "known", "refused")
        for one in getattr(read, word)
    ]
    _print(rows, ("payment", "became"), as_json=as_json)


@command.command()
@click.argument("year", type=int)
@by
@as_json
@needs_database
def totals(year: int, by: str, *, as_json: bool) -> None:
    """Add up what each office was paid in YEAR, as its 1099 says."""
    from coverwell.services.payments.show import year_totals  # noqa: PLC0415

    rows = [asdict(total) for total in year_totals(year, _staff(by))]
    _print(rows, ("tax_id", "name", "payments", "total"), as_json=as_json)


@command.command()
@by
@as_json
@needs_database
def verify(by: str, *, as_json: bool) -> None:
    """Recompute every sum; ends with 1 where anything disagrees."""
    from coverwell.services.payments import verify as nightly  # noqa: PLC0415

    faults = [asdict(fault) for fault in nightly.verify(_staff(by))]
    if faults or as_json:
        _print(faults, ("check", "key", "off_by"), as_json=as_json)
    if faults:
        raise SystemExit(1)
    if not as_json:
        click.echo(f"All {len(nightly.CHECKS)} checks agree.")


def _print(rows: list[dict[str, Any]], shown: tuple[str, ...], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(rows, indent=2, default=_json))
        return
    table = Table(*(name.replace("_", " ") for name in shown))
    for row in rows:
        table.add_row(*(_cell(name, row[name]) for name in shown))
    Console().print(table)


def _cell(name: str, value: object) -> str:
    return amount(value) if name in ("amount", "total") and isinstance(value, int) else str(value)


def _json(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
