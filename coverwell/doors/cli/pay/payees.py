"""What staff enter for a payee: accounts, refunds, recoveries, adjustments, levies, taxes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from coverwell.doors.cli.database import needs_database
from coverwell.doors.cli.pay import options
from coverwell.doors.cli.pay.options import as_json, by, on, print_rows, staff, to_cents
from coverwell.doors.cli.pay.tables import amount


if TYPE_CHECKING:
    from coverwell.services.payments.orders import Entered


PAYEE = click.argument("payee")
AMOUNT = click.argument("cents", callback=to_cents, metavar="AMOUNT")
REFERENCE = click.argument("reference")
NOTE = click.option("--note", default="", help="Why, for who reads it later.")


@dataclass(frozen=True, slots=True)
class Said:
    """What was typed for a payee."""

    payee: str
    cents: Any
    reference: str
    on: date | None
    claim: str = ""
    note: str = ""


def _entered(said: Said) -> "Entered":
    from coverwell.services.payments.orders import Entered, read_payee  # noqa: PLC0415 - needs settings

    day = said.on or options.today()
    return Entered(read_payee(said.payee), said.cents, said.reference, day, said.claim, said.note)


def _refusing(work: Callable[[], str]) -> None:
    """Print what work says, or why it was refused."""
    try:
        click.echo(work())
    except ValueError as fault:
        raise click.ClickException(str(fault)) from None


@click.command()
@PAYEE
@click.option("--routing", prompt=True, help="Routing number of the bank.")
@click.option("--account", prompt=True, hide_input=True, help="Asked for, unless given.")
@click.option("--savings", is_flag=True, help="A savings account.")
@on
@by
@needs_database
def enrol(payee: str, on: date | None, by: str, **stated: Any) -> None:
    """Keep a bank account for transfers to PAYEE from a day on."""
    from coverwell.services.payments.accounts import AccountDetails  # noqa: PLC0415 - needs settings
    from coverwell.services.payments.accounts import enrol as keep  # noqa: PLC0415 - needs settings
    from coverwell.services.payments.orders import read_payee  # noqa: PLC0415 - needs settings

    def work() -> str:
        details = AccountDetails(
            stated["routing"], stated["account"], checking=not stated["savings"]
        )
        kept = keep(read_payee(payee), details, on or options.today(), staff(by))
        return f"Payments to {payee} go to the account ending in {kept.ending or '…'}."

    _refusing(work)


@click.command()
@PAYEE
@by
@as_json
@needs_database
def accounts(payee: str, by: str, *, as_json: bool) -> None:
    """List the bank accounts of PAYEE; the numbers stay sealed."""
    from coverwell.services.payments.accounts import accounts_of  # noqa: PLC0415 - needs settings
    from coverwell.services.payments.orders import OrderRefusedError, read_payee  # noqa: PLC0415 - needs settings

    try:
        found = accounts_of(read_payee(payee), staff(by))
    except OrderRefusedError as fault:
        raise click.ClickException(str(fault)) from None
    shown = ("first_on", "routing", "ending", "checking", "source")
    print_rows(found, shown, as_json=as_json)


@click.command()
@click.argument("claim")
@by
@needs_database
def recover(claim: str, by: str) -> None:
    """Ask the money of reversed CLAIM back by letter, instead of netting it in the next run."""
    from coverwell.services.payments.orders import recover_by_letter  # noqa: PLC0415 - needs settings

    def work() -> str:
        new = recover_by_letter(claim, staff(by))
        return f"{claim} is asked back by letter." if new else "It was to be asked back already."

    _refusing(work)


@click.command()
@PAYEE
@AMOUNT
@REFERENCE
@click.option("--claim", default="", help="Our number of the claim that it is for.")
@NOTE
@on
@by
@needs_database
def refund(by: str, **said: Any) -> None:
    """Book AMOUNT that PAYEE sent by cheque REFERENCE."""
    from coverwell.services.payments.orders import note_refund  # noqa: PLC0415 - needs settings

    def work() -> str:
        new = note_refund(_entered(Said(**said)), staff(by))
        booked = f"{amount(said['cents'])} from {said['payee']} is booked."
        return f"{booked} The next run acknowledges it." if new else "It was booked before."

    _refusing(work)


@click.command(context_settings={"ignore_unknown_options": True})
@PAYEE
@AMOUNT
@REFERENCE
@NOTE
@on
@by
@needs_database
def adjust(by: str, **said: Any) -> None:
    """Lower coming payments to PAYEE by AMOUNT; an AMOUNT below zero raises the next one."""
    from coverwell.services.payments.orders import adjust as enter  # noqa: PLC0415 - needs settings

    def work() -> str:
        enter(_entered(Said(**said)), staff(by))
        return f"Entered; see: coverwell pay open {said['payee']} --by NAME"

    _refusing(work)


@click.command()
@PAYEE
@AMOUNT
@REFERENCE
@NOTE
@on
@by
@needs_database
def levy(by: str, **said: Any) -> None:
    """Take AMOUNT from payments to PAYEE for an authority's levy REFERENCE, until it is paid."""
    from coverwell.services.payments.orders import levy as enter  # noqa: PLC0415 - needs settings

    def work() -> str:
        enter(_entered(Said(**said)), staff(by))
        return f"The levy {said['reference']} is taken from coming payments."

    _refusing(work)


@click.command()
@click.argument("tax_id")
@click.option("--end", is_flag=True, help="End it instead.")
@click.option("--reason", required=True, help="Such as: second B notice of the IRS.")
@on
@by
@needs_database
def withhold(tax_id: str, reason: str, on: date | None, by: str, *, end: bool) -> None:
    """Withhold tax from what office TAX_ID is paid, from a day on."""
    from coverwell.services.payments import orders  # noqa: PLC0415 - needs settings

    def work() -> str:
        day = on or options.today()
        orders.withhold(tax_id, day, staff(by), withheld=not end, reason=reason)
        return f"Tax is {'no longer ' if end else ''}withheld from {tax_id} from {day} on."

    _refusing(work)


VERBS = (enrol, accounts, recover, refund, adjust, levy, withhold)
