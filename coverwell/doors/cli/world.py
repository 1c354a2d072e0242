"""`coverwell world`: the demonstration world, and fresh sample files to send."""

from datetime import datetime
from pathlib import Path

import click

from coverwell.doors.cli.database import needs_database, with_settings


@click.group()
def command() -> None:
    """The demonstration payer: its people, providers and claims, all invented."""


@command.command()
@needs_database
def create() -> None:
    """Publish the plans and create accounts, families, providers and sign-in names."""
    from coverwell.doors.cli import demo_world  # noqa: PLC0415 - needs settings
    from coverwell.services.acting import ENGINE  # noqa: PLC0415 - needs settings
    from coverwell.services.plans.publish import publish_rulebook  # noqa: PLC0415 - needs settings

    published = publish_rulebook(ENGINE, lambda *_: None)
    click.echo(f"{len(published)} plan editions.")
    outcome = demo_world.world(lambda *_: None)
    click.echo(outcome.said)
    for who, name, password in outcome.people:
        click.echo(f"Sign in as {name} / {password}: {who}")


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--claims", default=20, show_default=True, help="How many claims.")
@click.option("--tax-id", default="", help="Only this office's (as its upload page asks).")
@click.option("--dental", is_flag=True, help="Dental claims (837D) instead.")
@click.option("--control", default=5000, show_default=True, help="Interchange control number.")
def sample(file: Path, claims: int, tax_id: str, control: int, *, dental: bool) -> None:
    """Write a professional (or dental) 837 of claims that were not sent before to FILE."""
    with_settings()
    if dental:
        _dental(file, claims, control)
        return
    from coverwell.doors.cli.sample_837 import file_837  # noqa: PLC0415 - needs settings
    from coverwell.services.payer.read import payer  # noqa: PLC0415 - needs settings
    from coverwell.services.world.create import draw  # noqa: PLC0415 - needs settings
    from coverwell.services.world.families import TODAY  # noqa: PLC0415 - needs settings

    fresh = [
        claim
        for claim in draw(claims_seed=control).claims
        if not claim.episode.bill_type and (not tax_id or claim.group.tax_id == tax_id)
    ][-claims:]
    if not fresh:
        raise click.ClickException(f"No office of the demonstration has the tax id {tax_id}.")
    sent = datetime(TODAY.year, TODAY.month, TODAY.day, 9)  # noqa: DTZ001 - local, as X12 has it
    file.write_bytes(file_837(fresh, control, sent, payer(TODAY)))
    click.echo(f"{len(fresh)} claims in {file}.")


def _dental(file: Path, claims: int, control: int) -> None:
    from coverwell.doors.cli.sample_837d import file_837d  # noqa: PLC0415 - needs settings
    from coverwell.services.payer.read import payer  # noqa: PLC0415 - needs settings
    from coverwell.services.world.create import draw  # noqa: PLC0415 - needs settings
    from coverwell.services.world.dental import dental_claims  # noqa: PLC0415 - needs settings
    from coverwell.services.world.families import TODAY  # noqa: PLC0415 - needs settings

    fresh = dental_claims(control, claims, draw().families)
    sent = datetime(TODAY.year, TODAY.month, TODAY.day, 9)  # noqa: DTZ001 - local, as X12 has it
    file.write_bytes(file_837d(fresh, control, sent, payer(TODAY)))
    click.echo(f"{len(fresh)} dental claims in {file}.")
