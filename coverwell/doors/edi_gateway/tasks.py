"""The gateway's jobs, which services enqueue by name."""

from django.utils import timezone
from procrastinate.contrib.django import app

from coverwell.doors.edi_gateway.answers import receive_answer
from coverwell.doors.edi_gateway.attachments.receive import receive_attachments
from coverwell.doors.edi_gateway.attachments.request_277 import write_requests
from coverwell.doors.edi_gateway.claims import small
from coverwell.doors.edi_gateway.claims.receive import receive
from coverwell.doors.edi_gateway.enrollment.receive import receive_enrollment
from coverwell.doors.edi_gateway.inquiries import receive_inquiry
from coverwell.doors.edi_gateway.premiums.receive import receive_premiums
from coverwell.doors.edi_gateway.trial import receive_trial
from coverwell.services.attachments.approvals import place_early
from coverwell.services.attachments.scan import scan_waiting
from coverwell.services.claims.adjudicate import decide_batch
from coverwell.services.files.progress import note


@app.task(name="edi_gateway.receive_claims", queue="gateway", retry=3)
def receive_claims(file: int) -> None:
    """Read and answer a claim file."""
    receive(file)


@app.task(name="edi_gateway.read_claims", queue="gateway", retry=3)
def read_claims(file: int) -> None:
    """Read a claim file, answer it, and decide what it brought."""
    received = receive(file)
    while decide_batch():
        pass
    write_requests()
    if received.state == "read":
        note(file, "decided", {"accepted": received.accepted, "rejected": received.rejected})


@app.task(name="edi_gateway.read_small", queue="gateway", retry=3)
def read_small() -> None:
    """Read, answer and decide the small claim files that wait."""
    small.read_small()


@app.task(name="edi_gateway.read_enrollment", queue="gateway", retry=3)
def read_enrollment(file: int) -> None:
    """Read an enrolment file, answer it, and apply what it brought."""
    receive_enrollment(file)


@app.task(name="edi_gateway.read_premiums", queue="gateway", retry=3)
def read_premiums(file: int) -> None:
    """Read a file of premium payments, post them and say what waits."""
    receive_premiums(file)


@app.task(name="edi_gateway.read_inquiry", queue="gateway", retry=3)
def read_inquiry(file: int) -> None:
    """Read a file of questions and answer it."""
    receive_inquiry(file)


@app.task(name="edi_gateway.read_attachments", queue="gateway", retry=3)
def read_attachments(file: int) -> None:
    """Read a file of documents and answer it."""
    receive_attachments(file)


@app.task(name="edi_gateway.read_answer", queue="gateway", retry=3)
def read_answer(file: int) -> None:
    """Read what a partner answers to what we sent."""
    receive_answer(file)


@app.periodic(cron="* * * * *")
@app.task(name="edi_gateway.scan_documents", queue="gateway")
def scan_documents(timestamp: int = 0) -> None:  # noqa: ARG001 - the clock passes it
    """Check documents for viruses: those that just came, and those that wait for another try.

    Documents that came before their request for approval are looked at again.
    """
    scan_waiting()
    place_early(timezone.localdate())


@app.periodic(cron="* * * * *")
@app.task(name="edi_gateway.ask_for_documents", queue="gateway", lock="ask_for_documents")
def ask_for_documents(timestamp: int) -> None:  # noqa: ARG001 - the clock passes it
    """Ask offices for the documents that their claims wait for."""
    write_requests()


@app.task(name="edi_gateway.try_file", queue="gateway", retry=3)
def try_file(file: int) -> None:
    """Try a test file out."""
    receive_trial(file)
