"""Small synthetic files of the sets around the claim, each as its segments and as a whole file."""

from datetime import UTC, datetime

from coverwell.wire.x12.guide import guide_named
from coverwell.wire.x12.writer import Envelope
from tests.wire.x12.samples import ISA, TRAILER, lines


ENVELOPE = Envelope(
    "ZZ",
    "SENDER01",
    "ZZ",
    "PAYER01",
    datetime(2026, 1, 5, 8, 33, tzinfo=UTC),
    101,
    "T",
    group_control=11,
    ack_requested=True,
)


def file_of(version: str, *bodies: list[str]) -> bytes:
    """An interchange with one transaction set for each body of segments."""
    guide = guide_named(version)
    version = version.partition(".")[0]
    named = "" if guide.set == "835" else version
    text = ISA + f"GS*{guide.group}*SENDER01*PAYER01*20260105*0833*11*X*{version}~"
    for number, body in enumerate(bodies, 1):
        st = f"ST*{guide.set}*{number:04}*{named}".rstrip("*")
        segments = [st, *body, f"SE*{len(body) + 2}*{number:04}"]
        text += "".join(segment + "~" for segment in segments)
    return (text + TRAILER.format(sets=len(bodies))).encode()


HEADER_834 = """
BGN*00*F2601*20260105*0830*ET***2
REF*38*GRP100
DTP*007*D8*20260101
QTY*TO*{total}
QTY*ET*{subscribers}
QTY*DT*{dependents}
N1*P5*HARBOR WORKS*FI*912345678
N1*IN*COVERWELL DEMO PLAN*XV*PAYER01
"""

# A new employee with two coverages, another insurer and a chosen clinician.
ADD_834 = """
INS*Y*18*021*28*A***FT**N
REF*0F*S0000001
REF*1L*GRP100
DTP*336*D8*20251215
DTP*356*D8*20260101
NM1*IL*1*LAKE*MARIA*J***34*900112233
PER*IP**HP*5555550110*EM*MARIA AT EXAMPLE
N3*22 PINE ST
N4*SEATTLE*WA*98102**CY*KING
DMG*D8*19800214*F*M*:RET:2106-3^:RET:2135-2
LUI*LD*es**7
NM1*31*1
N3*PO BOX 9
N4*SEATTLE*WA*98111
HD*021**HLT*POS GOLD*ESP
DTP*348*D8*20260101
AMT*P3*412.5
LX*1
NM1*P3*1*STONE*PAUL****XX*1234567893*25
PLA*2*1P*20260101**AA
COB*S*Q77*1*1^35
REF*60*Q77
NM1*IN*2*OTHER MUTUAL
HD*021**DEN*DENTAL PLUS*EMP
DTP*348*D8*20260101
LS*2700
LX*1
N1*75*PAY CLASS
REF*17*SALARIED
DTP*007*D8*20260101
LE*2700
"""

DEPENDENT_834 = """
INS*N*19*021*28*A****F*N
REF*0F*S0000001
REF*1L*GRP100
NM1*IL*1*LAKE*LILY
DMG*D8*20150601*F
NM1*S3*1*BROOK*TOM
N3*5 OAK AVE
N4*TACOMA*WA*98401
HD*021**HLT*POS GOLD
DTP*348*D8*20260101
"""

# A name that was wrong, and a new address.
CHANGE_834 = """
INS*Y*18*001*25*A***FT
REF*0F*S0000002
REF*1L*GRP100
DTP*303*D8*20260105
NM1*74*1*BROOKE*TOM****34*900445566
N3*7 ELM ST
N4*TACOMA*WA*98402
DMG*D8*19790912*M
NM1*70*1*BROOK*TOM
"""

COBRA_834 = """
INS*Y*18*021*09*C**1*TE
REF*0F*S0000003
REF*1L*GRP100
DTP*301*D8*20251231
DTP*340*D8*20260101
DTP*341*D8*20270630
NM1*IL*1*REED*ALMA****34*900778899
N3*9 BAY RD
N4*SEATTLE*WA*98104
DMG*D8*19690403*F
HD*021**HLT*POS GOLD*EMP
DTP*348*D8*20260101
"""

END_834 = """
INS*Y*18*024*08*A***TE
REF*0F*S0000004
REF*1L*GRP100
DTP*357*D8*20251231
NM1*IL*1*HILL*JO****34*900990011
HD*024**HLT*POS GOLD*EMP
DTP*348*D8*20240101
DTP*349*D8*20251231
"""

CHANGES_834 = lines(
    HEADER_834.format(total=5, subscribers=4, dependents=1)
    + ADD_834
    + DEPENDENT_834
    + CHANGE_834
    + COBRA_834
    + END_834
)
CHANGES_834 = [segment for segment in CHANGES_834 if segment]

FULL_834 = [
    segment.replace("BGN*00*F2601*20260105*0830*ET***2", "BGN*00*F2602*20260105*0830*ET***4")
    .replace("*021*28*", "*030*XN*")
    .replace("HD*021*", "HD*030*")
    for segment in lines(
        HEADER_834.format(total=2, subscribers=1, dependents=1) + ADD_834 + DEPENDENT_834
    )
    if segment
]

# One payment for an organization, counted by members.
ORGANIZATION_820 = lines("""
BPR*C*3000*C*ACH*CTX*01*021000021*DA*998877*1912345678**01*011000015*DA*123456*20260120
TRN*1*P26010001*1912345678
REF*14*GRP100
DTM*009*20260119
DTM*582****RD8*20260101-20260131
N1*PE*COVERWELL DEMO PLAN*FI*912223333
N1*PR*HARBOR WORKS*FI*912345678
N3*8 DOCK ST
N4*SEATTLE*WA*98101
PER*IC*ANA RUIZ*TE*5555550120
ENT*1*2L*FI*912345678
ADX*-150*52
RMR*IK*INV26010001*PI*3150*3200
REF*18*POSGOLD
DTM*582****RD8*20260101-20260131
IT1*1
SLN*1**O*7*IE
ADX*-50*AA
""")

# One payment for three people of a group; one of them pays for an earlier month too.
INDIVIDUALS_820 = lines("""
BPR*I*1250.5*C*NON******1912345678******20260120
TRN*3*P26010002*1912345678
REF*38*GRP200
DTM*582****RD8*20260101-20260131
N1*PE*COVERWELL DEMO PLAN*FI*912223333
RDM*FT
N1*PR*HARBOR WORKS*FI*912345678
ENT*1*2J*EI*000000001
NM1*IL*1*LAKE*MARIA****N*M0000001
RMR*IK*INV26010002**412.5
REF*18*POSGOLD
DTM*582****RD8*20260101-20260131
RMR*IK*INV25120002**412.5
DTM*582****RD8*20251201-20251231
ENT*2*2J*EI*000000002
NM1*IL*1*BROOK*TOM****N*M0000002
ADX*-100*52
RMR*IK*INV26010003**412.5*500
ADX*-87.5*AX
ENT*3*2J*EI*000000003
NM1*IL*1*REED*ALMA****N*M0000003
RMR*IK*INV26010004**113
""")
