"""`coverwell manage`: Django's own commands, for those who know them."""

import click
from django.core.management import execute_from_command_line

from coverwell.doors.cli.database import needs_database


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@needs_database
def command(words: tuple[str, ...]) -> None:
    """Run a Django management command."""
    execute_from_command_line(["coverwell manage", *words])
