"""Claims that use most of what the guides allow: read, written and judged by another reader."""

import pytest

from coverwell.wire.x12 import Claim837, check, read_claims
from coverwell.wire.x12.transactions.write_837 import write_claims
from tests.wire.x12.judge import pyx12_complaints
from tests.wire.x12.samples import institutional, lines, professional
from tests.wire.x12.test_write_837 import ENVELOPE


RICH_PROFESSIONAL = """
BHT*0019*00*BATCH79*20260105*0833*CH
NM1*41*1*RUIZ*ANA****46*SENDER01
PER*IC*ANA RUIZ*TE*5555550100*FX*5555550101*EM*ANA@EXAMPLE.ORG
NM1*40*2*COVERWELL DEMO PLAN*****46*PAYER01
HL*1**20*1
PRV*BI*PXC*207Q00000X
CUR*85*USD
NM1*85*1*STONE*PAUL*Q**JR*XX*1234567893
N3*1 HARBOR WAY*SUITE 2
N4*SEATTLE*WA*981010001
REF*SY*912345678
REF*0B*WA1234
PER*IC*DESK*TE*5555550110
NM1*87*2
N3*PO BOX 9
N4*SEATTLE*WA*981010009
HL*2*1*22*0
SBR*S*18*GRP100*LAKE GROUP*12****CI
PAT*****D8*20260104*01*150*Y
NM1*IL*1*LAKE*MARIA*J***MI*M0000001
N3*22 PINE ST
N4*SEATTLE*WA*98102
DMG*D8*19800214*F
REF*SY*123456789
NM1*PR*2*COVERWELL DEMO PLAN*****PI*PAYER01
N3*1 PLAN ST
N4*SEATTLE*WA*98103
REF*2U*PAY2
REF*G2*BILL7
CLM*ACCT-9*300***11:B:1*Y*A*Y*Y*P*AA:OA::WA*********3
DTP*431*D8*20251230
DTP*439*D8*20251229
DTP*435*D8*20260101
DTP*096*D8*20260102
PWK*OZ*BM***AC*CONTROL1
AMT*F5*10
REF*9F*REFER1
REF*G1*AUTH1
REF*F8*ORIG1
REF*X4*12D4567890
REF*D9*CH0001
REF*EA*MR1
NTE*ADD*A NOTE
HI*ABK:J0290*ABF:R509
HI*BG:01*BG:02
NM1*DN*1*FOX*ROY****XX*1234567893
REF*G2*REF77
NM1*82*1*STONE*PAUL****XX*1234567893
PRV*PE*PXC*207Q00000X
NM1*77*2*BAY CENTER*****XX*1234567893
N3*9 BAY RD
N4*SEATTLE*WA*981040001
NM1*DQ*1*HALE*IDA****XX*1234567893
SBR*P*01*GRP900*OTHER GROUP*****CI
CAS*PR*1*20*1*2*10
AMT*D*100
AMT*A8*5
AMT*EAF*30
OI***Y*P**Y
MOA*50*20*N1
NM1*IL*1*LAKE*TOM****MI*X99
N3*22 PINE ST
N4*SEATTLE*WA*98102
NM1*PR*2*OTHER PLAN*****PI*OTHER1
DTP*573*D8*20260103
REF*2U*OTH2
REF*F8*OTHERCLAIM
NM1*82*1
REF*G2*OTHERREND
LX*1
SV1*HC:99213:25:59:::A TEST*200*UN*2*22**1:2**Y**Y*Y***0
PWK*OZ*EL***AC*CONTROL2
DTP*472*RD8*20260101-20260102
DTP*471*D8*20260101
REF*G1*LINEAUTH
REF*6R*L1
AMT*T*2
NTE*ADD*LINE NOTE
LIN**N4*00000123456
CTP****2.5*ML
REF*XZ*RX123
NM1*82*1*STONE*PAUL****XX*1234567893
PRV*PE*PXC*207Q00000X
NM1*DK*1*HALE*IDA****XX*1234567893
N3*1 ELM
N4*SEATTLE*WA*98101
PER*IC*HALE*TE*5555550133
SVD*OTHER1*100*HC:99213:25**2
CAS*PR*1*20**2*10
CAS*CO*45*70
DTP*573*D8*20260103
AMT*EAF*30
LX*2
SV1*HC:87880*100*MJ*30***1
DTP*472*D8*20260102
SVD*OTHER1*30*HC:87880**30
CAS*CO*45*70
DTP*573*D8*20260103
"""

