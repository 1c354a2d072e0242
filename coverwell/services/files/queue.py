"""Jobs about files, enqueued by name in the transaction that needs them."""

from procrastinate.contrib.django import app

from coverwell.services.files import small


TEST = "test"
"""The kind of a file that is only tried out: nothing in it counts, whatever it holds."""
READERS = {
    "837": "edi_gateway.read_claims",
    "834": "edi_gateway.read_enrollment",
    "270": "edi_gateway.read_inquiry",
    "276": "edi_gateway.read_inquiry",
    TEST: "edi_gateway.try_file",
    "278": "edi_gateway.read_inquiry",
    "275": "edi_gateway.read_attachments",
    "820": "edi_gateway.read_premiums",
    "999": "edi_gateway.read_answer",
    "TA1": "edi_gateway.read_answer",
    "824": "edi_gateway.read_answer",
}
"""Which job reads a file of a kind; the gateway's worker knows them, no service does.

A kind that is not here is given to the reader of claims, which refuses it in its 999.
"""
INSTANT_READERS = {**READERS, "837": "edi_gateway.receive_claims"}
"""Which job only reads and answers it; whoever waits decides with as many workers as they like."""


def enqueue_reading(kind: str, file: int, *, with_others: bool = False) -> None:
    """Ask the gateway's worker to read a file, once the transaction commits.

    `with_others`: it is small, and a partner may send many such at once.
    """
    name = READERS.get(kind, READERS["837"])
    if with_others and kind == "837":
        small.enqueue_small(file)
    else:
        # One job per file at a time, and after a crash the next attempt finds the same lock.
        lock = f"file/{file}"
        task = app.configure_task(name, allow_unknown=True, queue="gateway", lock=lock)
        task.defer(file=file)
