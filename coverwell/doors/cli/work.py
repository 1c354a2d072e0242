"""`coverwell work`: runs the jobs that wait, until it is stopped."""

import click

from coverwell.doors.cli.database import needs_database


@click.command()
@needs_database
def command() -> None:
    """Run waiting jobs (files to read, payments to write) until Ctrl-C or SIGTERM."""
    from procrastinate.contrib.django import app  # noqa: PLC0415 - needs settings
    from procrastinate.contrib.django.django_connector import DjangoConnector  # noqa: PLC0415 - needs settings

    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise click.ClickException("The queue of this installation is not Django's.")
    with app.replace_connector(connector.get_worker_connector()):
        app.run_worker(wait=True)