RICH_INSTITUTIONAL = """
BHT*0019*00*BATCH80*20260105*0833*RP
NM1*41*2*BAY HOSPITAL*****46*SENDER01
PER*IC*ANA RUIZ*TE*5555550100
NM1*40*2*COVERWELL DEMO PLAN*****46*PAYER01
HL*1**20*1
PRV*BI*PXC*282N00000X
NM1*85*2*BAY HOSPITAL*****XX*1234567893
N3*9 BAY RD
N4*SEATTLE*WA*981040001
REF*EI*923456789
PER*IC*DESK*TE*5555550110
NM1*87*2
N3*PO BOX 8
N4*SEATTLE*WA*981040008
HL*2*1*22*1
SBR*T**GRP100******MB
NM1*IL*1*LAKE*TOM****MI*M0000001
NM1*PR*2*COVERWELL DEMO PLAN*****PI*PAYER01
HL*3*2*23*0
PAT*01
NM1*QC*1*LAKE*MARIA
N3*22 PINE ST
N4*SEATTLE*WA*98102
DMG*D8*19800214*F
CLM*H-2*5400***11:A:3**A*Y*Y***********11
DTP*096*TM*1100
DTP*434*RD8*20260101-20260103
DTP*435*DT*202601010730
CL1*1*1*30
PWK*DS*FX***AC*CONTROL9
AMT*F3*100
REF*9F*REFER1
REF*G1*AUTH1
REF*F8*ORIG1
REF*D9*CH0001
REF*EA*MR55
NTE*ADD*BILLING NOTE
HI*ABK:K3580:::::::Y
HI*ABJ:R1031
HI*APR:R1031*APR:R509
HI*ABN:W109XXA:::::::N
HI*DR:343
HI*ABF:E119:::::::Y*ABF:I10:::::::N*ABF:Z7982
HI*BBR:0DTJ4ZZ:D8:20260101
HI*BBQ:0DTJ4ZA:D8:20260102
HI*BI:71:RD8:20251201-20251205
HI*BH:A1:D8:20260101*BH:11:D8:20251230
HI*BE:80:::2*BE:01:::1250.5
HI*BG:01*BG:02
HI*TC:A01
NM1*71*1*REED*ALMA****XX*1234567893
PRV*AT*PXC*208600000X
NM1*72*1*REED*ALMA****XX*1234567893
NM1*82*1*REED*ALMA****XX*1234567893
NM1*77*2*BAY ANNEX*****XX*1234567893
N3*10 BAY RD
N4*SEATTLE*WA*981040002
NM1*DN*1*FOX*ROY****XX*1234567893
SBR*P*18*GRP900*OTHER GROUP*****CI
CAS*PR*1*100
AMT*D*4700
OI***Y***Y
MIA*3**0*1200*N1
NM1*IL*1*LAKE*MARIA****MI*X99
NM1*PR*2*OTHER PLAN*****PI*OTHER1
N3*3 OTHER ST
N4*SEATTLE*WA*98105
DTP*573*D8*20260103
NM1*71*1
REF*G2*OTHERATT
LX*1
SV2*0120**3000*DA*2**50
DTP*472*RD8*20260101-20260103
REF*6R*H1
SVD*OTHER1*2500**0120*2
CAS*CO*45*500
DTP*573*D8*20260103
LX*2
SV2*0250*HC:J1885:RT*2400*UN*1
DTP*472*D8*20260101
AMT*GT*3
LIN**N4*00000123456
CTP****10*ML
NM1*72*1*REED*ALMA****XX*1234567893
SVD*OTHER1*2300*HC:J1885*0250*1
CAS*CO*45*100
DTP*573*D8*20260103
"""


