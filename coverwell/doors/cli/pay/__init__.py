"""`coverwell pay`: payment runs, their files, what payees are owed, and what the bank says."""

import click

from coverwell.doors.cli.pay import bank, books, payees, remittances, runs


@click.group()
def command() -> None:
    """Make payment runs, follow their files, and keep the books of payees."""


for _part in (runs, books, bank, payees, remittances):
    for _verb in _part.VERBS:
        command.add_command(_verb)
