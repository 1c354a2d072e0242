"""Whatever happens to a file of eligibility or claim status, its readers go on or say why not."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverwell.doors.cli.x12_report import Report
from coverwell.wire.x12 import read
from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.document import NotWellFormedError, from_document, to_document
from coverwell.wire.x12.outline import outline
from coverwell.wire.x12.stream import _boundary
from coverwell.wire.x12.transactions.read_claim_status import read_claim_status
from coverwell.wire.x12.transactions.read_eligibility import read_eligibility
from coverwell.wire.x12.writer import CannotWriteError, isa
from tests.wire.x12.sets import ENVELOPE
from tests.wire.x12.status_sets import ELIGIBILITY, STATUS, one_file


GOOD = [one_file(n, text) for n, texts in (ELIGIBILITY | STATUS).items() for text in texts]
SPLINTERS = (
    b"~", b"*", b":", b"^", b"\n", b"ISA*", b"~IEA*1*1~", b"~ST*271*1~", b"~SE*1*1~",
    b"~HL*9*1*22*1~", b"~LS*2120~", b"~LE*2120~", b"~EB*1~", b"\xfc", b"\x00",
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_no_damage_makes_a_reader_fail(data):
    text = bytearray(data.draw(st.sampled_from(GOOD)))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(text)))
        kind = data.draw(st.sampled_from(("drop", "put", "copy", "cut")))
        if kind == "drop":
            del text[at : at + data.draw(st.integers(1, 40))]
        elif kind == "put":
            text[at:at] = data.draw(st.sampled_from(SPLINTERS))
        elif kind == "copy":
            text[at:at] = text[at : at + data.draw(st.integers(1, 60))]
        else:
            text = text[: at + 1]
    sent = bytes(text)
    report = Report(50, datetime(2026, 1, 5, tzinfo=UTC))
    for event in read([sent]):
        report.take(event)
    assert isinstance(report.answer(), bytes)
    assert list(read_eligibility([sent])) == list(read_eligibility([sent[:9], sent[9:]]))
    list(read_claim_status([sent]))
    list(outline([sent]))
    with suppress(NotWellFormedError):
        assert from_document(to_document(sent)) == sent


@pytest.mark.parametrize("sender", ["PÄYER", "PAY*ER", "A" * 16, " ", "PAY\x07"])
def test_an_id_that_the_isa_cannot_carry_is_not_written(sender):
    with pytest.raises(CannotWriteError):
        isa(ENVELOPE.__class__("ZZ", sender, "ZZ", "X", ENVELOPE.when, 1, "T"))


def test_names_that_hold_isa_or_iea_do_not_end_an_interchange():
    marks = Delimiters()
    for text in ("NM1*IL*1*LISA*ISA*IEA~", "N3*ISABEL ST*1~N3*X ISA*1~", "NM1*IL*1*ISA*ISA~"):
        assert _boundary(text, marks) is None
    assert _boundary("N3*LISA*1~\r\n IEA*1*1~", marks).start == 13
    assert _boundary("ISA*00~", marks).word == "ISA"
    hostile = " ISA*" * 40_000
    assert _boundary("~" + hostile, marks).start == 2
