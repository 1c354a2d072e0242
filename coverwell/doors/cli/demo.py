"""`coverwell demo`: from nothing to a running site, in named steps."""

import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import click
import uvicorn
from rich.console import Console
from rich.table import Table

from coverwell.doors.cli.database import start


HOST = "127.0.0.1"
console = Console(highlight=False)


@dataclass(frozen=True, slots=True)
class Step:
    """One part of the demonstration: what it is called, and the work that says what it did."""

    name: str
    work: Callable[[], str]


def database() -> str:
    """Start the database and bring its tables up to date."""
    start()
    from coverwell.services.database.owner import prepare  # noqa: PLC0415 - needs settings

    ran = prepare()
    return f"{ran} migrations run" if ran else "up to date"


STEPS = (Step("Database", database),)


@click.command()
@click.option("--port", envvar="PORT", default=8000, help="Port to serve on; the next free one.")
@click.option("--serve/--no-serve", envvar="SERVE", default=True, help="Serve after the summary.")
def command(*, port: int, serve: bool) -> None:
    """Create the demonstration, decide its claims, print what came out, and serve the site."""
    # Leaving by `exit` waits for the end of the database too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    console.print(summary([run(step) for step in STEPS]))
    if serve:
        serve_at(free_port(port))


def run(step: Step) -> tuple[str, str, str]:
    """Do one step; returns its name, what it did and its seconds as a row of the summary."""
    begun = time.monotonic()
    with console.status(f"{step.name} ..."):
        said = step.work()
    return step.name, said, f"{time.monotonic() - begun:.1f}"


def summary(rows: list[tuple[str, str, str]]) -> Table:
    """The table printed at the end of the steps."""
    table = Table(title="Coverwell demonstration")
    table.add_column("Step")
    table.add_column("What came of it")
    table.add_column("Seconds", justify="right")
    for row in rows:
        table.add_row(*row)
    return table


def free_port(wanted: int) -> int:
    """The wanted port of the loopback address, or the next one that nobody uses."""
    for port in range(wanted, wanted + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise click.ClickException(f"No free port from {wanted} to {wanted + 99}: set PORT.")


def serve_at(port: int) -> None:
    """Serve until Ctrl-C or SIGTERM."""
    console.print(f"Serving on http://localhost:{port}/  (Ctrl-C stops it and the database)")
    try:
        uvicorn.run(
            "coverwell.config.asgi:application",
            host=HOST,
            port=port,
            log_level="warning",
            lifespan="off",
        )
    except KeyboardInterrupt:
        console.print("Stopped.")
