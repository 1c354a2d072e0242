"""`coverwell pay missing` and `send-again`: payments whose 835 or money did not arrive."""

import click

from coverwell.doors.cli.database import needs_database
from coverwell.doors.cli.pay.options import as_json, by, print_rows, staff, today


@click.command("send-again")
@click.argument("trace")
@click.option("--why", required=True, help="Kept with it, such as 'lost by their software'.")
@by
@needs_database
def send_again(trace: str, why: str, by: str) -> None:
    """Send the 835 of the payment TRACE again to who fetches it now; no money moves."""
    from django.conf import settings  # noqa: PLC0415 - after setup
    from django.utils.module_loading import import_string  # noqa: PLC0415 - needs settings

    try:
        file = import_string(settings.SEND_REMITTANCE_AGAIN)(trace, why, staff(by))
    except ValueError as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"The 835 of {trace} lies ready again, as file {file}.")


@click.command()
@click.option("--all", "everything", is_flag=True, help="All of the last 90 days.")
@as_json
@by
@needs_database
def missing(by: str, *, everything: bool, as_json: bool) -> None:
    """List payments to offices that came back, or whose 835 or money is late."""
    from coverwell.services.operations.reassociation import pairs  # noqa: PLC0415 - needs settings

    found = pairs(today(), staff(by), troubled=not everything)
    if not found and not as_json:
        click.echo("Nothing is missing.")
        return
    shown = ("trace_number", "name", "amount", "effective_on", "receiver", "trouble")
    print_rows(found, shown, as_json=as_json)


VERBS = (missing, send_again)
