"""Synthetic documents and 275 files for tests."""

import stat
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from coverwell.wire.x12.transactions.attachment_275 import (
    CLAIM,
    Attachment,
    Control,
    Data275,
    Document275,
    Header275,
    Line275,
    Patient275,
)
from coverwell.wire.x12.transactions.common import Dated, Party, Reference
from coverwell.wire.x12.transactions.write_275 import write_attachments
from coverwell.wire.x12.writer import Envelope


PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj ~SE*1*1~ notes of the visit\n%%EOF\n"
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00 this is no document"
INFECTED = b"%PDF-1.7\nHARBORLIGHT-PLANTED-VIRUS-MARK\n%%EOF\n"


def document(
    control: str = "NOTES-1",
    *,
    data: bytes = PDF,
    asked: bool = False,
    claim: str = "",
    account: str = "",
    npi: str = "1234567893",
    tax_id: str = "",
    loinc: str = "11506-3",
) -> Attachment:
    """A document as a 275 carries it; `asked`: `control` is the number of our request."""
    numbers = (Reference("1K", claim),) if claim else ()
    numbers += (Reference("EJ", account),) if account else ()
    office = Party("1P", last="HARBOR FAMILY PRACTICE", id_qualifier="XX", id=npi)
    if tax_id:
        office = Party("1P", last="HARBOR FAMILY PRACTICE", id_qualifier="FI", id=tax_id)
    patient = Party(
        "QC", "1", "TEST0001", "ADA", id_qualifier="MI", id="H1000000101", references=numbers
    )
    header = Header275(
        "11" if asked else "02",
        "REF-1",
        "20261103",
        payer=Party("PR", last="HARBORLIGHT", id_qualifier="PI", id="HBLT1"),
        submitter=Party("41", last="HARBOR BILLING", id_qualifier="46", id="SENDER1"),
        provider=office,
        patient=Patient275(patient, (Dated("472", "D8", "20261102"),)),
    )
    stated = Control("2" if asked else "1", control) if control else None
    line = Line275("1", stated, ((f"R4:{loinc}::LOI",),) if loinc else ())
    about = Document275(
        "AE", "TX", submitted=Dated("368", "D8", "20261103"), data=(Data275(("05",)),)
    )
    return Attachment(header, line, about, data)


def file_275(
    documents: Iterable[Attachment],
    control: int = 1,
    sender: str = "SENDER1",
    usage: str = "P",
    version: str = CLAIM,
) -> bytes:
    when = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
    envelope = Envelope("ZZ", sender, "ZZ", "HBLT1", when, control, usage)
    return write_attachments(envelope, documents, version)


def planted_scanner(folder: Path) -> str:
    """A program that knows one virus, ours, and answers as clamscan does; for VIRUS_SCANNER."""
    program = folder / "scanner"
    program.write_text(
        "#!/bin/sh\n"
        "if grep -q HARBORLIGHT-PLANTED-VIRUS-MARK $1; then echo $1: Planted FOUND; exit 1; fi\n"
        "if grep -q HARBORLIGHT-SCANNER-BREAKS $1; then echo broken >&2; exit 2; fi\n"
        "echo $1: OK\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return f"program:{program}"
