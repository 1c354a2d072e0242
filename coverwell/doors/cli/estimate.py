"""`coverwell estimate`: what a service will cost a member, by the rules that decide claims."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from coverwell.doors.cli.database import needs_database


if TYPE_CHECKING:
    from coverwell.services.acting import Actor
    from coverwell.services.estimates.question import Question

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--member", nargs=2, required=True, help="Member ID and birth date.")
@click.option("--provider", required=True, help="Tax ID of the office that would bill.")
@click.option("--day", type=DAY, help="Date of service; without it, today.")
@click.option("--diagnosis", default="", help="ICD-10-CM code without its dot.")
@click.argument("services", nargs=-1, required=True, metavar="CODE[:CHARGE]...")
@needs_database
def command(
    services: tuple[str, ...],
    member: tuple[str, str],
    provider: str,
    day: datetime | None,
    diagnosis: str,
) -> None:
    """Estimate services such as 99213 or 70551:900 for a member; stored, and posts nothing."""
    from django.utils import timezone  # noqa: PLC0415 - records need settings

    from coverwell.services.acting import Actor  # noqa: PLC0415 - needs settings
    from coverwell.services.estimates.ask import ask  # noqa: PLC0415 - needs settings

    actor, today = Actor("command line", "staff"), timezone.localdate()
    about = (provider, day.date() if day else today, diagnosis)
    try:
        reference = ask(_question(services, member, about, actor), actor, today)
    except ValueError as fault:
        raise click.ClickException(str(fault)) from None
    _print(reference, actor)


def _question(
    services: tuple[str, ...],
    member: tuple[str, str],
    about: tuple[str, date, str],
    actor: "Actor",
) -> "Question":
    from coverwell.kernel.vocabulary.money import dollars  # noqa: PLC0415 - needs settings
    from coverwell.services.estimates.question import Question, Service  # noqa: PLC0415 - needs settings
    from coverwell.services.members.people import patient  # noqa: PLC0415 - needs settings

    found = patient(member[0], date.fromisoformat(member[1]), actor)
    if found is None:
        raise ValueError("No member has this ID and birth date (YYYY-MM-DD).")
    asked = []
    for service in services:
        code, _, charge = service.partition(":")
        asked.append(Service(code.upper(), charge=dollars(charge) if charge else None))
    provider, day, diagnosis = about
    return Question(
        found.family,
        found.number,
        found.member_id,
        provider,
        day,
        tuple(asked),
        diagnosis=diagnosis,
    )


def _print(reference: str, actor: "Actor") -> None:
    from rich.console import Console  # noqa: PLC0415 - only here
    from rich.table import Table  # noqa: PLC0415 - only here

    from coverwell.services.estimates.show import show_estimate  # noqa: PLC0415 - needs settings
    from coverwell.services.explanations.explained import explain  # noqa: PLC0415 - needs settings
    from coverwell.services.payer.read import payer  # noqa: PLC0415 - needs settings

    found = show_estimate(reference, actor)
    if found is None:
        raise click.ClickException("The estimate is not there.")
    table = Table(title=f"Estimate {reference}, {found.patient}, {found.provider}")
    for head in ("code", "charge", "allowed", "deductible", "copay", "coinsurance"):
        table.add_column(head)
    table.add_column("plan pays")
    table.add_column("member owes")
    said = explain(found, found.asked, "en")
    for line in said.lines:
        one = line.amounts
        amounts = (one.charge, one.allowed, one.deductible, one.copay, one.coinsurance)
        table.add_row(line.code, *map(str, (*amounts, one.plan_paid, one.member_owes)))
    console = Console()
    console.print(table)
    for line in said.lines:
        for reason in line.reasons:
            console.print(f"{line.code}: {reason.sentence}", highlight=False)
    console.print(payer(found.as_of).no_guarantee["en"], highlight=False)
