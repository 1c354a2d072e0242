"""The jobs that write payment files, enqueued by name in the transaction that needs them."""

from __future__ import annotations

from typing import Final

from procrastinate.contrib.django import app


JOBS: Final = (
    ("edi_gateway.write_remittances", "gateway"),
    ("bank.write_files", "bank"),
)
"""The doors' workers know these jobs; no service does."""


def enqueue_writing() -> None:
    """Ask the gateway and the bank to empty the outbox, once the transaction commits."""
    for name, queue in JOBS:
        app.configure_task(name, allow_unknown=True, queue=queue, lock=name).defer()
