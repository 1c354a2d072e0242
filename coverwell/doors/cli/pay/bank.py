"""What goes to the bank and what it answers: files, returns, corrections, cheques."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coverwell.doors.cli.database import needs_database
from coverwell.doors.cli.pay import options
from coverwell.doors.cli.pay.options import as_json, by, print_rows, read_cents, staff
from coverwell.doors.cli.pay.tables import amount


if TYPE_CHECKING:
    from coverwell.kernel.vocabulary.money import Money


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--run", type=int, default=None, help="Every file of this run, 835 too.")
@by
@as_json
@needs_database
def files(run: int | None, by: str, *, as_json: bool) -> None:
    """List the bank files and how far each is, or every file of a run."""
    from coverwell.services.payments.runs_made import files_sent  # noqa: PLC0415 - needs settings
    from coverwell.services.payments.sending import bank_files  # noqa: PLC0415 - needs settings

    if run is None:
        shown: tuple[str, ...] = ("id", "name", "entries", "total", "state", "attempt")
        print_rows(bank_files(staff(by)), shown, as_json=as_json)
    else:
        shown = ("id", "channel", "name", "entries", "total")
        print_rows(files_sent(staff(by), run), shown, as_json=as_json)


@click.command("file")
@click.argument("number", type=int)
@click.option("--to", "target", type=click.Path(dir_okay=False, path_type=Path), default=None)
@by
@needs_database
def one_file(number: int, target: Path | None, by: str) -> None:
    """Print file NUMBER (bank, cheques or 835) as it was written, or save it."""
    from coverwell.services.payments.runs_made import file_bytes  # noqa: PLC0415 - needs settings

    found = file_bytes(number, staff(by))
    if found is None:
        raise click.ClickException(f"There is no file {number}.")
    data = b"".join(found[1])
    if target:
        target.write_bytes(data)
    else:
        click.echo(data.decode(), nl=False)


@click.command()
@click.argument("file", type=int)
@by
@needs_database
def send(file: int, by: str) -> None:
    """Hand bank file FILE over to the bank, once."""
    from django.conf import settings  # noqa: PLC0415 - needs settings
    from django.utils.module_loading import import_string  # noqa: PLC0415 - needs settings

    from coverwell.services.payments.sending import SendingRefusedError  # noqa: PLC0415 - needs settings

    try:
        sent = import_string(settings.SEND_BANK_FILE)(file, staff(by))
    except SendingRefusedError as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"{sent.name} is handed over: {sent.entries} payments, {amount(sent.total)}.")


@click.command()
@click.argument("name")
@click.argument("said", type=click.Choice(["confirmed", "missing", "refused"]))
@by
@needs_database
def answer(name: str, said: str, by: str) -> None:
    """Note what the bank says of the file NAME."""
    from coverwell.services.payments.sending import (  # noqa: PLC0415 - needs settings
        SendingRefusedError,
        note_answer,
    )

    try:
        found = note_answer(name, said, staff(by))
    except SendingRefusedError as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"{found.name} is {found.state}.")


@click.command()
@click.argument("file", type=FILE)
@by
@as_json
@needs_database
def returns(file: Path, by: str, *, as_json: bool) -> None:
    """Post what came back, and follow what the bank corrects, in the bank's FILE."""
    from django.conf import settings  # noqa: PLC0415 - needs settings
    from django.utils.module_loading import import_string  # noqa: PLC0415 - needs settings

    post = import_string(settings.POST_BANK_RETURNS)
    try:
        read = post(file.read_bytes(), options.today(), staff(by))
    except ValueError as fault:
        raise click.ClickException(f"{file.name}: {fault}") from None
    words = ("posted", "corrected", "known", "refused")
    rows = [{"payment": one, "became": word} for word in words for one in getattr(read, word)]
    print_rows(rows, ("payment", "became"), as_json=as_json)


@click.command("owed-again")
@by
@as_json
@needs_database
def list_owed_again(by: str, *, as_json: bool) -> None:
    """List payments that came back or were voided, and what paid them again."""
    from coverwell.services.payments.returns import owed_again  # noqa: PLC0415 - needs settings

    shown = ("trace_number", "payee", "name", "amount", "reason", "returned_on", "paid_again")
    print_rows(owed_again(staff(by)), shown, as_json=as_json)


@click.command()
@by
@as_json
@needs_database
def cheques(by: str, *, as_json: bool) -> None:
    """List the cheques that the bank has not paid, and which of them are stale."""
    from coverwell.services.payments.runs_made import cheques_out  # noqa: PLC0415 - needs settings

    shown = ("trace_number", "payee", "name", "amount", "effective_on", "stale")
    print_rows(cheques_out(options.today(), staff(by)), shown, as_json=as_json)


@click.command()
@click.argument("trace_number")
@click.argument("reason", type=click.Choice(["lost", "stale", "damaged", "error"]))
@click.option("--no-reissue", is_flag=True, help="Do not pay it again in the next run.")
@options.on
@by
@needs_database
def void(trace_number: str, reason: str, on: date | None, by: str, *, no_reissue: bool) -> None:
    """Void cheque TRACE_NUMBER, which was not cashed; the next run pays it again."""
    from coverwell.services.payments.returns import (  # noqa: PLC0415 - needs settings
        ReturnRefusedError,
        void_cheque,
    )

    day = on or options.today()
    try:
        new = void_cheque(trace_number, reason, day, staff(by), pay_again=not no_reissue)
    except ReturnRefusedError as fault:
        raise click.ClickException(str(fault)) from None
    after = "" if no_reissue else " The next run pays it again."
    click.echo(f"Cheque {trace_number} is void.{after}" if new else "It was void already.")


@click.command()
@click.argument("file", type=FILE)
@by
@as_json
@needs_database
def cashed(file: Path, by: str, *, as_json: bool) -> None:
    """Note the cheques that the bank paid: CSV with cheque number, amount and date."""
    from coverwell.services.payments.returns import (  # noqa: PLC0415 - needs settings
        ReturnRefusedError,
        note_cashed,
    )

    rows = []
    for trace, paid, day in _paid_cheques(file):
        try:
            new = note_cashed(trace, paid, day, staff(by))
        except ReturnRefusedError as fault:
            rows.append({"cheque": trace, "became": "refused", "why": str(fault)})
            continue
        rows.append({"cheque": trace, "became": "cashed" if new else "known", "why": ""})
    print_rows(rows, ("cheque", "became", "why"), as_json=as_json)


def _paid_cheques(file: Path) -> Iterator[tuple[str, "Money", date]]:
    """Read the bank's list; a line that cannot be read is named before anything is posted."""
    lines = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    found = []
    for number, line in enumerate(lines, 2):
        try:
            paid = read_cents(line["amount"])
            found.append((line["cheque number"].strip(), paid, date.fromisoformat(line["date"])))
        except (KeyError, TypeError, ValueError, AttributeError):
            raise click.ClickException(
                f"{file.name}, line {number}: write cheque number, amount and date (2026-01-31)."
            ) from None
    yield from found


VERBS = (files, one_file, send, answer, returns, list_owed_again, cheques, void, cashed)
