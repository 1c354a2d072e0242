"""`coverwell db`: the database of this installation."""

from pathlib import Path

import click

from coverwell.doors.cli.database import start, with_settings


Folder = click.Path(file_okay=False, path_type=Path)


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


@command.command()
@click.argument("folder", type=Folder)
def backup(folder: Path) -> None:
    """Write the local database and every kept file into FOLDER, which must be empty."""
    size = _by_settings("BACKUP_DATABASE", folder)
    click.echo(f"Backed up to {folder} ({size:,} bytes).")


@command.command()
@click.argument("source", type=Folder)
@click.argument("data", type=Folder)
def restore(source: Path, data: Path) -> None:
    """Make the data folder DATA, which must be empty, from the backup SOURCE."""
    _by_settings("RESTORE_DATABASE", source, data)
    click.echo(f"Restored. Use it with COVERWELL_DATA={data}")


def _by_settings(name: str, *folders: Path) -> int:
    """Call what the settings name: a door does not know how a database is run."""
    with_settings()
    from django.conf import settings  # noqa: PLC0415 - after setup, or `--help` is slow
    from django.utils.module_loading import import_string  # noqa: PLC0415 - needs settings

    work = getattr(settings, name)
    if not work:
        raise click.ClickException("DATABASE_URL names a server: back it up by its own means.")
    try:
        made: int | None = import_string(work)(*(folder.absolute() for folder in folders))
    except RuntimeError as fault:
        raise click.ClickException(str(fault)) from None
    return made or 0
