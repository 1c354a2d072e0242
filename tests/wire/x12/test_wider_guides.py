"""What published examples write and the guides allow: nothing is to be said of it.

Each line changes one segment of a sample into another right one (in the notation of `mutants`).
What the tables of the guides once refused wrongly stands here, so that it stays accepted.
"""

import pytest

from coverwell.wire.x12 import check
from tests.wire.x12 import samples, sets, status_sets
from tests.wire.x12.mutants import Sample, broken, rows
from tests.wire.x12.samples import lines


def _text(segments: list[str]) -> str:
    return "\n".join(segments)


ATTACHED = """
BGN*02*A26010001*20260105
NM1*PR*2*COVERWELL DEMO PLAN*****PI*PAYER01
PER*IC*ATTACHMENTS*TE*5555550103
NM1*41*2*HARBOR BILLING*****46*SENDER01
NM1*1P*2*HARBOR CLINIC*****XX*1234567893
NM1*QC*1*LAKE*MARIA****MI*M0000001
REF*EJ*ACCT-1
DTP*472*D8*20260102
LX*1
TRN*1*PA26010001
REF*6R*L1
DTP*368*D8*20260105
CAT*AE*TX
OOI*1*47*ATTACHMENT
BDS*ASC*5*NOTES
"""
SAMPLES = {
    "270": Sample("005010X279A1.270", status_sets.ASK_SUBSCRIBER),
    "271": Sample("005010X279A1.271", status_sets.TELL_SUBSCRIBER),
    "277": Sample("005010X212.277", status_sets.TELL_STATUS),
    "277CA": Sample("005010X214", status_sets.TELL_CLAIMS),
    "277RFI": Sample("005010X213", status_sets.ASK_RECORDS),
    "820": Sample("005010X218", _text(sets.ORGANIZATION_820)),
    "834": Sample("005010X220A1", _text(sets.CHANGES_834)),
    "837P": Sample("005010X222A1", samples.PROFESSIONAL),
    "837D": Sample("005010X224A2", samples.DENTAL),
    "275": Sample("006020X314", ATTACHED),
    "asked": Sample("005010X217", _text(sets.REFERRAL_278)),
    "answered": Sample("005010X217", _text(sets.APPROVED_278)),
    "inquired": Sample("005010X215", _text(sets.INQUIRY_278)),
    "told": Sample("005010X215", _text(sets.APPROVED_278)),
    "noted": Sample("005010X216", _text(sets.NOTIFICATION_278)),
    "999": Sample("005010X231A1", sets.REJECTED_999),
}
TABLE = """
# 277CA: a provider's status has no date of its own, a line's need not have one.
277CA | TRN*1*0 | TRN*1*0~STC*A1:19:85**WQ*230.5 | - | -
277CA | STC*A7:454*20260105*U*80.5 | STC*A7:454**U*******A3:153:82 | - | -
277 | PER*IC*CLAIMS*TE*5555550101*EX*4 | PER*IC*CLAIMS*ED*EDI1*TE*5555550101*EX*4 | - | -
277RFI | PER*IC*RECORDS DESK*TE*5555550105 | PER*RE*RECORDS DESK*TE*5555550105 | - | -
277RFI | REF*FJ*L1 | REF*6R*L1 | - | -

# 999: the element that set off a rule may be a composite.
999 | IK3*BHT*2**8 | IK3*REF*57**3~CTX*SITUATIONAL TRIGGER*CLM*43**5:3*C023:1325 | - | -

# 820: organizations, banks, accounts and periods of every kind.
820 | ENT*1*2L*FI*912345678 | ENT*1*UN*FI*912345678 | - | -
820 | REF*14*GRP100 | REF*LB*BOX9 | - | -
820 | REF*18*POSGOLD | REF*17*CLASS2 | - | -
820 | PER*IC*ANA RUIZ*TE*5555550120 | PER*IC*ANA RUIZ*TE*5555550120~N1*C1*INVENTED BANK~PER*IC*DESK*TE*5555550121 | - | -

# 834: all classes of employment; an illness that nobody knows of.
834 | DMG*D8*19800214*F*M*:RET:2106-3^:RET:2135-2 | DMG*D8*19800214*F*M*:RET:2106-3~EC*08*22*12~HLH*U | - | -

# 837: a line may be priced for another procedure and another count; a dentist's charts.
837P | REF*6R*L1 | REF*6R*L1~HCP*03*90*30******HC*99212*UN*1 | - | -
837D | PWK*RB*EL***AC*XRAY1 | PWK*P6*EL***AC*CHART1 | - | -

# 271: a region of the military's health plan.
271 | N4*SEATTLE*WA*98101 | N4*SEATTLE*WA*98101**RJ*11 | - | -

# 275: where the provider is; every number of a line.
275 | NM1*1P*2*HARBOR CLINIC*****XX*1234567893 | NM1*1P*2*HARBOR CLINIC*****XX*1234567893~NX1*1P~N3*1 HARBOR WAY~N4*SEATTLE*WA*98101 | - | -
275 | PER*IC*ATTACHMENTS*TE*5555550103 | PER*IC**ED*EDI1~PER*IC*ATTACHMENTS*TE*5555550103 | - | -
275 | REF*6R*L1 | REF*YJ*L1 | - | -

# 278: who reviews and who asks need not be a review organization and a provider.
asked | NM1*X3*2*COVERWELL DEMO PLAN*****PI*PAYER01 | NM1*PR*2*COVERWELL DEMO PLAN*****PI*PAYER01 | - | -
asked | PRV*RF*PXC*207Q00000X | PRV*RF | - | -
asked | SV1*HC:97110*250*UN*6 | SV1*HC:97110:::::USUAL:97112*250*UN*6****************7 | - | -
inquired | BHT*0007*28*Q26010001*20260105*0930 | BHT*0007*51*Q26010001*20260105*0930*RD | - | -
inquired | HL*3*2*22*1 | HL*3*2*22*1~TRN*1*T1*9123456780 | - | -
inquired | DTP*AAH*RD8*20260101-20260131 | DTP*102*RD8*20260101-20260131~DTP*881*D8*20260101 | - | -
told | BHT*0007*11*R26010001*20260105*0930*18 | BHT*0007*49*R26010001*20260105*0930*RS | - | -
told | HCR*A1*AUTH0001 | HCR*71*AUTH0001 | - | -
"""  # noqa: E501


@pytest.mark.parametrize("line", list(rows(TABLE)), ids=lambda line: f"{line.sample}: {line.new}")
def test_what_the_guides_allow_is_accepted_without_a_word(line):
    assert list(check([broken(line, SAMPLES)])) == []


def test_an_acknowledged_notification_gives_back_the_number_and_the_reason():
    body = lines("""
BHT*0007*11*N26010001*20260110*0931
HL*1**20*1
NM1*FA*2*BAY HOSPITAL*****XX*1234567893
HL*2*1*21*1
NM1*X3*2*COVERWELL DEMO PLAN*****PI*PAYER01
HL*3*2*22*0
TRN*2*T26010003*9123456780
AAA*Y**42*R
REF*NT*N0001
NM1*IL*1*LAKE*MARIA****MI*M0000001
""")
    assert list(check([sets.file_of("005010X216", body)])) == []


def test_an_old_name_without_a_new_one_is_only_told():
    old = "NM1*74*1*BROOKE*TOM****34*900445566"
    body = [old.replace("*74*", "*IL*") if one == old else one for one in sets.CHANGES_834]
    (finding,) = check([sets.file_of("005010X220A1", body)])
    assert (finding.code, finding.rejects) == ("I6", False)
