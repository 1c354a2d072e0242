"""`coverwell check`: is this installation sound, and is it safe for real people?"""

import sys

import click
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from coverwell.doors.cli.database import with_settings


@click.command()
@click.option("--deploy", is_flag=True, help="Refuse what is unsafe in production.")
def command(*, deploy: bool) -> None:
    """Check the settings; with --deploy, name each fault of an unsafe production and its cure."""
    with_settings()
    try:
        call_command("check", deploy=deploy, fail_level="WARNING" if deploy else "ERROR")
    except SystemCheckError as faults:
        click.echo(str(faults), err=True)
        sys.exit(1)
