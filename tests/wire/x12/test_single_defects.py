"""One defect in a clean file gives exactly one finding, with its code and place."""

import pytest

from coverwell.wire.x12 import Finding, check
from tests.wire.x12.samples import (
    INSTITUTIONAL,
    PATIENT,
    PROFESSIONAL,
    institutional,
    lines,
    professional,
)


Place = tuple[str, str, str, str, int, int]


def place(finding: Finding) -> Place:
    return (
        finding.level.value,
        finding.code,
        finding.loop,
        finding.segment_id,
        finding.element,
        finding.component,
    )


# (segment of the clean file, what it becomes, the finding). Nothing: the segment is left out.
PROFESSIONAL_DEFECTS = [
    # elements: missing, length, characters, codes, dates
    ("BHT*0019*00*BATCH77*20260105*0833*CH", "BHT*0019*00**20260105*0833*CH",
     ("IK4", "1", "", "BHT", 3, 0)),
    ("BHT*0019*00*BATCH77*20260105*0833*CH", "BHT*0019*00*BATCH77*20260132*0833*CH",
     ("IK4", "8", "", "BHT", 4, 0)),
    ("BHT*0019*00*BATCH77*20260105*0833*CH", "BHT*0019*00*BATCH77*20260105*2533*CH",
     ("IK4", "9", "", "BHT", 5, 0)),
    ("BHT*0019*00*BATCH77*20260105*0833*CH", "BHT*0019*00*BATCH77*20260105*0833*ZZ",
     ("IK4", "7", "", "BHT", 6, 0)),
    ("PER*IC*ANA RUIZ*TE*5555550100", "PER*IC*ANA RUIZ*TE*5555550100*FX",
     ("IK4", "2", "1000A", "PER", 6, 0)),
    ("N4*SEATTLE*WA*981010001", "N4*S*WA*981010001", ("IK4", "4", "2010AA", "N4", 1, 0)),
    ("NM1*IL*1*LAKE*MARIA*J***MI*M0000001", "NM1*IL*1*LAKE*" + "M" * 36 + "*J***MI*M0000001",
     ("IK4", "5", "2010BA", "NM1", 4, 0)),
    ("DMG*D8*19800214*F", "DMG*D8*19810229*F", ("IK4", "8", "2010BA", "DMG", 2, 0)),
    ("DTP*431*D8*20251230", "DTP*431*RD8*20251230", ("IK4", "7", "2300", "DTP", 2, 0)),
    ("CLM*ACCT-1*150***11:B:1*Y*A*Y*Y", "CLM*ACCT-1*150***11:B:1*Y*A*Y*Q",
     ("IK4", "7", "2300", "CLM", 9, 0)),
    ("CLM*ACCT-1*150***11:B:1*Y*A*Y*Y", "CLM*ACCT-1*150***11:A:1*Y*A*Y*Y",
     ("IK4", "7", "2300", "CLM", 5, 2)),
    ("CLM*ACCT-1*150***11:B:1*Y*A*Y*Y", "CLM*ACCT-1*150***11:B:1:9*Y*A*Y*Y",
     ("IK4", "13", "2300", "CLM", 5, 0)),
    ("SV1*HC:87880*30*UN*1***1", "SV1*HC:87880*30*UN*1***1:2:1:2:1",
     ("IK4", "13", "2400", "SV1", 7, 0)),
    ("SV1*HC:87880*30*UN*1***1", "SV1*ZZ:87880*30*UN*1***1", ("IK4", "7", "2400", "SV1", 1, 1)),
    ("SV1*HC:87880*30*UN*1***1", "SV1*HC:87880*30*UN*one***1", ("IK4", "6", "2400", "SV1", 4, 0)),
    ("SV1*HC:87880*30*UN*1***1", "SV1*HC:87880*30*UN*1**9*1", ("IK4", "I10", "2400", "SV1", 6, 0)),
    ("LX*1", "LX*1*2", ("IK4", "3", "2400", "LX", 2, 0)),
    ("REF*D9*CH0001", "REF*D9*CH0001^2", ("IK4", "12", "2300", "REF", 2, 0)),
    ("REF*D9*CH0001", "REF*D9*CH\x07", ("IK4", "6", "2300", "REF", 2, 0)),
    # segments: missing, too often, out of place
    ("N3*1 HARBOR WAY", None, ("IK3", "3", "2010AA", "N3", 0, 0)),
    ("REF*EI*912345678", None, ("IK3", "3", "2010AA", "REF", 0, 0)),
    ("NM1*PR*2*COVERWELL DEMO PLAN*****PI*PAYER01", None, ("IK3", "3", "2010BB", "NM1", 0, 0)),
    ("HI*ABK:J0290*ABF:R509", None, ("IK3", "3", "2300", "HI", 0, 0)),
    ("LX*1", None, ("IK3", "3", "2400", "LX", 0, 0)),
    ("REF*D9*CH0001", "REF*D9*CH0001~REF*D9*CH0002", ("IK3", "5", "2300", "REF", 0, 0)),
    ("N3*1 HARBOR WAY", "N3*1 HARBOR WAY~N3*2", ("IK3", "5", "2010AA", "N3", 0, 0)),
    ("REF*D9*CH0001", "REF*QQ*CH0001", ("IK3", "2", "2300", "REF", 0, 0)),
    ("REF*D9*CH0001", "SVC*HC:99213*1*1", ("IK3", "6", "2300", "SVC", 0, 0)),
    ("REF*D9*CH0001", "ZZZ*1", ("IK3", "1", "2300", "ZZZ", 0, 0)),
    ("HI*ABK:J0290*ABF:R509", "HI*ABK:J0290*ABF:R509~REF*G1*PA1",
     ("IK3", "7", "2300", "REF", 0, 0)),
    # across segments
    ("HL*2*1*22*0", "HL*3*1*22*0", ("IK4", "7", "2000B", "HL", 1, 0)),
    ("HL*2*1*22*0", "HL*2*9*22*0", ("IK4", "7", "2000B", "HL", 2, 0)),
    ("CLM*ACCT-1*150***11:B:1*Y*A*Y*Y", "CLM*ACCT-1*149.99***11:B:1*Y*A*Y*Y",
     ("277CA", "400", "2300", "CLM", 2, 0)),
    ("CLM*ACCT-1*150***11:B:1*Y*A*Y*Y", "CLM*ACCT-1*1000000000000***11:B:1*Y*A*Y*Y",
     ("IK4", "5", "2300", "CLM", 2, 0)),
    ("NM1*82*1*STONE*PAUL****XX*1234567893", "NM1*82*1*STONE*PAUL****XX*1234567890",
     ("277CA", "562", "2310B", "NM1", 9, 0)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "expected"), PROFESSIONAL_DEFECTS, ids=[str(d[2]) for d in PROFESSIONAL_DEFECTS]
)
def test_a_defect_of_a_professional_claim_is_named_once(old, new, expected):
    body = lines(PROFESSIONAL)
    at = body.index(old)
    body[at : at + 1] = new.split("~") if new else []
    found = [f for f in check([professional(body)]) if f.code != "400" or expected[1] == "400"]
    assert [place(finding) for finding in found] == [expected]
    (finding,) = found
    if new and expected[1] not in ("3", "5"):
        text = professional(body).decode()[finding.offset :].split("~")[0]
        assert (text, finding.segment) == (body[at], at + 2) or expected[1] in ("7", "400")


