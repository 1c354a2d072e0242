"""`coverwell keys`: the keys that seal account numbers, and how they are changed."""

import click

from coverwell.doors.cli.database import needs_database, with_settings


@click.group()
def command() -> None:
    """Make, show and change the keys that seal account numbers."""


@command.command()
@click.argument("key_id")
def new(key_id: str) -> None:
    """Print a new key named KEY_ID: put it first in FIELD_KEYS, then reseal."""
    with_settings()
    from django.conf import settings  # noqa: PLC0415 - needs settings
    from django.utils.module_loading import import_string  # noqa: PLC0415 - needs settings

    from coverwell.services.payments.accounts import check_keys  # noqa: PLC0415 - needs settings

    word = import_string(settings.NEW_FIELD_KEY)(key_id)
    try:
        check_keys(f"{word},{settings.FIELD_KEYS}")
    except ValueError as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(word)


@command.command()
@click.option("--by", required=True, help="Who asks: the sign-in name kept in the audit.")
@needs_database
def show(by: str) -> None:
    """Show which key sealed how many account numbers; no key is printed."""
    from coverwell.services.acting import Actor  # noqa: PLC0415 - needs settings
    from coverwell.services.payments.accounts import keys_in_use, known_keys  # noqa: PLC0415 - needs settings

    counts = keys_in_use(Actor(by, "staff"))
    for key_id in (*known_keys(), *sorted(counts.keys() - set(known_keys()))):
        missing = "" if key_id in known_keys() else ", and is not in FIELD_KEYS"
        click.echo(f"{key_id}: {counts[key_id]} account numbers{missing}")


@command.command()
@click.option("--by", required=True, help="Who does it: the sign-in name kept in the audit.")
@needs_database
def reseal(by: str) -> None:
    """Seal again, by the first key of FIELD_KEYS, what an older key sealed."""
    from coverwell.services.acting import Actor  # noqa: PLC0415 - needs settings
    from coverwell.services.payees.used_accounts import reseal_stated  # noqa: PLC0415 - needs settings
    from coverwell.services.payments.accounts import known_keys  # noqa: PLC0415 - needs settings
    from coverwell.services.payments.accounts import reseal as seal_again  # noqa: PLC0415 - needs settings

    done = 0
    try:
        for work in (seal_again, reseal_stated):
            while count := work(Actor(by, "staff")):
                done += count
    except LookupError as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"{done} account numbers are sealed by '{known_keys()[0]}' now.")
