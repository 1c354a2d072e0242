"""Write the bank files and cheque lists that wait in the outbox."""

import csv
import io
from datetime import datetime, time
from string import ascii_uppercase, digits

from coverwell.services.payer.read import Payer, payer
from coverwell.services.payments.outbox import (
    BANK,
    BANK_FILE,
    CHEQUE_LIST,
    OneToPay,
    RunToPay,
    Written,
    keep_written,
    run_to_pay,
    runs_to_write,
)
from coverwell.wire.nacha import (
    AchFile,
    Bank,
    Credit,
    MemberBatch,
    Origin,
    ProviderBatch,
    Reassociation,
    write_file,
)


# NACHA tells the files of one day apart by one letter or digit.
_MODIFIERS = ascii_uppercase + digits


def write_bank_files() -> int:
    """Write and keep every bank file in the outbox; returns how many are new."""
    return keep_written((bank_file(run) for run in runs_to_write(BANK_FILE)), BANK)


def write_cheque_lists() -> int:
    """Write and keep every cheque list in the outbox; returns how many are new."""
    return keep_written((cheque_list(run) for run in runs_to_write(CHEQUE_LIST)), BANK)


def bank_file(run: int) -> Written:
    """Write the ACH file of a run: CCD+ for offices, PPD for members."""
    paying = run_to_pay(run, "eft")
    data = write_file(ach_file(paying, payer(paying.made_on)))
    return _written(BANK_FILE, paying, f"ach-{paying.made_on:%Y%m%d}-{run}.txt", data)


def ach_file(paying: RunToPay, who: Payer) -> AchFile:
    """Say a run's transfers in the bank's words."""
    payer_id = f"1{who.tax_id}"
    offices = tuple(
        (_credit(each), Reassociation(each.trace_number, payer_id))
        for each in paying.payments
        if each.is_provider
    )
    members = tuple(_credit(each) for each in paying.payments if not each.is_provider)
    batches = (
        *((ProviderBatch(paying.effective_on, offices),) if offices else ()),
        *((MemberBatch(paying.effective_on, members),) if members else ()),
    )
    return AchFile(
        Bank(who.bank_routing, who.bank_name),
        Origin(payer_id, who.name),
        datetime.combine(paying.made_on, time(12)),
        _MODIFIERS[paying.place % len(_MODIFIERS)],
        batches,
        reference=str(paying.run),
    )


def _credit(each: OneToPay) -> Credit:
    kind = "DA" if each.checking else "SG"
    return Credit(each.routing, each.account, each.amount, each.name, each.trace_number, kind)


def cheque_list(run: int) -> Written:
    """Write the list that the printer of cheques reads: number, payee, address, dollars."""
    paying = run_to_pay(run, "cheque")
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(["cheque number", "date", "payee", "name", "address", "amount"])
    for each in paying.payments:
        amount = f"{each.amount // 100}.{each.amount % 100:02d}"
        rows.writerow(
            [
                each.trace_number,
                paying.effective_on.isoformat(),
                each.payee,
                each.name,
                each.address,
                amount,
            ]
        )
    name = f"cheques-{paying.made_on:%Y%m%d}-{run}.csv"
    return _written(CHEQUE_LIST, paying, name, text.getvalue().encode())


def _written(channel: str, paying: RunToPay, name: str, data: bytes) -> Written:
    return Written(channel, paying.run, None, name, data, len(paying.payments), paying.total)
