"""`coverwell pay send-again`: the 835 of a payment, once more into its receiver's mailbox."""

import click

from coverwell.doors.cli.database import needs_database
from coverwell.doors.cli.pay.options import by, staff


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


VERBS = (send_again,)