INSTITUTIONAL_DEFECTS = [
    ("CL1*1*1*01", None, ("IK3", "3", "2300", "CL1", 0, 0)),
    ("CL1*1*1*01", "CL1*1*1", ("IK4", "1", "2300", "CL1", 3, 0)),
    ("DTP*096*TM*1100", "DTP*096*TM*2460", ("IK4", "9", "2300", "DTP", 3, 0)),
    ("DTP*434*RD8*20260101-20260103", None, ("IK3", "3", "2300", "DTP", 0, 0)),
    ("DTP*434*RD8*20260101-20260103", "DTP*434*RD8*20260101", ("IK4", "8", "2300", "DTP", 3, 0)),
    ("HI*ABK:K3580:::::::Y", "HI*ABK:K3580:::::::X", ("IK4", "7", "2300", "HI", 1, 9)),
    ("HI*BBR:0DTJ4ZZ:D8:20260101", "HI*BBR:0DTJ4ZZ:D8:20260199", ("IK4", "8", "2300", "HI", 1, 4)),
    ("HI*BE:80:::2", "HI*BE:80", ("IK4", "1", "2300", "HI", 1, 5)),
    ("HI*ABJ:R1031", "HI*ABJ:R1031~HI*ABJ:R1032", ("IK3", "5", "2300", "HI", 0, 0)),
    ("SV2*0120**3000*DA*2", "SV2***3000*DA*2", ("IK4", "1", "2400", "SV2", 1, 0)),
    ("SV2*0120**3000*DA*2", "SV2*0120**3001*DA*2", ("277CA", "400", "2300", "CLM", 2, 0)),
    ("PRV*AT*PXC*208600000X", "PRV*AT*ZZ*208600000X", ("IK4", "7", "2310A", "PRV", 2, 0)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    INSTITUTIONAL_DEFECTS,
    ids=[str(d[2]) for d in INSTITUTIONAL_DEFECTS],
)
def test_a_defect_of_an_institutional_claim_is_named_once(old, new, expected):
    body = lines(INSTITUTIONAL)
    at = body.index(old)
    body[at : at + 1] = new.split("~") if new else []
    assert [place(finding) for finding in check([institutional(body)])] == [expected]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"SE*50*0001", b"SE*49*0001", "4"),
        (b"SE*50*0001", b"SE*50*0002", "3"),
        (b"GE*1*11", b"GE*2*11", "5"),
        (b"GE*1*11", b"GE*1*12", "4"),
        (b"IEA*1*000000101", b"IEA*2*000000101", "021"),
        (b"IEA*1*000000101", b"IEA*1*000000102", "001"),
        (b"*ZZ*SENDER01       *", b"*QQ*SENDER01       *", "005"),
        (b"*260105*0833*^", b"*261305*0833*^", "014"),
        (b"*260105*0833*^", b"*260105*2533*^", "015"),
        (b"*1*T*:~", b"*2*T*:~", "019"),
        (b"*1*T*:~", b"*1*X*:~", "020"),
        (b"ST*837*0001*", b"ST*837*00*", "3"),
    ],
)
def test_a_defect_of_the_envelope_is_named(old, new, code):
    data = professional(lines(PROFESSIONAL) + lines(PATIENT))
    assert old in data
    found = list(check([data.replace(old, new)]))
    assert code in [finding.code for finding in found]
    assert len(found) <= 2


