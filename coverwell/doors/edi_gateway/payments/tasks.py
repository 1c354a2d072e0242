"""The gateway's jobs for payments."""

from procrastinate.contrib.django import app

from coverwell.doors.edi_gateway.payments import write


@app.task(name="edi_gateway.write_remittances", queue="gateway")
def write_remittances() -> None:
    """Write the 835 files that wait; again after a crash is safe."""
    write.write_remittances()
