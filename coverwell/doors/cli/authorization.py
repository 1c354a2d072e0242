"""`coverwell authorization`: requests for approval, listed, shown, asked about and decided."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

import click

from coverwell.doors.cli.database import needs_database
from coverwell.doors.cli.partner import said


if TYPE_CHECKING:
    from coverwell.services.acting import Actor
    from coverwell.services.authorizations.explain import Explained
    from coverwell.services.authorizations.values import Review

MOST = 50


@click.group()
def command() -> None:
    """Requests for approval (precertification): the reviewers' queue and its decisions."""


@command.command("list")
@click.option(
    "--state",
    type=click.Choice(["ours", "waits", "overdue"]),
    default=None,
    help="Those that wait for the plan, for the office, or are late.",
)
@click.option("--care", type=click.Choice(["medical", "behavioral"]), default=None)
@click.option("--urgency", type=click.Choice(["standard", "urgent"]), default=None)
@needs_database
def list_(state: str | None, care: str | None, urgency: str | None) -> None:
    """List open requests, the first due first."""
    from django.utils import timezone  # noqa: PLC0415 - records need settings
    from rich.console import Console  # noqa: PLC0415 - only here
    from rich.table import Column, Table  # noqa: PLC0415 - only here

    from coverwell.services.authorizations.queue import Wanted, queue  # noqa: PLC0415 - needs settings

    now = timezone.localtime()
    table = Table(Column("reference", no_wrap=True), "due", "member", "asked by", "kind", "state")
    wanted = Wanted(state or "", care or "", urgency or "")
    for one in queue(wanted, now, _staff(), 0, MOST):
        due = f"{timezone.localtime(one.due_at):%Y-%m-%d %H:%M}" if one.due_at else ""
        late = " late" if one.overdue(now) else ""
        kind = f"{one.asked.kind}, {one.asked.urgency}"
        table.add_row(
            one.reference, due + late, one.member_id, one.asked.requester, kind, one.state
        )
    Console().print(table)


@command.command()
@click.argument("reference")
@needs_database
def show(reference: str) -> None:
    """Show a request: where it stands, each service, all that happened."""
    _print(_explained(_found(reference)))


@command.command()
@click.argument("reference")
@click.option("--document", "wanted", multiple=True, help="What to ask for, such as history.")
@click.option("--note", default="", help="In your own words.")
@needs_database
def ask(reference: str, wanted: tuple[str, ...], note: str) -> None:
    """Ask the office for more; the clock stands as the law says."""
    from django.utils import timezone  # noqa: PLC0415 - records need settings

    from coverwell.services.authorizations.decide import ask_for_more  # noqa: PLC0415 - needs settings

    _found(reference)
    review = said(ask_for_more)(reference, wanted, note, timezone.localtime(), _staff())
    if review is not None:
        _print(_explained(review))


@command.command()
@click.argument("reference")
@click.option("--approve", is_flag=True, help="Approve every service as it was asked for.")
@click.option("--deny", metavar="REASON", help="Deny every service for this reason.")
@click.option(
    "--line",
    "lines",
    multiple=True,
    metavar="N=DECISION",
    help="One service: 1=approve, 2=deny:not_covered, 3=modify:fewer_units:10.",
)
@click.option(
    "--clinician", default="", help="Who stands for a clinical reason, with credentials."
)
@click.option("--criteria", default="", help="By which criteria and evidence.")
@click.option("--note", default="", help="What the office and the member read.")
@needs_database
def decide(
    reference: str, *, approve: bool, deny: str | None, lines: tuple[str, ...], **signed: str
) -> None:
    """Decide every service of a request. Reasons: rulebook/authorizations/reasons."""
    from django.utils import timezone  # noqa: PLC0415 - records need settings

    from coverwell.services.authorizations.decide import Signed  # noqa: PLC0415 - needs settings
    from coverwell.services.authorizations.decide import decide as decided  # noqa: PLC0415 - needs settings
    from coverwell.services.authorizations.write import Decided  # noqa: PLC0415 - needs settings

    found = _found(reference)
    whole = "approve" if approve else f"deny:{deny}" if deny else ""
    chosen = {one.number: whole for one in found.lines if whole} | dict(map(_chosen, lines))
    decisions = [Decided(number, *_parts(what)) for number, what in chosen.items()]
    review = said(decided)(reference, decisions, Signed(**signed), timezone.localtime(), _staff())
    if review is not None:
        _print(_explained(review))


def _chosen(text: str) -> tuple[int, str]:
    number, _, what = text.partition("=")
    if not (number.isdigit() and what):
        raise click.BadParameter(f"'{text}' is not a decision such as 1=approve.")
    return int(number), what


def _parts(text: str) -> tuple[str, str, int | None]:
    """Read 'deny:not_covered' or 'modify:fewer_units:10'."""
    words = {"approve": "approved", "modify": "modified", "deny": "denied"}
    what, _, rest = text.partition(":")
    reason, _, units = rest.partition(":")
    if what not in words or (units and not units.isdigit()):
        raise click.BadParameter(f"'{text}' is not approve, deny:REASON or modify:REASON:UNITS.")
    return words[what], reason, int(units) if units else None


def _found(reference: str) -> Review:
    from coverwell.services.authorizations.find import by_reference  # noqa: PLC0415 - needs settings

    found = by_reference(reference, _staff())
    if found is None:
        raise click.ClickException(f"No request has the reference {reference}.")
    return found


def _explained(review: Review) -> Explained:
    from django.utils import timezone  # noqa: PLC0415 - records need settings

    from coverwell.services.authorizations.explain import STAFF, explain  # noqa: PLC0415 - needs settings

    return explain(review, STAFF, "en", timezone.localtime())


def _print(found: Explained) -> None:
    from django.utils import timezone  # noqa: PLC0415 - records need settings

    review = found.review
    click.echo(f"{review.reference}: {review.state}, for {review.member_id}. {found.next}")
    if found.due_at:
        late = " (late)" if found.overdue else ""
        click.echo(f"Due {timezone.localtime(found.due_at):%Y-%m-%d %H:%M}{late}, {found.who}.")
    if found.number:
        click.echo(f"Approval number {found.number}.")
    for one in found.lines:
        units = f"{one.line.units} x " if one.line.units else ""
        click.echo(
            f"  {one.line.number}. {one.code} {units}{one.line.first} to {one.line.last}:"
            f" {one.state} {one.line.authorization} {one.why}".rstrip()
        )
    for event in found.events:
        at = f"{timezone.localtime(event.at):%Y-%m-%d %H:%M}"
        told = "; ".join(event.said)
        click.echo(f"  {at} {event.title}, {event.who} {told}".rstrip())


def _staff() -> Actor:
    from coverwell.services.acting import Actor  # noqa: PLC0415 - needs settings

    return Actor(getpass.getuser(), "staff")
