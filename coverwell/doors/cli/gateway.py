"""`coverwell gateway`: the ways in for trading partners."""

import click

from coverwell.doors.cli.database import needs_database
from coverwell.doors.cli.ports import HOST


@click.group()
def command() -> None:
    """The ways in for trading partners."""


@command.command()
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option("--port", default=2222, show_default=True, help="Port; 0 takes a free one.")
@needs_database
def sftp(host: str, port: int) -> None:
    """Serve the partners' folders over SFTP until Ctrl-C or SIGTERM."""
    from django.conf import settings  # noqa: PLC0415 - after setup
    from django.utils.module_loading import import_string  # noqa: PLC0415

    import_string(settings.SERVE_SFTP)(host, port, click.echo)
