"""`coverwell coverage`: is this person covered, for what, and what is left?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from coverwell.doors.cli.database import needs_database


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coverwell.services.eligibility.coverage import CoverageAnswer
    from coverwell.services.eligibility.inquiry_tables import ServiceType

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--member", "member_id", default="", help="Member ID, with or without suffix.")
@click.option("--first-name", default="", help="First name, as on the card.")
@click.option("--last-name", default="", help="Last name, as on the card.")
@click.option("--born", type=DAY, help="Birth date.")
@click.option("--day", type=DAY, help="Date of service; without it, today.")
@click.option("--type", "types", multiple=True, help="Service type code such as 98 or UC.")
@click.option("--procedure", "procedures", multiple=True, help="Procedure code such as 70551.")
@needs_database
def command(
    types: tuple[str, ...],
    procedures: tuple[str, ...],
    born: datetime | None,
    day: datetime | None,
    **names: str,
) -> None:
    """Answer a coverage question as the 271 does, and keep the answer under its reference."""
    from django.utils import timezone  # noqa: PLC0415 - records need settings

    from coverwell.services.acting import Actor  # noqa: PLC0415 - needs settings
    from coverwell.services.eligibility.answer import answer  # noqa: PLC0415 - needs settings
    from coverwell.services.eligibility.question import (  # noqa: PLC0415 - needs settings
        GENERAL,
        CoverageQuestion,
        Search,
    )

    search = Search(birth_date=born.date() if born else None, **names)
    asked = types or (() if procedures else (GENERAL,))
    question = CoverageQuestion(
        search,
        first=day.date() if day else None,
        service_types=tuple(code.upper() for code in asked),
        procedures=tuple(code.upper() for code in procedures),
    )
    _print(answer(question, timezone.localdate(), Actor("command line", "staff")))


def _print(found: CoverageAnswer) -> None:
    from coverwell.services.eligibility.inquiry_tables import (  # noqa: PLC0415 - needs settings
        refusals,
        service_types,
    )

    if found.refused:
        known = refusals(found.as_of)
        said = " ".join(known[rule].words["en"] for rule in found.refused)
        raise click.ClickException(f"{said} (kept as {found.reference})")
    subject, plan = found.subject, found.plan
    if subject is None or plan is None:
        raise click.ClickException(f"Not covered on {found.day} (kept as {found.reference}).")
    click.echo(
        f"{subject.first_name} {subject.last_name}, {subject.member_id}: covered on {found.day}"
        f" by {plan.name} ({plan.edition}). Reference {found.reference}."
    )
    _tables(found, service_types(found.day))


def _tables(found: CoverageAnswer, kinds: Mapping[str, ServiceType]) -> None:
    from coverwell.kernel.vocabulary.money import Money  # noqa: PLC0415 - needs settings
    from coverwell.services.members.limits import limit_words  # noqa: PLC0415 - needs settings
    from coverwell.services.payer.read import payer  # noqa: PLC0415 - needs settings

    _table(
        ("yearly amount", "limit", "used", "left"),
        (
            (
                limit_words(one.what, one.side, one.whose),
                *map(str, map(Money, (one.limit, one.used, one.left))),
            )
            for one in found.amounts
        ),
    )
    _table(
        ("asked", "kind of care", "column", "you pay", "approval", "limits left"),
        (
            (
                kinds[one.asked].words["en"] if one.asked in kinds else one.asked,
                one.care,
                one.column,
                one.share,
                "needed" if one.approval else "",
                "; ".join(f"{use.left} of {use.phrase}" for use in one.limits),
            )
            for one in found.benefits
        ),
    )
    for other in found.others:
        order = "pays first" if other.first_payer else "pays after this plan"
        click.echo(f"Other cover: {other.name} ({order}).")
    click.echo(payer(found.as_of).no_guarantee["en"])


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    from rich.console import Console  # noqa: PLC0415 - only here
    from rich.table import Table  # noqa: PLC0415 - only here

    table = Table(*heads)
    for row in rows:
        table.add_row(*row)
    Console().print(table)
