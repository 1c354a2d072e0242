"""Write the 835 files that wait in the outbox."""

from collections.abc import Callable

from coverwell.doors.edi_gateway.payments.remittance_835 import write_835
from coverwell.services.payer.read import payer
from coverwell.services.payments.outbox import (
    REMITTANCE_FILE,
    Written,
    keep_written,
    remittances_to_write,
)
from coverwell.services.payments.remittance import Remittance


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


def written(remittance: Remittance) -> Written:
    """Write one 835 and say what it adds up to."""
    paid = remittance.payment
    return Written(
        REMITTANCE_FILE,
        paid.run,
        paid.id,
        f"835-{paid.trace_number}.x12",
        write_835(remittance, payer(paid.made_on)),
        entries=1,
        total=paid.amount,
        tax_id=paid.tax_id,
    )
