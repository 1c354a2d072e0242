"""`coverwell gateway`: the ways in for trading partners, and a file put in by hand."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coverwell.doors.cli.database import keeps_connections, needs_database
from coverwell.doors.cli.ports import HOST


if TYPE_CHECKING:
    from coverwell.services.acting import Actor


@click.group()
def command() -> None:
    """The ways in for trading partners."""


@command.command()
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option("--port", default=2222, show_default=True, help="Port; 0 takes a free one.")
@keeps_connections
@needs_database
def sftp(host: str, port: int) -> None:
    """Serve the partners' folders over SFTP until Ctrl-C or SIGTERM."""
    from django.conf import settings  # noqa: PLC0415 - after setup
    from django.utils.module_loading import import_string  # noqa: PLC0415 - needs settings

    import_string(settings.SERVE_SFTP)(host, port, click.echo)


PEM = click.Path(exists=True, dir_okay=False)


@command.command()
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option("--port", default=8443, show_default=True, help="Port to listen on.")
@click.option("--certificate", type=PEM, required=True, help="The server's certificate (PEM).")
@click.option("--key", type=PEM, required=True, help="Its key (PEM).")
@click.option("--client-authorities", type=PEM, help="Who may sign client certificates (PEM).")
@click.option(
    "--workers", default=os.cpu_count() or 1, show_default="one a core", help="Processes."
)
@keeps_connections
@needs_database
def https(host: str, port: int, workers: int, certificate: str, **tls: str | None) -> None:
    """Serve the CORE connectivity rules over TLS, with client certificates where given.

    Questions in real time are answered by four threads of each process.
    """
    import ssl  # noqa: PLC0415 - only here

    import uvicorn  # noqa: PLC0415 - only here

    uvicorn.run(
        "coverwell.config.asgi:application",
        host=host,
        port=port,
        workers=workers,
        http="coverwell.config.client_certificates:PartnerProtocol",
        ssl_certfile=certificate,
        ssl_keyfile=tls["key"],
        ssl_ca_certs=tls["client_authorities"],
        ssl_cert_reqs=ssl.CERT_OPTIONAL if tls["client_authorities"] else ssl.CERT_NONE,
        lifespan="on",
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=30,
    )


@command.command()
@click.option("--week", help="A day of it, or 2026-W48; this week where it is not named.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
@needs_database
def report(week: str | None, *, as_json: bool) -> None:
    """Say how long the doors served in a calendar week, and what was answered in time."""
    from django.utils import timezone  # noqa: PLC0415 - needs settings

    from coverwell.doors.cli import gateway_week  # noqa: PLC0415 - only here
    from coverwell.services.acting import Actor  # noqa: PLC0415 - needs settings
    from coverwell.services.operations.week import week_of  # noqa: PLC0415 - needs settings

    try:
        day = gateway_week.day_of(week) if week else timezone.localdate()
    except ValueError:
        raise click.ClickException(
            f"'{week}' is no week: write a day (2026-11-25) or 2026-W48."
        ) from None
    found = week_of(day, timezone.now(), Actor("command line", "staff"))
    gateway_week.say(found, as_json=as_json)


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--partner", type=int, default=0, help="Send as this partner (its number).")
@click.option(
    "--answers", type=click.Path(file_okay=False, path_type=Path), help="Write the answers here."
)
@needs_database
def submit(file: Path, partner: int, answers: Path | None) -> None:
    """Keep an X12 FILE of any kind that we take, read it now, and list what came of it."""
    from django.conf import settings  # noqa: PLC0415 - after setup
    from django.utils.module_loading import import_string  # noqa: PLC0415 - needs settings

    from coverwell.services.acting import Actor  # noqa: PLC0415 - needs settings
    from coverwell.services.files.keep import Arrival, keep  # noqa: PLC0415 - needs settings
    from coverwell.services.files.read import read_now  # noqa: PLC0415 - needs settings

    staff = Actor("command line", "staff")
    with file.open("rb") as source:
        kind = import_string(settings.KIND_OF_FILE)(source.read(4096))
        source.seek(0)
        chunks = iter(lambda: source.read(1 << 20), b"")
        kept = keep(chunks, Arrival(file.name, "cli", kind, partner=partner), staff)
    if kept.first:
        raise click.ClickException(f"The same bytes came before, as file {kept.first}.")
    read_now(kept.id)
    _say(kept.id, staff, answers)


def _say(file: int, staff: Actor, answers: Path | None) -> None:
    from coverwell.services.files.show import file_bytes, show_file  # noqa: PLC0415 - needs settings

    story = show_file(file, staff)
    if story is None:
        raise click.ClickException("The file is not there.")
    detail = story.detail
    click.echo(
        f"File {story.id}, read as {story.kind}: {story.state},"
        f" accepted {detail.get('accepted', 0)}, rejected {detail.get('rejected', 0)}."
    )
    for finding in detail.get("findings", ()):
        click.echo(f"  {finding}")
    for answer in story.answers:
        click.echo(f"  answered with {answer.kind}: {answer.name} ({answer.size} bytes)")
        if answers is not None:
            answers.mkdir(parents=True, exist_ok=True)
            content = file_bytes(answer.id, staff) or ()
            (answers / answer.name).write_bytes(b"".join(content))
