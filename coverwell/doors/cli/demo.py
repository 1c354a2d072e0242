"""`coverwell demo`: from nothing to a running site, in named steps."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

import click
import uvicorn
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from coverwell.doors.cli.demo_step import Outcome, Step
from coverwell.doors.cli.demo_steps import STEPS
from coverwell.doors.cli.ports import HOST, free_port


console = Console(highlight=False)


@click.command()
@click.option(
    "--port", envvar="PORT", default=8000, help="Port to serve on, or the next free one."
)
@click.option("--serve/--no-serve", envvar="SERVE", default=True, help="Serve after the summary.")
def command(*, port: int, serve: bool) -> None:
    """Create the demonstration, decide its claims, print what came out, and serve the site."""
    # Leaving by `exit` waits for the end of the database too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    os.environ.setdefault("DATABASE_POOL", "10")
    begun = time.monotonic()
    outcomes = [run(step) for step in STEPS]
    figures = [figure for outcome in outcomes for figure in outcome.figures]
    seconds = f"{time.monotonic() - begun:.1f}"
    print_table("Coverwell demonstration", ("", ""), [*figures, ("Seconds", seconds)])
    people = [person for outcome in outcomes for person in outcome.people]
    if people:
        print_table("Sign in as", ("Who", "Name", "Password"), people)
    if serve:
        serve_at(free_port(port))


def run(step: Step) -> Outcome:
    """Do one step under a progress bar and say what came of it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    begun = time.monotonic()
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress:
        task = progress.add_task(step.name, total=None)

        def advance(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        outcome = step.work(advance)
    console.print(f"{step.name}: {outcome.said} ({time.monotonic() - begun:.1f} s)")
    return outcome


def print_table(title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows under their heads; the last column of figures is aligned to the right."""
    table = Table(title=title, show_header=any(heads))
    for head in heads:
        table.add_column(head, justify="left" if any(heads) or head is heads[0] else "right")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def serve_at(port: int) -> None:
    """Serve, with a worker and the partners' doors beside, until Ctrl-C or SIGTERM."""
    from coverwell.doors.cli import demo_gateway  # noqa: PLC0415 - needs settings

    worker = subprocess.Popen(
        [sys.executable, "-m", "coverwell.doors.cli.main", "work"], stdin=subprocess.DEVNULL
    )
    doors, typed = demo_gateway.start()
    beside = [worker, *doors]
    if typed:
        console.print("As a trading partner:", *typed, sep="\n  ", soft_wrap=True)
    console.print(f"Serving on http://localhost:{port}/  (Ctrl-C stops it and the database)")
    try:
        uvicorn.run(
            "coverwell.config.asgi:application",
            host=HOST,
            port=port,
            log_level="warning",
            lifespan="on",
        )
    except KeyboardInterrupt:
        console.print("Stopped.")
    finally:
        for one in beside:
            one.terminate()
        for one in beside:
            one.wait()