def test_control_numbers_may_stand_once_only():
    one = professional().decode()
    start, end = one.index("ST*"), one.index("GE*")
    twice = one[:end] + one[start:end] + one[end:].replace("GE*1*", "GE*2*")
    (finding,) = check([twice.encode()])
    assert (finding.level.value, finding.code, finding.segment_id) == ("IK5", "23", "ST")
    group = one[one.index("GS*") : one.index("IEA*")]
    groups = one.replace("IEA*1*", group + "IEA*2*")
    (finding,) = check([groups.encode()])
    assert (finding.level.value, finding.code, finding.segment_id) == ("AK9", "19", "GS")


def test_messages_never_hold_what_was_sent():
    body = lines(PROFESSIONAL)
    body[body.index("DMG*D8*19800214*F")] = "DMG*D8*SECRET*F"
    (finding,) = check([professional(body)])
    assert finding.value == "SECRET"
    assert "SECRET" not in finding.message
    assert "SECRET" not in str(finding)


def test_fifty_lines_are_the_limit_of_a_professional_claim():
    body = lines(PROFESSIONAL)
    body[body.index("CLM*ACCT-1*150***11:B:1*Y*A*Y*Y")] = "CLM*ACCT-1*510***11:B:1*Y*A*Y*Y"
    head = body[: body.index("LX*1")]
    for count, codes in ((51, ["4"]), (50, ["400"])):
        added = [
            segment
            for number in range(1, count + 1)
            for segment in (f"LX*{number}", "SV1*HC:99213*10*UN*1***1", "DTP*472*D8*20260102")
        ]
        assert [finding.code for finding in check([professional(head + added)])] == codes
