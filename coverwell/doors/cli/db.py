"""`coverwell db`: the database of this installation."""

import click

from coverwell.doors.cli.database import start


@click.group()
def command() -> None:
    """Prepare and inspect the database."""


@command.command()
def prepare() -> None:
    """Bring roles, tables and rights up to date, as the owner login."""
    start()
    from coverwell.services.database import owner, roles  # noqa: PLC0415 - records need settings

    try:
        ran = owner.prepare()
    except roles.RolesMissingError as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"The database is ready ({ran} migrations run).")
