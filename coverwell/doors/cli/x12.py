"""`coverwell x12`: check, show and convert X12 files. Needs no database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import click

from coverwell.doors.cli.database import with_settings
from coverwell.doors.cli.x12_lists import shipped_lists
from coverwell.doors.cli.x12_report import as_json, as_text
from coverwell.wire.x12 import Profile, Severity, read
from coverwell.wire.x12.document import NotWellFormedError, from_document, to_document
from coverwell.wire.x12.guide import guides
from coverwell.wire.x12.outline import outline
from coverwell.wire.x12.profile import rules_for
from coverwell.wire.x12.report import Report


CHUNK = 1 << 20
REJECTED, UNREADABLE = 1, 2
_FILE = click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
)
_PROFILE = click.option(
    "--profile",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What a partner asks beyond the guides, as rules.",
)


@click.group()
def command() -> None:
    """Check, show and convert X12 files: 270, 271, 276, 277, 277CA, 837, 835, 999 and more."""


@command.command()
@_FILE
@_PROFILE
@click.option("--json", "wants_json", is_flag=True, help="One JSON object instead of sentences.")
@click.option("--values", is_flag=True, help="Print what was sent, too: it may be personal.")
@click.option("--most", default=1000, show_default=True, help="Findings to print.")
@click.option("--reject-npi", is_flag=True, help="A wrong NPI check digit rejects a claim.")
@click.option(
    "--lists/--no-lists", default=True, help="Ask the lists of states, places and ICD-10-CM."
)
@click.option("--answer", type=click.File("wb"), help="Write the TA1 and 999 that answer FILE.")
def check(  # noqa: PLR0913, PLR0917 - a command has this many options
    file: Path,
    profile: Path | None,
    wants_json: bool,  # noqa: FBT001 - click passes flags by name
    values: bool,  # noqa: FBT001
    most: int,
    reject_npi: bool,  # noqa: FBT001
    lists: bool,  # noqa: FBT001
    answer: BinaryIO | None,
) -> None:
    """Say what is wrong with FILE (- for standard input), where, and what to do about it.

    Ends with 0 when nothing is rejected (warnings may be there), 1 when something is, and 2 when
    FILE cannot be opened.
    """
    npi = Severity.REJECT if reject_npi else Severity.WARN
    report = Report(most, datetime.now().astimezone())
    asked = replace(_profile(profile, npi), lists=shipped_lists() if lists else {})
    for event in read(_chunks(file), asked):
        report.take(event)
    if wants_json:
        click.echo(json.dumps(as_json(report, str(file)), indent=1, ensure_ascii=False))
    else:
        for line in as_text(report, str(file), values=values):
            click.echo(line)
    if answer is not None:
        answer.write(report.answer())
    sys.exit(REJECTED if report.rejected else 0)


@command.command()
@_FILE
@_PROFILE
@click.option("--findings/--plain", default=True, help="Findings beside their segments.")
def show(file: Path, profile: Path | None, *, findings: bool) -> None:
    """Print FILE as an indented outline, with the names of its loops and segments."""
    for line in outline(_chunks(file), _profile(profile, Severity.WARN)):
        if findings or line.finding is None:
            click.echo("  " * line.depth + line.text)


@command.command()
@click.argument("message", required=False, default="")
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True)
@click.option("--segments", is_flag=True, help="Also every segment with its codes.")
def guide(message: str, language: str, *, segments: bool) -> None:
    """Print our companion guide: of the whole gateway, or of one MESSAGE such as 837P or 270."""
    from coverwell.doors.cli.x12_guide import guide_text  # noqa: PLC0415 - needs settings

    with_settings()
    click.echo(guide_text(message.upper(), language, segments=segments))


@command.command("to-json")
@_FILE
def to_json(file: Path) -> None:
    """Print FILE as JSON, from which from-json makes the same bytes again."""
    try:
        document = to_document(b"".join(_chunks(file)))
    except NotWellFormedError as fault:
        raise click.ClickException(f"{fault} See 'coverwell x12 check'.") from fault
    click.echo(json.dumps(document, indent=1, ensure_ascii=False))


@command.command("from-json")
@_FILE
def from_json(file: Path) -> None:
    """Print the X12 file that the JSON in FILE tells."""
    try:
        data = from_document(json.loads(b"".join(_chunks(file))))
    except ValueError as fault:
        raise click.ClickException(f"This is no document of to-json: {fault}") from fault
    click.echo(data, nl=False)


def _chunks(file: Path) -> Iterator[bytes]:
    with click.open_file(str(file), "rb") as stream:
        yield from iter(lambda: stream.read(CHUNK), b"")


def _profile(file: Path | None, npi: Severity) -> Profile:
    """The profile in a file; its rules are read for every guide, so that no fault hides."""
    found = Profile(file.read_text(encoding="utf-8") if file else "", npi=npi)
    try:
        for guide in guides():
            rules_for(guide, found)
    except ValueError as fault:
        raise click.ClickException(f"The profile is not understood: {fault}") from fault
    return found
