"""Commands that ask the database start a local one when no server is named."""

import functools
import os
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click
import django


P = ParamSpec("P")
R = TypeVar("R")


def with_settings() -> None:
    """Load the settings and the records, once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coverwell.config.settings")
    django.setup()


def start() -> bool:
    """Load the settings; start or join the local database, unless a server is named."""
    with_settings()
    from django.conf import settings  # noqa: PLC0415 - after setup, or `--help` is slow
    from django.utils.module_loading import import_string  # noqa: PLC0415 - needs settings

    if settings.START_DATABASE:
        try:
            import_string(settings.START_DATABASE)()
        except RuntimeError as fault:  # its sentence says what to do
            raise click.ClickException(str(fault)) from None
    return bool(settings.START_DATABASE)


def ready() -> None:
    """Load the settings and see that the database answers and, if local, is up to date."""
    if start():
        from coverwell.services.database.owner import prepare  # noqa: PLC0415 - needs settings

        prepare()


def keeps_connections(work: Callable[P, R]) -> Callable[P, R]:
    """Decorate the command of a server, above `needs_database`: it asks from many threads."""

    @functools.wraps(work)
    def run(*args: P.args, **words: P.kwargs) -> R:
        os.environ.setdefault("DATABASE_POOL", "8")
        return work(*args, **words)

    return run


def needs_database(work: Callable[P, R]) -> Callable[P, R]:
    """Decorate a command's function so that it runs with a database that is ready."""

    @functools.wraps(work)
    def run(*args: P.args, **words: P.kwargs) -> R:
        ready()
        return work(*args, **words)

    return run
