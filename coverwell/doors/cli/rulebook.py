"""`coverwell rulebook`: check the rulebook, and load official tables into it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from coverwell.services.eligibility.inquiry_tables import refusals, service_types
from coverwell.services.rulebook.load import read_rulebook
from coverwell.services.rulebook.official import Kind, load_official
from coverwell.services.rulebook.sheets import rulebook_folder
from coverwell.services.rulebook.text import RulebookError


@click.group()
def command() -> None:
    """The dated tables that decide: check them, load official ones."""


@command.command()
def check() -> None:
    """Read every file, try every example, and print the rulebook's version."""
    today = datetime.now(tz=UTC).date()
    try:
        folder = rulebook_folder()
        book = read_rulebook(folder)
        kinds, reasons = service_types(today), refusals(today)
    except RulebookError as fault:
        raise click.ClickException(str(fault)) from fault
    tables = book.edits.editions[-1]
    click.echo(f"Rulebook {folder}, version {book.version[:12]}: every example comes out.")
    click.echo(f"  kinds of care        {len(book.cares)}")
    click.echo(f"  classification rules {len(book.care_rules.editions[-1].rules)}")
    click.echo(f"  rules with words     {len(book.languages['en'].rules)}")
    click.echo(f"  code pairs           {sum(map(len, tables.pairs.values()))}")
    click.echo(f"  limits of units      {len(tables.units)}")
    click.echo(f"  service types        {len(kinds)}")
    click.echo(f"  inquiry refusals     {len(reasons)}")


@command.command()
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--effective", required=True, type=click.DateTime(["%Y-%m-%d"]))
def load(kind: str, file: Path, effective: datetime) -> None:
    """Check the official FILE of KIND and keep it in the rulebook from its first day on."""
    try:
        target, rows = load_official(rulebook_folder(), Kind(kind), file, effective.date())
    except (RulebookError, OSError) as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo(f"{rows:,} rows are in force from {effective.date()}: {target}")
