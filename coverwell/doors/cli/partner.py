"""`coverwell partner`: enrol trading partners, and give them keys."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

import click

from coverwell.doors.cli.database import needs_database


if TYPE_CHECKING:
    from coverwell.services.acting import Actor

P = ParamSpec("P")
R = TypeVar("R")
MARKS: Final = "Of files for it: segment, element, component, repetition."
DAY: Final = click.DateTime(["%Y-%m-%d"])


@click.group()
def command() -> None:
    """Trading partners: who may send files, in which state of enrolment, with which keys."""


def said(work: Callable[P, R]) -> Callable[P, R]:
    """Turn what a service refuses into the command's own error."""

    def run(*args: P.args, **words: P.kwargs) -> R:
        try:
            return work(*args, **words)
        except ValueError as fault:
            raise click.ClickException(str(fault)) from None

    return run


@command.command("list")
@needs_database
def list_() -> None:
    """List every partner with its address, state and offices."""
    from rich.console import Console  # noqa: PLC0415 - only here
    from rich.table import Table  # noqa: PLC0415 - only here

    from coverwell.services.partners.enrol import enrolled  # noqa: PLC0415 - needs settings

    table = Table("number", "name", "address", "login", "state", "offices", "may send")
    for one in enrolled(_staff()):
        about = one.application
        table.add_row(
            str(one.id),
            about.name,
            f"{about.qualifier}/{about.sender_id}",
            about.login,
            one.state,
            ", ".join(about.tax_ids) or "any",
            ", ".join(about.transactions) or "all",
        )
    Console().print(table)


@command.command()
@click.argument("name")
@click.option("--address", required=True, help="Qualifier and id, such as ZZ/BRIDGELINE.")
@click.option("--login", default="", help="Its name where it signs in.")
@click.option("--tax-id", "tax_ids", multiple=True, help="An office it sends for; none: any.")
@click.option("--may-send", "transactions", multiple=True, help="837, 270 …; none: all.")
@click.option(
    "--delimiters",
    default="~*:^",
    help="Of files for it: segment, element, component, repetition.",
)
@click.option("--profile", default="", help="Its folder in rulebook/partners.")
@needs_database
def add(name: str, address: str, **words: Any) -> None:
    """Enter a partner as a draft."""
    from coverwell.services.partners.enrol import Application, apply  # noqa: PLC0415 - needs settings

    qualifier, _, sender = address.partition("/")
    made = said(apply)(Application(name, qualifier, sender, **words), _staff())
    click.echo(f"Partner {made.id}, {name}: {made.state}.")


@command.command()
@click.argument("number", type=int)
@click.option("--login", help="Its name where it signs in.")
@click.option("--tax-id", "tax_ids", multiple=True, help="The offices it sends for, all of them.")
@click.option("--may-send", "transactions", multiple=True, help="What it may send, all of it.")
@click.option("--delimiters", help=MARKS)
@click.option("--profile", help="Its folder in rulebook/partners.")
@click.option("--why", default="", help="Kept with the step.")
@needs_database
def change(number: int, why: str, **words: Any) -> None:
    """Change what the registry says of a partner; what is not named stays."""
    from coverwell.services.partners.enrol import change as changed  # noqa: PLC0415 - needs settings

    named = {name: value for name, value in words.items() if value not in (None, ())}
    if not named:
        raise click.UsageError("Name what is to be changed, such as --profile.")
    made = said(changed)(number, named, why, _staff())
    click.echo(f"Partner {number}, {made.application.name}: {', '.join(sorted(named))} changed.")


@command.command()
@click.argument("tax_id")
@click.option("--partner", type=int, help="Who fetches its 835s; none: nobody from that day on.")
@click.option("--from", "first_on", type=DAY, help="First day; today where it is not named.")
@click.option("--end", is_flag=True, help="Nobody fetches them any more; the office reads them.")
@click.option("--why", default="", help="Kept with it.")
@needs_database
def remittances(
    tax_id: str, partner: int | None, first_on: datetime | None, why: str, *, end: bool
) -> None:
    """Say, or decide, who fetches the 835s of the office TAX_ID."""
    from coverwell.services.partners.receivers import (  # noqa: PLC0415 - needs settings
        end_receiver,
        receivers_of,
        set_receiver,
    )

    day = first_on.date() if first_on else date.today()  # noqa: DTZ011 - by the day of this machine
    if partner is not None:
        said(set_receiver)(tax_id, partner, day, _staff(), why)
    elif end:
        said(end_receiver)(tax_id, day, _staff(), why)
    for one in receivers_of(tax_id, _staff()):
        click.echo(f"From {one.first_on}: {one.name or 'nobody'} ({one.by}, {one.at:%Y-%m-%d})")


@command.command()
@click.argument("number", type=int)
@click.argument("state")
@click.option("--why", default="", help="Kept with the step.")
@needs_database
def move(number: int, state: str, why: str) -> None:
    """Take an enrolment one step on: submitted, testing, live, suspended."""
    from coverwell.services.partners.enrol import move as step  # noqa: PLC0415 - needs settings

    moved = said(step)(number, state, why, _staff())
    click.echo(f"Partner {number}, {moved.application.name}: {moved.state}.")


@command.command()
@click.argument("number", type=int)
@click.option(
    "--ssh",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with a public key in the OpenSSH format.",
)
@click.option("--secret", is_flag=True, help="Make a shared secret and print it once.")
@click.option("--end", metavar="FINGERPRINT", help="End a key.")
@click.option("--last-day", type=DAY, help="Last day of an ended key.")
@needs_database
def key(
    number: int, *, ssh: Path | None, secret: bool, end: str | None, last_day: datetime | None
) -> None:  # fmt: skip
    """Give a partner a key, or end one."""
    from django.conf import settings  # noqa: PLC0415 - after setup
    from django.utils.module_loading import import_string  # noqa: PLC0415 - needs settings

    from coverwell.services.partners.keys import add_key, add_secret, end_key  # noqa: PLC0415 - needs settings

    if ssh is not None:
        fingerprint = said(import_string(settings.SSH_KEY_FINGERPRINT))(ssh.read_text())
        said(add_key)(number, "ssh", fingerprint, ssh.name, _staff())
        click.echo(f"Partner {number} may sign in with {fingerprint}.")
    if secret:
        made = secrets.token_urlsafe(32)
        said(add_secret)(number, made, "command line", _staff())
        click.echo(f"Partner {number} may sign in with this secret, shown once: {made}")
    if end:
        last = last_day.date() if last_day else date.today()  # noqa: DTZ011 - by the day of this machine
        if not end_key(number, end, last, _staff()):
            raise click.ClickException(f"Partner {number} has no key {end}.")
        click.echo(f"The key holds until the end of {last}.")


def _staff() -> Actor:
    from coverwell.services.acting import Actor  # noqa: PLC0415 - needs settings

    return Actor("command line", "staff")


@command.command()
@click.argument("partner", type=int)
@click.option("--web", default="", help="Where offices read about it: https://…")
@click.option("--off", is_flag=True, help="Take it off the list.")
@needs_database
@said
def publish(partner: int, web: str, *, off: bool) -> None:
    """Put PARTNER on the public list of vendors, with its agreement, or take it off."""
    from coverwell.services.partners.vendors import list_vendor  # noqa: PLC0415 - needs settings

    list_vendor(partner, listed=not off, web=web, actor=_staff())
    click.echo("Taken off the list." if off else "Listed, as soon as it is live.")
