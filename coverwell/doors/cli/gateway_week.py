"""The weekly report of the gateway on the command line."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

import click
from django.utils import timezone
from rich.console import Console
from rich.table import Table


if TYPE_CHECKING:
    from coverwell.services.operations.week import Week


def day_of(text: str) -> date:
    """Read a day, or the week 2026-W48 as its Monday. ValueError where it is neither."""
    return date.fromisoformat(text)


def say(week: Week, *, as_json: bool) -> None:
    """Print a report as tables, or all of it as JSON."""
    if as_json:
        click.echo(json.dumps(asdict(week), indent=2, default=str))
        return
    console = Console()
    rules = week.rules
    console.print(f"Week from {week.begins:%Y-%m-%d} to {week.ends:%Y-%m-%d}, as measured")
    console.print(_doors(week))
    asked = week.real_time
    console.print(
        f"Real time: {asked.asked} questions, {_percent(asked.within, asked.asked)} within"
        f" {rules.real_time_seconds} s (asked for: {rules.real_time_share} %), half within"
        f" {asked.median} ms, 9 of 10 within {asked.ninety} ms, slowest {asked.slowest} ms,"
        f" {asked.failed} failed."
    )
    table = Table("batches", "files", "999 or TA1", "in time", "answered", "in time")
    for one in week.batches:
        table.add_row(*map(str, asdict(one).values()))
    console.print(table)


def _doors(week: Week) -> Table:
    table = Table("door", "served", "mandated", "aim", "gaps", "announced", "measured since")
    rules = week.rules
    for one in week.doors:
        share = "not measured" if one.share is None else f"{one.share} %"
        since = "" if one.since is None else f"{timezone.localtime(one.since):%Y-%m-%d %H:%M}"
        goals = (f"{rules.mandated} %", f"{rules.aim} %")
        longest = f"{len(one.gaps)}, {sum(gap.span.seconds for gap in one.gaps)} s"
        table.add_row(one.door, share, *goals, longest, f"{one.announced} s", since)
    return table


def _percent(part: int, whole: int) -> str:
    return f"{100 * part // whole} %" if whole else "none"
