"""What the verbs of `coverwell pay` share: who asks, which day, how rows are printed."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table

from coverwell.doors.cli.pay.tables import amount
from coverwell.kernel.vocabulary.money import Money


if TYPE_CHECKING:
    from coverwell.services.acting import Actor


DAY = click.DateTime(["%Y-%m-%d"])
MONEY_COLUMNS = frozenset(
    [
        "amount",
        "total",
        "paid",
        "interest",
        "claims_paid",
        "adjustments",
        "balance_before",
        "balance_after",
        "withheld",
        "levied",
        "refunded",
        "open",
    ]
)


def to_day(_context: click.Context, _parameter: click.Parameter, value: Any) -> date | None:
    """Turn what click read into a day."""
    return value.date() if isinstance(value, datetime) else None


def today() -> date:
    """Return today where this installation stands."""
    from django.utils import timezone  # noqa: PLC0415 - needs settings

    return timezone.localdate()


def read_cents(text: str) -> Money:
    """Read 1,234.50 or -20 as whole cents; ValueError says what to write."""
    try:
        cents = Decimal(text.replace(",", "").lstrip("$")) * 100
    except InvalidOperation:
        cents = Decimal("0.5")
    if cents != cents.to_integral_value() or abs(cents) >= 10**14:
        raise ValueError(f"'{text}' is no amount: write dollars and cents, such as 1234.50.")
    return Money(int(cents))


def to_cents(_context: click.Context, _parameter: click.Parameter, value: str) -> Money:
    """Turn what was typed into whole cents."""
    try:
        return read_cents(value)
    except ValueError as fault:
        raise click.BadParameter(str(fault)) from None


as_of = click.option("--as-of", type=DAY, callback=to_day, help="The day of the run (today).")
on = click.option("--on", type=DAY, callback=to_day, help="The day it is of (today).")
by = click.option("--by", required=True, help="Who does it: the sign-in name kept in the audit.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
as_csv = click.option("--csv", "as_csv", is_flag=True, help="Print CSV for a spreadsheet.")


def staff(name: str) -> "Actor":
    """Return the person who does it."""
    from coverwell.services.acting import Actor  # noqa: PLC0415 - needs settings

    return Actor(name, "staff")


def print_rows(
    rows: Sequence[Any], shown: tuple[str, ...], *, as_json: bool, as_csv: bool = False
) -> None:
    """Print rows as a table of some columns, or all of them as JSON (cents) or CSV (dollars)."""
    found = [dict(row) if isinstance(row, dict) else asdict(row) for row in rows]
    if as_json:
        click.echo(json.dumps(found, indent=2, default=_json))
    elif as_csv:
        click.echo(csv_text(found, shown), nl=False)
    else:
        table = Table(*(name.replace("_", " ") for name in shown))
        for row in found:
            table.add_row(*(cell(name, row[name]) for name in shown))
        Console().print(table)


def csv_text(rows: Sequence[dict[str, Any]], shown: tuple[str, ...]) -> str:
    """Write rows with a head; a cell that a spreadsheet would run is quoted as text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    columns = list(rows[0]) if rows else list(shown)
    writer.writerow(name.replace("_", " ") for name in columns)
    for row in rows:
        writer.writerow(_plain(name, row[name]) for name in columns)
    return text.getvalue()


def _plain(name: str, value: object) -> str:
    said = cell(name, value)
    if isinstance(value, int):
        return said.replace(",", "")
    return f"'{said}" if said.startswith(("=", "+", "-", "@", "\t")) else said


def cell(name: str, value: object) -> str:
    """Write one value; cents as dollars in the columns that are money."""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, Money) or (name in MONEY_COLUMNS and isinstance(value, int)):
        return amount(value)
    return str(value)


def _json(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
