"""Attachments: any bytes, of any size, with the numbers that tie them to a claim."""

import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverwell.wire.x12 import TransactionEnd, check
from coverwell.wire.x12.events import BinaryData
from coverwell.wire.x12.transactions.attachment_275 import (
    CLAIM,
    CLAIM_6020,
    REVIEW,
    Attachment,
    Control,
    Data275,
    Document275,
    Header275,
    Line275,
    Patient275,
)
from coverwell.wire.x12.transactions.common import Dated, Party, Reference
from coverwell.wire.x12.transactions.read_275 import read_attachments, whole_attachments
from coverwell.wire.x12.transactions.reading import Found
from coverwell.wire.x12.transactions.write_275 import write_attachments
from coverwell.wire.x12.writer import CannotWriteError
from tests.wire.x12.sets import ENVELOPE


HEADER = Header275(
    "02",
    "A26010001",
    "20260105",
    payer=Party("PR", last="COVERWELL DEMO PLAN", id_qualifier="PI", id="PAYER01"),
    submitter=Party("41", last="HARBOR BILLING", id_qualifier="46", id="SENDER01"),
    provider=Party("1P", last="HARBOR CLINIC", id_qualifier="XX", id="1234567893"),
    patient=Patient275(
        Party(
            "QC", "1", "LAKE", "MARIA", id_qualifier="MI", id="M0000001",
            references=(Reference("EJ", "ACCT-1"),),
        ),
        (Dated("472", "D8", "20260102"),),
    ),
)  # fmt: skip
LINE = Line275("1", Control("1", "PA26010001"), (("R4:18842-5::LOI",),))
DOCUMENT = Document275(
    "AE", "HL", submitted=Dated("368", "D8", "20260105"), data=(Data275(("05",)),)
)
CDA = b'<?xml version="1.0"?><ClinicalDocument>~*:^\r\n~SE*5*0001~IEA*1*1~</ClinicalDocument>'
SENT = Attachment(HEADER, LINE, DOCUMENT, CDA)


def read_back(data: bytes) -> list[Attachment]:
    """Without lengths, which the writer counts."""
    found = []
    for one in whole_attachments([data]):
        parts = tuple(part._replace(length="") for part in one.document.data)
        found.append(one._replace(document=one.document._replace(data=parts)))
    return found


@pytest.mark.parametrize("version", [CLAIM, REVIEW])
def test_a_document_full_of_separators_comes_back_as_it_was(version):
    data = write_attachments(ENVELOPE, [SENT], version)
    assert list(check([data])) == []
    assert read_back(data) == [SENT]


def test_the_version_of_2028_has_its_own_segments():
    part = Data275(object=("DOC", "1"), encoding="B64")
    sent = SENT._replace(document=DOCUMENT._replace(data=(part,)), data=b"UERG~")
    data = write_attachments(ENVELOPE, [sent], CLAIM_6020)
    assert b"~BDS*B64*5*UERG~~" in data
    assert read_back(data) == [sent]


@settings(max_examples=30)
@given(st.lists(st.binary(max_size=300), min_size=1, max_size=3), st.integers(1, 400))
def test_any_bytes_survive_in_chunks_of_any_size(contents, size):
    sent = [SENT._replace(data=content) for content in contents]
    data = write_attachments(ENVELOPE, sent)
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    assert [one.data for one in whole_attachments(chunks)] == contents
    assert list(check(chunks)) == []


@pytest.mark.parametrize("stated", ["9", "500"])
def test_a_wrong_length_is_told_and_what_follows_is_read(stated):
    plain = SENT._replace(data=b"QUJDREVGRw==")
    data = write_attachments(ENVELOPE, [plain]).replace(b"BIN*12*", f"BIN*{stated}*".encode())
    found = list(check([data]))
    assert [(f.segment_id, f.element, f.code) for f in found][:1] == [("BIN", 1, "7")]
    if stated == "9":
        assert len(found) == 1
        assert [one.data for one in whole_attachments([data])] == [b"QUJDREVGRw=="]


def test_a_file_that_ends_inside_the_data_is_not_accepted():
    data = write_attachments(ENVELOPE, [SENT])
    cut = data[: data.index(b"ClinicalDocument>~")]
    events = list(read_attachments([cut]))
    (end,) = (event for event in events if isinstance(event, TransactionEnd))
    assert not end.accepted
    assert any("inside the binary data" in f.message for f in check([cut]))


def test_data_of_another_set_are_ordinary_text():
    data = write_attachments(ENVELOPE, [SENT._replace(data=b"ABC")])
    other = data.replace(b"ST*275*", b"ST*277*")
    assert not any(isinstance(event, BinaryData) for event in read_attachments([other]))


def test_a_line_without_a_document_is_refused():
    with pytest.raises(CannotWriteError, match="CAT01"):
        write_attachments(ENVELOPE, [SENT._replace(document=DOCUMENT._replace(kind=""))])


def stream(size: int) -> Iterator[bytes]:
    whole = write_attachments(ENVELOPE, [SENT._replace(data=b"0123456789")])
    head, tail = whole.split(b"BIN*10*0123456789")
    yield head + f"BIN*{size}*".encode()
    run = bytes(range(256)) * 256
    for _ in range(size // len(run)):
        yield run
    yield run[: size % len(run)]
    yield tail


def test_sixty_four_megabytes_pass_in_little_memory():
    size = 64 * 1024 * 1024
    tracemalloc.start()
    total = 0
    for event in read_attachments(stream(size)):
        if isinstance(event, BinaryData):
            total += len(event.data)
        elif isinstance(event, Found):
            assert event.acceptable
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert total == size
    assert peak < 8_000_000
