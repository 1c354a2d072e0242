"""`coverwell claims`: send a claim file, decide what waits, see a claim and why."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coverwell.doors.cli.database import needs_database


if TYPE_CHECKING:
    from datetime import date

    from coverwell.services.claims.show import ShownClaim, StoredDecision
    from coverwell.services.claims.would_differ import Differing


CHUNK = 1 << 20


@click.group()
def command() -> None:
    """Send claim files, decide claims, and see what was decided."""


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--workers", default=2, show_default=True, help="Processes that decide.")
@click.option("--wait/--enqueue", default=True, help="Read it now, or leave it to the worker.")
@needs_database
def submit(file: Path, workers: int, *, wait: bool) -> None:
    """Keep FILE, answer it, and decide its claims."""
    from coverwell.services.acting import Actor  # noqa: PLC0415 - records need settings
    from coverwell.services.files.keep import Arrival, keep  # noqa: PLC0415 - needs settings

    kept = keep(_chunks(file), Arrival(file.name, "cli"), Actor(getpass.getuser(), "staff"))
    click.echo(f"Kept as file {kept.id} ({kept.size:,} bytes).")
    if kept.first:
        click.echo(f"These bytes came before, as file {kept.first}: nothing is taken twice.")
    elif wait:
        _read_and_decide(kept.id, workers)


def _read_and_decide(file: int, workers: int) -> None:
    from coverwell.services.acting import ENGINE  # noqa: PLC0415 - needs settings
    from coverwell.services.claims.intake import intake_of  # noqa: PLC0415 - needs settings
    from coverwell.services.claims.workers import decide_all  # noqa: PLC0415 - needs settings
    from coverwell.services.files.progress import note  # noqa: PLC0415 - needs settings
    from coverwell.services.files.read import read_now  # noqa: PLC0415 - needs settings
    from coverwell.services.files.show import show_file  # noqa: PLC0415 - needs settings

    read_now(file)
    story = show_file(file, ENGINE)
    said = story.detail if story else {}
    click.echo(f"{said.get('accepted', 0):,} accepted, {said.get('rejected', 0):,} rejected.")
    for finding in said.get("findings", ()):
        click.echo(f"  {finding}")
    for one in intake_of(file, ENGINE, "en").shown:
        click.echo(f"  Claim {one.sender_claim_id} rejected: {' '.join(one.reasons)}")
    for answer in story.answers if story else ():
        click.echo(f"Answer {answer.name} ({answer.size:,} bytes) is file {answer.id}.")
    with click.progressbar(length=int(said.get("accepted", 0)), label="Deciding") as bar:
        total = decide_all(workers, bar.update)
    note(file, "decided", {key: said[key] for key in ("accepted", "rejected") if key in said})
    click.echo(f"{total:,} claims decided.")


@command.command()
@click.option("--workers", default=2, show_default=True, help="Processes that decide.")
@needs_database
def decide(workers: int) -> None:
    """Decide every claim that waits."""
    from coverwell.services.claims.workers import decide_all  # noqa: PLC0415 - needs settings

    click.echo(f"{decide_all(workers):,} claims decided.")


@command.command()
@click.argument("number")
@click.option("--why", is_flag=True, help="Every finding of the decision, in words.")
@click.option("--language", type=click.Choice(["en", "es"]), default="en")
@needs_database
def show(number: str, language: str, *, why: bool) -> None:
    """Show claim NUMBER: its lines, what was decided, and why."""
    from coverwell.services.acting import Actor  # noqa: PLC0415 - needs settings
    from coverwell.services.claims import show as claims  # noqa: PLC0415 - needs settings

    found = claims.show(number, Actor(getpass.getuser(), "staff"))
    if found is None:
        raise click.ClickException(f"There is no claim {number}.")
    click.echo("\n".join(_lines(found)))
    if why and found.decisions:
        click.echo("\n".join(_reasons(found.decisions[0], language)))


@command.command()
@click.argument("number")
@needs_database
def differ(number: str) -> None:
    """List the claims behind the corrected claim NUMBER that would now come out otherwise.

    Nothing is changed. What hurts a member or a provider waits for a person.
    """
    from django.utils import timezone  # noqa: PLC0415 - needs settings

    from coverwell.services.acting import Actor  # noqa: PLC0415 - needs settings
    from coverwell.services.claims.would_differ import (  # noqa: PLC0415 - needs settings
        UnknownClaimError,
        would_differ,
    )

    try:
        found = would_differ(number, Actor(getpass.getuser(), "staff"))
    except UnknownClaimError as fault:
        raise click.ClickException(str(fault)) from fault
    today = timezone.localdate()
    for one in found:
        click.echo("\n".join(_differing(one, today)))
    if not found:
        click.echo(f"No claim behind {number} would come out otherwise.")


def _differing(one: Differing, today: date) -> Iterator[str]:
    hurt = " and ".join(who for who, does in one.hurt._asdict().items() if does)
    by_whom = "a person decides" if one.needs_person else "may run by itself"
    yield f"Claim {one.number}: {'hurts ' + hurt if hurt else 'hurts nobody'}; {by_whom}"
    if one.waits:
        yield "  would now wait for a person"
        return
    yield (
        f"  plan pays {one.now.plan_paid} (was {one.before.plan_paid}),"
        f" member owes {one.now.member_owes} (was {one.before.member_owes})"
    )
    if one.hurt.provider and one.paid_on:
        until = one.ask_back_until or "no end"
        may = "may" if one.may_ask_back(today) else "may no longer"
        yield (
            f"  paid on {one.paid_on}: money {may} be asked back (until {until}),"
            f" with notice of {one.notice} [{one.law}]"
        )


def _lines(claim: ShownClaim) -> Iterator[str]:
    yield f"Claim {claim.number}  {claim.first_on}  charge {claim.charge}  {claim.status}"
    for decision in claim.decisions:
        said = decision.totals
        yield (
            f"  decision {decision.number} ({decision.kind}, {decision.outcome}):"
            f" allowed {said.allowed}, plan {said.plan_paid}, member {said.member_owes}"
        )
        for line in decision.lines:
            what = decision.asked[line.number]
            codes = " ".join(f"{a.group}-{a.code} {a.amount}" for a in line.adjustments)
            teeth = f" [{', '.join(what.spots)}]" if what.spots else ""
            yield (
                f"    {line.number}. {what.procedure or what.revenue}{teeth} {line.status.value}"
                f" charge {line.charge} allowed {line.allowed} plan {line.plan_paid} {codes}"
            )


def _reasons(decision: StoredDecision, language: str) -> Iterator[str]:
    from coverwell.services.rulebook.load import rulebook  # noqa: PLC0415 - needs settings

    book = rulebook()
    for line, finding in decision.trace.changed:
        where = f"line {line}" if line else "claim"
        yield f"  {where}: {book.say(finding, language)} [{finding.rule}; {finding.source}]"
    for line, rules in decision.trace.unchanged:
        yield f"  line {line}: also asked: {', '.join(rules)}"


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while chunk := source.read(CHUNK):
            yield chunk
