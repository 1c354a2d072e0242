"""`coverwell attachment`: documents of claims and requests for approval, as the staff see them."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coverwell.doors.cli.database import needs_database


if TYPE_CHECKING:
    from coverwell.services.acting import Actor
    from coverwell.services.attachments.show import Document, Wanted


LISTS = ("unplaced", "early", "asked", "newest")


@click.group()
def command() -> None:
    """Documents: what came, what it belongs to, what is asked for."""


@command.command("list")
@click.option("--claim", "number", help="Of this claim.")
@click.option("--show", "which", type=click.Choice(LISTS), default="unplaced", show_default=True)
@click.option("--most", default=50, show_default=True, help="At most so many.")
@needs_database
def list_(number: str | None, which: str, most: int) -> None:
    """List documents: `unplaced` need a person, `early` wait for their claim.

    `asked` lists what offices are asked for, `newest` what came last.
    """
    from coverwell.services.attachments import show  # noqa: PLC0415 - needs settings

    staff = _staff()
    if number:
        found = show.documents_of_claim(number, staff)
    elif which == "asked":
        wanted = show.open_requests(staff, most)
        click.echo("\n".join(map(_wanted, wanted)) or "Nothing is asked for.")
        return
    else:
        found = _listed(which, most, staff)
    click.echo("\n".join(map(_line, found)) or "No such document.")


def _listed(which: str, most: int, staff: Actor) -> tuple[Document, ...]:
    from django.utils import timezone  # noqa: PLC0415 - needs settings

    from coverwell.services.attachments.desk import unplaced  # noqa: PLC0415 - needs settings
    from coverwell.services.attachments.show import own_documents  # noqa: PLC0415 - needs settings

    if which == "newest":
        return own_documents(staff, 0, most)
    return unplaced(timezone.localdate(), staff, early=which == "early", most=most)


@command.command("show")
@click.argument("number", type=int)
@click.option(
    "--save", type=click.Path(dir_okay=False, path_type=Path), help="Write a clean one here."
)
@needs_database
def show_(number: int, save: Path | None) -> None:
    """Show document NUMBER: what it is, who sent it, what it belongs to."""
    from coverwell.services.attachments.show import (  # noqa: PLC0415 - needs settings
        document,
        document_bytes,
    )

    staff = _staff()
    found = document(number, staff)
    if found is None:
        raise click.ClickException(f"There is no document {number}.")
    click.echo("\n".join(_about(found)))
    if save is None:
        return
    content = document_bytes(number, staff)
    if content is None:
        raise click.ClickException(f"It is {found.state}: only a clean document is opened.")
    with save.open("wb") as target:
        target.writelines(content[1])
    click.echo(f"Written to {save}.")


@command.command()
@click.argument("number", type=int)
@click.argument("claim")
@click.option("--why", required=True, help="How you know.")
@needs_database
def match(number: int, claim: str, why: str) -> None:
    """Lay document NUMBER to CLAIM by hand."""
    from coverwell.services.attachments.desk import CannotLayError, lay  # noqa: PLC0415 - settings

    try:
        laid = lay(number, claim, why, _staff())
    except CannotLayError as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo(f"Document {number} belongs to claim {laid} now.")


@command.command()
@needs_database
def scan() -> None:
    """Check for viruses now what waits for it; the worker does so every minute."""
    from coverwell.services.attachments.scan import scan_waiting  # noqa: PLC0415 - needs settings
    from coverwell.services.attachments.scanner import (  # noqa: PLC0415 - needs settings
        ScannerSettingError,
        scanner,
    )

    try:
        named = scanner()
    except ScannerSettingError as fault:
        raise click.ClickException(str(fault)) from fault
    if not named:
        raise click.ClickException("No scanner is named: set VIRUS_SCANNER.")
    click.echo(f"{scan_waiting()} checked by {named}.")


def _staff() -> Actor:
    from coverwell.services.acting import Actor as Person  # noqa: PLC0415 - needs settings

    return Person(getpass.getuser(), "staff")


def _line(one: Document) -> str:
    where = one.claim_number or one.precertification or one.why("en") or "nowhere"
    return f"{one.id:>8}  {one.came_on}  {one.state:<9}  {one.size:>12,}  {one.name}: {where}"


def _wanted(one: Wanted) -> str:
    kinds = "; ".join(words for _, words in one.lines("en"))
    return f"{one.number}  asked {one.asked_on}, wanted by {one.due_on}: {kinds}"


def _about(one: Document) -> Iterator[str]:
    yield f"Document {one.id}: {one.name}, {one.media_type or 'unknown type'}, {one.size:,} bytes"
    yield f"  SHA-256 {one.sha256}"
    yield f"  {one.state}{f' ({one.found})' if one.found else ''} {one.why('en')}".rstrip()
    yield f"  came {one.at:%Y-%m-%d %H:%M} by {one.channel} from {one.sent_by}"
    yield f"  of the office with tax ID {one.tax_id or '-'}"
    yield f"  names control number {one.control or '-'}, claim {one.stated_claim or '-'}"
    place = one.claim_number or one.precertification
    if place:
        answers = f", answers {one.request}" if one.request else ""
        yield f"  belongs to {place}, by {one.how} ({one.laid_by}){answers}"
