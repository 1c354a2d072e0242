"""What one segment makes another one needed: rules of the guide, of a partner, and code lists."""

import pytest

from coverwell.wire.x12 import Finding, Severity, check, read
from coverwell.wire.x12.guide import guide_for, parse
from coverwell.wire.x12.profile import Profile, rules_for
from coverwell.wire.x12.situations import rules_of
from coverwell.wire.x12.transactions.ack_999 import Acknowledger, Acknowledgment999
from coverwell.wire.x12.transactions.write_999 import write_999
from tests.wire.x12.judge import pyx12_complaints
from tests.wire.x12.samples import PATIENT, PROFESSIONAL, institutional, lines, professional
from tests.wire.x12.test_acknowledgments import ENVELOPE


def spoiled(old: str, new: str) -> bytes:
    body = lines(PROFESSIONAL) + lines(PATIENT)
    at = body.index(old)
    body[at : at + 1] = [segment for segment in new.split("~") if segment]
    return professional(body)


def place(finding: Finding) -> tuple[str, str, str, str, int, int]:
    f = finding
    return (f.level.value, f.code, f.loop, f.segment_id, f.element, f.component)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("REF*F8*2025000123", "", ("IK3", "I6", "2300", "REF", 0, 0)),
        ("DTP*439*D8*20260102", "", ("IK3", "I6", "2300", "DTP", 0, 0)),
        ("REF*D9*CH0001", "PWK*OZ*EL~REF*D9*CH0001", ("IK4", "I9", "2300", "PWK", 6, 0)),
        ("DMG*D8*19800214*F", "", ("IK3", "I6", "2010BA", "DMG", 0, 0)),
        (
            "CLM*ACCT-1*150***11:B:1*Y*A*Y*Y",
            "CLM*ACCT-1*150***11:B:1*Y*A*Y*Y**AA~DTP*439*D8*20260101",
            ("IK4", "I9", "2300", "CLM", 11, 4),
        ),
    ],
)
def test_what_a_situation_calls_for_is_missed_where_it_should_stand(old, new, expected):
    data = spoiled(old, new)
    (finding,) = [found for found in check([data]) if found.rejects]
    assert place(finding) == expected
    assert data[finding.offset :].startswith((b"CLM*", b"SBR*", b"PWK*"))


def test_an_attachment_that_is_at_the_office_needs_no_number():
    assert list(check([spoiled("REF*D9*CH0001", "PWK*OZ*AA~REF*D9*CH0001")])) == []


def test_the_999_tells_a_dependent_segment_with_its_own_code():
    listener = Acknowledger()
    answers = [listener.take(event) for event in read([spoiled("REF*F8*2025000123", "")])]
    (group,) = [answer for answer in answers if isinstance(answer, Acknowledgment999)]
    (note,) = group.answers[0].notes
    assert (note.segment_id, note.loop, note.code) == ("REF", "2300", "I6")
    assert pyx12_complaints(write_999(ENVELOPE, [group])) == []


GUIDE = """
set 270
group HS
body
  BHT R1 =0022 =13 S R R
  rule BHT03! refused  # a
  loop 2000A R> cut
    HL R1 R - =20 =1
    rule TRN01=2 bars REF:9F  # b
    rule TRN02=A/B and REF:1L needs N3 or N4  # c
    TRN S2 =1/2 R
    REF S9 =1L/9F R
    N3 S1 R S
    N4 S1 R S S S - - S
"""


def test_a_rule_that_means_nothing_is_refused_when_the_guide_is_read():
    good = rules_of(parse("T1", GUIDE))
    assert sorted(rule.message for rule in good.all) == ["a", "b", "c"]
    for wrong in ("TRN needs QTY", "needs REF", "TRN REF", "TRN needs 2000B", "TRNX needs REF"):
        text = GUIDE.replace("TRN01=2 bars REF:9F", wrong)
        with pytest.raises(ValueError, match=r"meant|needs|loop"):
            rules_of(parse("T2", text))


PARTNER = """
for 005010X222A1
  in 2000B
    rule SBR09!=HM/12 refused  # This payer takes HMO and PPO claims only.
  in 2300
    hint CLM01 needs REF:EA  # A medical record number helps.
  in 2400
    rule SV105! refused  # Every line needs its own place of service.
for 005010X223A2
  in header
    rule BHT06=RP bars NM1  # Reports are not taken.
"""


def test_a_partner_may_ask_for_more_than_the_guide():
    found = list(check([professional()], Profile(PARTNER)))
    assert [(f.loop, f.segment_id, f.element, f.code, f.severity) for f in found] == [
        ("2000B", "SBR", 9, "7", Severity.REJECT),
        ("2300", "REF", 0, "I6", Severity.WARN),
        ("2400", "SV1", 5, "7", Severity.REJECT),
        ("2400", "SV1", 5, "7", Severity.REJECT),
    ]
    assert found[0].message == "This payer takes HMO and PPO claims only."
    assert list(check([institutional()], Profile(PARTNER))) == []


def test_a_profile_that_cannot_be_understood_says_why():
    for text in ("for 005010X222A1\n  in 9999\n    rule X needs Y", "for 005010X222A1\n  tell"):
        with pytest.raises(ValueError, match=r"9999|tell"):
            rules_for(guide_for("005010X222A1"), Profile(text))


def test_codes_are_looked_up_where_the_caller_keeps_their_list():
    lists = {"icd10cm": {"J0290", "S52501A"}, "hcpcs": {"99213", "73110"}, "taxonomy": set()}
    found = list(check([spoiled("REF*D9*CH0001", "REF*D9*CH0001")], Profile(lists=lists)))
    assert [
        (f.level.value, f.code, f.segment_id, f.element, f.component, f.value) for f in found
    ] == [
        ("277CA", "145", "PRV", 3, 0, "207Q00000X"),
        ("277CA", "255", "HI", 2, 2, "R509"),
        ("277CA", "145", "PRV", 3, 0, "207Q00000X"),
        ("277CA", "454", "SV1", 1, 2, "87880"),
    ]
