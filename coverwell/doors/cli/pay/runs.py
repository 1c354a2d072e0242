"""Payment runs: preview, run, approve, and the runs that were made."""

import json
from datetime import date
from typing import TYPE_CHECKING

import click
from rich.console import Console

from coverwell.doors.cli.database import needs_database
from coverwell.doors.cli.jobs import work_off
from coverwell.doors.cli.pay import options
from coverwell.doors.cli.pay.options import as_csv, as_json, as_of, by, print_rows, staff
from coverwell.doors.cli.pay.tables import amount, plan_document, plan_tables


if TYPE_CHECKING:
    from coverwell.services.payments.run import RunResult


@click.command()
@as_of
@by
@as_json
@needs_database
def preview(as_of: date | None, by: str, *, as_json: bool) -> None:
    """Show what a run would pay, and save nothing."""
    from coverwell.services.payments.run import preview as plan_run  # noqa: PLC0415 - needs settings

    plan = plan_run(as_of or options.today(), staff(by))
    if as_json:
        click.echo(json.dumps(plan_document(plan), indent=2))
    else:
        plan_tables(plan, Console())


@click.command()
@as_of
@by
@as_json
@needs_database
def run(as_of: date | None, by: str, *, as_json: bool) -> None:
    """Pay all that waits; above the limit, ask for a second person instead."""
    from coverwell.services.payments.run import run as pay_all  # noqa: PLC0415 - needs settings

    _show(pay_all(as_of or options.today(), staff(by)), as_json=as_json)


@click.command()
@click.argument("request", type=int)
@by
@as_json
@needs_database
def approve(request: int, by: str, *, as_json: bool) -> None:
    """As a second person, pay what request REQUEST would pay."""
    from coverwell.services.payments import run as runs  # noqa: PLC0415 - needs settings

    try:
        _show(runs.approve(request, options.today(), staff(by)), as_json=as_json)
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
        return (
            f"Run {result.run} is paid and posted."
            f" Its files: coverwell pay files --run {result.run} --by NAME"
        )
    if result.request:
        limit = amount(result.plan.limit)
        why = "Raised by hand" if result.plan.total <= result.plan.limit else f"Above {limit}"
        return f"{why}, a second person approves: coverwell pay approve {result.request} --by NAME"
    return "Nothing waits to be paid."


@click.command("runs")
@by
@as_json
@as_csv
@needs_database
def list_runs(by: str, *, as_json: bool, as_csv: bool) -> None:
    """List the runs that were made, the newest first."""
    from coverwell.services.payments.runs_made import runs_made  # noqa: PLC0415 - needs settings

    money = ("payments", "claims", "interest", "paid")
    shown = ("id", "as_of", "effective_on", *money, "asked_by", "approved_by")
    print_rows(runs_made(staff(by)), shown, as_json=as_json, as_csv=as_csv)


@click.command("requests")
@by
@as_json
@needs_database
def list_requests(by: str, *, as_json: bool) -> None:
    """List the runs that wait for a second person."""
    from coverwell.services.payments.runs_made import requests_open  # noqa: PLC0415 - needs settings

    found = requests_open(options.today(), staff(by))
    print_rows(found, ("id", "as_of", "asked_by", "total"), as_json=as_json)


@click.command()
@click.argument("year", type=click.IntRange(2000, 2999))
@as_json
@as_csv
@needs_database
def calendar(year: int, *, as_json: bool, as_csv: bool) -> None:
    """List the days of YEAR on which payments are made, and when payees have them."""
    from coverwell.services.payments.calendar import calendar as days  # noqa: PLC0415 - needs settings

    try:
        found = [day._asdict() for day in days(date(year, 1, 1), date(year, 12, 31))]
    except LookupError as fault:
        raise click.ClickException(str(fault)) from None
    print_rows(found, ("made_on", "effective_on"), as_json=as_json, as_csv=as_csv)


VERBS = (preview, run, approve, list_runs, list_requests, calendar)
