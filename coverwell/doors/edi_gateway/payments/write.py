"""Write the 835 files that wait in the outbox."""

from collections.abc import Callable

from coverwell.doors.edi_gateway.payments.remittance_835 import write_835
from coverwell.doors.edi_gateway.quirks import written_for
from coverwell.services.acting import Actor
from coverwell.services.payer.read import payer
from coverwell.services.payments.outbox import (
    REMITTANCE_FILE,
    ToWrite,
    Written,
    keep_written,
    remittances_to_write,
)
from coverwell.services.payments.send_again import keep_again, remittance_again


# Payments whose claims are in memory at one time.
BATCH = 100


def write_remittances(wrote: Callable[[int], None] = lambda _: None) -> int:
    """Write and keep every 835 in the outbox; returns how many. Safe to run twice, or at once."""
    total = 0
    while batch := remittances_to_write(BATCH):
        new = keep_written([written(each) for each in batch])
        total += new
        wrote(new)
    return total


def send_again(trace_number: str, why: str, actor: Actor) -> int:
    """Write the 835 of a payment for who fetches it now, into its mailbox; returns the file.

    NotSentError where there is none, or nobody who fetches it. The payment is not touched.
    """
    return keep_again(written(remittance_again(trace_number, actor)), why, actor)


def written(each: ToWrite) -> Written:
    """Write one 835 as its receiver asks and say what it adds up to."""
    paid, receiver = each.remittance.payment, each.receiver
    data = write_835(each.remittance, payer(paid.made_on), receiver)
    if receiver is not None:
        data = written_for(data, receiver.delimiters, receiver.quirks)
    return Written(
        REMITTANCE_FILE,
        paid.run,
        paid.id,
        f"835-{paid.trace_number}.x12",
        data,
        entries=1,
        total=paid.amount,
        tax_id=paid.tax_id,
        partner=receiver.partner if receiver else 0,
    )
