"""The bank's jobs."""

from procrastinate.contrib.django import app

from coverwell.doors.bank.write import write_bank_files, write_cheque_lists


@app.task(name="bank.write_files", queue="bank")
def write_files() -> None:
    """Write the bank files and cheque lists that wait; again after a crash is safe."""
    write_bank_files()
    write_cheque_lists()
