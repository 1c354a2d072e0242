"""`coverwell plan`: read, check, show, try and publish the plan documents of the rulebook."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console

from coverwell.doors.cli.bench_input import BenchInputError, read_question
from coverwell.doors.cli.database import needs_database
from coverwell.kernel.plan.grammar import grammar as grammar_text
from coverwell.kernel.plan.problems import PlanTextError, Problem
from coverwell.kernel.plan.publishable import contradictions
from coverwell.kernel.vocabulary.member import CoverageTier
from coverwell.services.plans.care_names import care_keys
from coverwell.services.plans.editions import (
    Edition,
    edition_file,
    edition_files,
    read_edition,
)


BAD_INPUT = 2
LANGUAGES = ("en", "es")
COVERAGE = {"self-only": CoverageTier.SELF_ONLY, "family": CoverageTier.FAMILY}
WIDE = 180


@click.group()
def command() -> None:
    """Plans as text: check, show, try and publish editions."""


@command.command()
def grammar() -> None:
    """Print the closed grammar of plan documents and every kind of care."""
    click.echo(grammar_text())
    click.echo("# Kinds of care\n")
    click.echo("\n".join(sorted(care_keys())))


@command.command()
@click.argument("plan")
@click.option("--html", is_flag=True, help="Print one HTML document instead of text.")
def show(plan: str, *, html: bool) -> None:
    """Print the SBC page of PLAN: a file, or an edition such as open_access/2026-01-01."""
    from coverwell.doors.cli.sbc_html import sbc_html  # noqa: PLC0415 - slow to load
    from coverwell.doors.cli.sbc_text import sbc_text  # noqa: PLC0415 - needs settings
    from coverwell.services.plans.sbc import sbc_page  # noqa: PLC0415 - needs settings

    edition = read(plan)
    try:
        page = sbc_page(edition)
    except PlanTextError as fault:
        refuse(fault.problems, plan)
    click.echo(sbc_html(page) if html else sbc_text(page))


@command.command(name="try")
@click.argument("plan")
@click.argument("lines", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/plan-try.md).")
@click.option(
    "--coverage", type=click.Choice(tuple(COVERAGE)), help="Says it where LINES does not."
)
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
def try_lines(
    plan: str, lines: Path, language: str, coverage: str | None, *, as_json: bool
) -> None:
    """Decide the services of LINES (.json or .csv) in order, under PLAN, with the kernel alone."""
    from coverwell.doors.cli.bench_output import answers_json  # noqa: PLC0415 - slow to load
    from coverwell.doors.cli.bench_table import print_answers  # noqa: PLC0415 - needs settings
    from coverwell.services.plans.bench import decide  # noqa: PLC0415 - needs settings

    edition = read(plan)
    try:
        question = read_question(lines, edition.plan)
    except BenchInputError as fault:
        refuse(fault.problems, str(lines))
    if coverage is not None and question.coverage is None:
        question = replace(question, coverage=COVERAGE[coverage])
    for problem in contradictions(edition.plan):
        click.echo(f"{plan}: Note: {problem}", err=True)
    answers = decide(edition.plan, question)
    if as_json:
        click.echo(json.dumps(answers_json(answers, language), indent=2, ensure_ascii=False))
    else:
        print_answers(answers, language, console())


@command.command()
@click.argument("plans", nargs=-1)
def check(plans: tuple[str, ...]) -> None:
    """List every problem of PLANS (files or editions; without any, the whole rulebook)."""
    from coverwell.services.plans.check import check as check_edition  # noqa: PLC0415 - slow to load

    names = plans or tuple(str(path) for path in edition_files())
    problems = [(name, one) for name in names for one in _problems(name, check_edition)]
    for name, problem in problems:
        click.echo(f"{name}: {problem}", err=True)
    if problems:
        raise SystemExit(BAD_INPUT)
    click.echo(f"{len(names)} editions checked: nothing stands against publishing them.")


@command.command()
@click.argument("plans", nargs=-1)
@needs_database
def publish(plans: tuple[str, ...]) -> None:
    """Publish PLANS (files or editions; without any, the whole rulebook) into the database."""
    from coverwell.services.acting import ENGINE  # noqa: PLC0415 - needs settings
    from coverwell.services.plans.publish import publish as publish_edition  # noqa: PLC0415 - needs settings

    names = plans or tuple(str(path) for path in edition_files())
    for name in names:
        try:
            done = publish_edition(read(name), ENGINE)
        except PlanTextError as fault:
            refuse(fault.problems, name)
        said = "published" if done.new else "was published before, unchanged"
        click.echo(f"{done.edition} {said} (SHA-256 {done.sha256})")


def _problems(
    name: str, check_edition: Callable[[Edition], tuple[Problem, ...]]
) -> tuple[Problem, ...]:
    try:
        return check_edition(read_edition(file_of(name)))
    except PlanTextError as fault:
        return fault.problems


def file_of(plan: str) -> Path:
    """Find a plan file: a path, or an edition of the rulebook by its name."""
    path = Path(plan)
    return path if path.suffix or path.is_file() else edition_file(plan)


def console() -> Console:
    """Return the terminal; what goes to a file is wide enough for every column."""
    found = Console()
    return found if found.is_terminal else Console(width=WIDE)


def read(plan: str) -> Edition:
    """Read a plan file or an edition of the rulebook; faults are printed, exit code 2."""
    try:
        return read_edition(file_of(plan))
    except PlanTextError as fault:
        refuse(fault.problems, plan)


def refuse(problems: tuple[Problem, ...], name: str) -> NoReturn:
    """Print every fault with its place and stop with exit code 2."""
    for problem in problems:
        click.echo(f"{name}: {problem}", err=True)
    raise SystemExit(BAD_INPUT)