FILES = [professional(lines(RICH_PROFESSIONAL)), institutional(lines(RICH_INSTITUTIONAL))]


def claim_of(data: bytes) -> Claim837:
    (claim,) = [event for event in read_claims([data]) if isinstance(event, Claim837)]
    return claim


@pytest.mark.parametrize("data", FILES)
def test_neither_reader_finds_a_fault(data):
    assert list(check([data])) == []
    assert pyx12_complaints(data) == []


@pytest.mark.parametrize("data", FILES)
def test_nothing_is_lost_between_reading_and_writing(data):
    assert write_claims(ENVELOPE, [claim_of(data)]) == data


def test_other_coverage_is_read_at_claim_and_line():
    claim = claim_of(FILES[0])
    (other,) = claim.other_subscribers
    assert (other.payer_order, other.paid, other.payer.id, other.person.id) == (
        "P",
        10000,
        "OTHER1",
        "X99",
    )
    assert [(a.reason, a.amount, a.quantity) for a in other.adjustments] == [
        ("1", 2000, "1"),
        ("2", 1000, ""),
    ]
    assert other.outpatient[:3] == ("50", "20", "N1")
    (decided,) = claim.lines[0].adjudications
    assert (decided.payer_id, decided.paid, decided.remaining) == ("OTHER1", 10000, 3000)
    assert [(a.group, a.reason, a.amount) for a in decided.adjustments] == [
        ("PR", "1", 2000),
        ("PR", "2", 1000),
        ("CO", "45", 7000),
    ]
    assert decided.decided.isoformat() == "2026-01-03"


def test_every_part_of_a_line_is_read():
    line, anesthesia = claim_of(FILES[0]).lines
    assert line.procedure.modifiers == ("25", "59")
    assert line.procedure.description == "A TEST"
    assert (line.emergency, line.epsdt, line.family_planning, line.copay_exempt) == (True,) * 4
    assert (line.drug.code, line.drug.quantity, line.drug.unit) == ("00000123456", "2.5", "ML")
    assert [party.entity for party in line.providers] == ["82", "DK"]
    assert line.provider("DK").contacts[0].numbers == (("TE", "5555550133"),)
    assert (line.service.first.day, line.service.last.day) == (1, 2)
    assert (anesthesia.unit, anesthesia.quantity) == ("MJ", "30")


def test_every_part_of_a_claim_is_read():
    claim = claim_of(FILES[0])
    assert claim.related_causes.causes == ("AA", "OA")
    assert claim.related_causes.state == "WA"
    assert (claim.delay_reason, claim.patient_paid) == ("3", 1000)
    assert (claim.prior_authorization, claim.referral) == ("AUTH1", "REFER1")
    assert (claim.original_claim_number, claim.medical_record) == ("ORIG1", "MR1")
    assert claim.attachments[0].control == "CONTROL1"
    assert claim.subscriber.person.died.isoformat() == "2026-01-04"
    assert claim.subscriber.person.pregnant
    assert claim.billing.pay_to.address.line1 == "PO BOX 9"
    assert claim.billing.provider.suffix == "JR"
    assert claim.provider("77").last == "BAY CENTER"
    assert [code.code for code in claim.coded("BG")] == ["01", "02"]


def test_hospital_codes_are_read():
    claim = claim_of(FILES[1])
    assert [code.code for code in claim.coded("APR")] == ["R1031", "R509"]
    assert claim.coded("BE")[1].amount == 125050
    assert claim.coded("BI")[0].date == "20251201-20251205"
    assert claim.coded("ABN")[0].present_on_admission == "N"
    assert (claim.patient.relationship, claim.person.name.first) == ("01", "MARIA")
    assert claim.lines[0].not_covered == 5000
    assert claim.other_subscribers[0].inpatient[3] == "1200"
    assert claim.header.kind == "RP"
