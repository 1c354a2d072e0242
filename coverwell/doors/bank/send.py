"""Hand bank files over: the line is a folder that the bank's own transfer empties."""

import os
from pathlib import Path

from django.conf import settings

from coverwell.services.acting import Actor
from coverwell.services.payments.sending import BankFile, note_sent, take_for_sending


def send(number: int, actor: Actor) -> BankFile:
    """Send one bank file, at most once; what happens between the steps leaves it `sending`.

    SendingRefusedError where the bank may have the file already.
    """
    found, data = take_for_sending(number, actor)
    deliver(found.name, data, Path(settings.BANK_FOLDER))
    note_sent(number, actor)
    return found


def deliver(name: str, data: bytes, folder: Path) -> None:
    """Put a file into the folder whole: the other side never sees half of it."""
    folder.mkdir(parents=True, exist_ok=True)
    arriving = folder / f".{name}.part"
    with arriving.open("wb") as target:
        target.write(data)
        target.flush()
        os.fsync(target.fileno())
    arriving.rename(folder / name)
