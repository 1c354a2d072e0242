"""What odd senders write: read, reported where it stands, and never a crash."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverwell.wire.x12 import (
    Claim837,
    Finding,
    InterchangeEnd,
    Severity,
    Stray,
    TransactionEnd,
    check,
    read,
    read_claims,
)
from tests.wire.x12.samples import (
    GS,
    ISA,
    PATIENT,
    PROFESSIONAL,
    file_of,
    institutional,
    lines,
    professional,
    transaction,
)


GOOD = professional(lines(PROFESSIONAL) + lines(PATIENT))


def findings(data: bytes) -> list[Finding]:
    return list(check([data]))


def claims(data: bytes) -> list[Claim837]:
    return [event for event in read_claims([data]) if isinstance(event, Claim837)]


def charges(data: bytes) -> list[int]:
    return [claim.charge for claim in claims(data)]


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + GOOD,
        b"  \r\n" + GOOD,
        GOOD.replace(b"~", b"~\r\n"),
        GOOD.replace(b"~", b"~\n    "),
        GOOD.replace(b"~", b"\n"),
        GOOD.replace(b"~", b"\r\n"),
        GOOD.replace(b"*", b"|").replace(b":", b">").replace(b"~", b"'"),
        GOOD.replace(b"*", b"\x1d").replace(b":", b"\x1f").replace(b"~", b"\x1c"),
        GOOD + b"\r\n\x1a",
        GOOD + b"\x00" * 300,
    ],
    ids=[
        "bom",
        "blanks",
        "crlf",
        "indent",
        "newline",
        "crlf-end",
        "pipes",
        "control",
        "eof",
        "nul",
    ],
)
def test_spacing_and_separators_do_not_matter(data):
    assert findings(data) == []
    assert charges(data) == [15000, 8050]


def test_offsets_are_exact_in_files_with_line_breaks():
    data = GOOD.replace(b"~", b"~\r\n  ").replace(b"DMG*D8*19800214*F", b"DMG*D8*19800214*Q")
    (finding,) = findings(data)
    assert data[finding.offset :].startswith(b"DMG*D8*19800214*Q~")
    assert (finding.segment, finding.loop, finding.element, finding.code) == (17, "2010BA", 3, "7")


def test_several_interchanges_and_sets_in_one_file():
    data = GOOD + b"\r\n" + institutional() + GOOD.replace(b"*", b"|")
    assert findings(data) == []
    assert charges(data) == [15000, 8050, 540000, 15000, 8050]
    ends = [event for event in read([data]) if isinstance(event, InterchangeEnd)]
    assert len(ends) == 3


@pytest.mark.parametrize(
    "data", [GOOD.decode().encode("utf-16"), GOOD.decode().encode("utf-16-le")]
)
def test_utf16_is_refused_in_clear_words(data):
    (event,) = read([data])
    assert isinstance(event, Stray)
    assert "UTF-16" in event.finding.message
    assert event.finding.rejects


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"hello world", "022"),
        (b"PK\x03\x04" + b"\x00\x01" * 500, "024"),
        (b"ISA*00*short~", "024"),
        (b"ISAX" + GOOD[4:], "022"),
        (GOOD.replace(b"*T*:~", b"*T*A~"), "026"),
        (GOOD + b"and more", "022"),
    ],
)
def test_what_is_not_an_interchange_is_said(data, code):
    assert code in [finding.code for finding in findings(data)]


def test_an_empty_input_gives_nothing():
    assert list(read([])) == []
    assert list(read([b"", b" \r\n"])) == []


def test_a_file_without_any_terminator_is_given_up():
    data = ISA.encode() + b"A" * 200_000
    assert any("terminator" in finding.message for finding in findings(data))


def test_version_00401_in_isa_with_5010_inside_is_read_and_reported():
    data = GOOD.replace(b"*^*00501*", b"*U*00401*")
    (finding,) = findings(data)
    assert (finding.code, finding.severity) == ("017", Severity.WARN)
    assert charges(data) == [15000, 8050]


def test_neighbour_versions_are_taken():
    newer = GOOD.replace(b"005010X222A1", b"005010X222A2")
    assert (findings(newer), charges(newer)) == ([], [15000, 8050])
    newer = institutional().replace(b"005010X223A2", b"005010X223A3")
    assert (findings(newer), charges(newer)) == ([], [540000])


def test_lower_case_segment_ids_are_read_and_reported():
    data = GOOD.replace(b"~DMG*D8*19800214*F", b"~dmg*D8*19800214*F")
    (finding,) = findings(data)
    assert (finding.severity, finding.segment_id, finding.segment) == (Severity.WARN, "DMG", 17)
    assert claims(data)[0].person.sex == "F"


def test_a_file_all_in_lower_case_segment_ids_is_read():
    segments = [segment.partition(b"*") for segment in GOOD.split(b"~")]
    data = b"~".join(name.lower() + mark + rest for name, mark, rest in segments)
    assert {finding.severity for finding in findings(data)} == {Severity.WARN}
    assert [claim.claim_id for claim in claims(data)] == [one.claim_id for one in claims(GOOD)]


def test_empty_elements_at_the_end_are_reported_and_the_rest_is_read():
    data = GOOD.replace(b"SV1*HC:87880*30*UN*1***1~", b"SV1*HC:87880::*30*UN*1***1:***~")
    found = findings(data)
    assert {finding.severity for finding in found} == {Severity.WARN}
    assert len(found) == 3
    assert claims(data)[0].lines[1].procedure.code == "87880"


def test_accents_in_both_encodings_are_read():
    for encoding in ("utf-8", "latin-1"):
        data = GOOD.decode().replace("LAKE*MARIA", "PEÑA*MARÍA").encode(encoding)
        assert findings(data) == []
        assert claims(data)[0].person.name.last == "PEÑA"
        assert claims(data)[0].person.name.first == "MARÍA"


@pytest.mark.parametrize(
    "cut", [b"SV1*HC:87880*3", b"HI*ABK:S525", b"SE*", b"GE*1", b"IEA*1*0000"]
)
def test_a_file_cut_short_is_never_taken_for_whole(cut):
    data = GOOD[: GOOD.index(cut) + len(cut)]
    found = findings(data)
    assert any(finding.rejects for finding in found)
    ends = [event for event in read([data]) if isinstance(event, TransactionEnd)]
    assert [end.accepted for end in ends] == [not cut.startswith((b"SV1", b"HI", b"SE"))]


@pytest.mark.parametrize("cut", [b"SV1*HC:87880*30*UN*1***1~", b"HI*ABK:S52501A~"])
def test_a_claim_that_the_cut_may_have_shortened_is_not_acceptable(cut):
    data = GOOD[: GOOD.index(cut) + len(cut)]
    assert not claims(data)[-1].acceptable


def test_what_is_good_in_a_damaged_file_goes_on():
    bad = transaction(lines(PROFESSIONAL), control="0001").replace("SE*33*", "SE*34*")
    good = transaction(lines(PROFESSIONAL), control="0002")
    data = file_of(bad, "ST*999*0003~XXX~SE*3*0003~", good)
    ends = [event for event in read_claims([data]) if isinstance(event, TransactionEnd)]
    assert [end.accepted for end in ends] == [False, False, True]
    assert [finding.code for end in ends for finding in end.findings] == ["4", "I6"]


def test_an_unknown_version_is_answered_not_guessed():
    data = GOOD.replace(b"005010X222A1", b"004010X098A1")
    (end,) = [event for event in read([data]) if isinstance(event, TransactionEnd)]
    assert ([finding.code for finding in end.findings], end.segments) == (["I6"], 50)
    (said,) = [finding.message for finding in end.findings]
    assert said.endswith("not read here, only 005010X222A1, 005010X223A2, 005010X224A2.")


def test_missing_trailers_between_envelopes_are_each_reported():
    two = ISA + GS.format(version="005010X222A1") + "ST*837*0001*005010X222A1~"
    data = two.encode() + GOOD
    assert [finding.code for finding in findings(data) if finding.code in ("2", "3", "023")] == [
        "2",
        "2",
        "3",
        "023",
    ]
    assert charges(data) == [15000, 8050]


def test_segments_outside_a_set_are_passed_over_and_reported():
    data = GOOD.replace(b"~ST*837", b"~NM1*41*2*X~ST*837")
    (finding,) = findings(data)
    assert (finding.code, finding.severity) == ("022", Severity.WARN)


def test_a_ta1_before_the_group_is_no_fault():
    data = GOOD.replace(b"~GS*", b"~TA1*000000001*260101*0800*A*000~GS*")
    assert findings(data) == []


@settings(deadline=None)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=40))
def test_how_the_bytes_arrive_does_not_matter(sizes):
    data = GOOD + b"\r\n" + institutional().replace(b"*F~", b"*Q~")
    chunks, at = [], 0
    for size in sizes:
        chunks.append(data[at : at + size])
        at += size
    chunks.append(data[at:])
    assert list(read_claims(chunks)) == list(read_claims([data]))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damage_to_a_file_makes_the_reader_fail(data):
    text = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, max(len(text) - 1, 0)))
        kind = data.draw(st.sampled_from(("drop", "flip", "cut", "copy")))
        if kind == "drop":
            del text[at : at + data.draw(st.integers(1, 40))]
        elif kind == "flip":
            text[at : at + 1] = bytes([data.draw(st.integers(0, 255))])
        elif kind == "copy":
            text[at:at] = text[at : at + data.draw(st.integers(1, 60))]
        else:
            text = text[: at + 1]
    for event in read_claims([bytes(text)]):
        if isinstance(event, Claim837):
            assert isinstance(event.charge, int)
            assert all(0 <= line.offset < len(text) for line in event.lines)


@settings(deadline=None)
@given(st.binary(max_size=2000))
def test_no_bytes_make_the_reader_fail(data):
    assert all(isinstance(finding, Finding) for finding in findings(data))
    assert all(isinstance(finding, Finding) for finding in findings(ISA.encode() + data))
