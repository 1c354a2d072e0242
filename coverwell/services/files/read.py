"""Reading a kept file at once, in this process: what the worker would do with its job."""

from procrastinate.contrib.django import app

from coverwell.records.files.models import KeptFile
from coverwell.services.acting import ENGINE, acting
from coverwell.services.files.queue import INSTANT_READERS


def read_now(file: int) -> None:
    """Run the gateway's reader of a file by its job name; no service knows a door."""
    with acting(ENGINE):
        kind = KeptFile.objects.values_list("kind", flat=True).get(pk=file)
    app.perform_import_paths()  # type: ignore[no-untyped-call]
    app.tasks[INSTANT_READERS.get(kind, INSTANT_READERS["837"])](file=file)
