"""Small synthetic 837 files, shaped like those of real senders, and ways to spoil them."""

ISA = (
    "ISA*00*          *00*          *ZZ*SENDER01       *ZZ*PAYER01        "
    "*260105*0833*^*00501*000000101*1*T*:~"
)
GS = "GS*HC*SENDER01*PAYER01*20260105*0833*11*X*{version}~"
TRAILER = "GE*{sets}*11~IEA*1*000000101~"

PROFESSIONAL = """
BHT*0019*00*BATCH77*20260105*0833*CH
NM1*41*2*HARBOR BILLING*****46*SENDER01
PER*IC*ANA RUIZ*TE*5555550100
NM1*40*2*COVERWELL DEMO PLAN*****46*PAYER01
HL*1**20*1
PRV*BI*PXC*207Q00000X
NM1*85*2*HARBOR FAMILY CLINIC*****XX*1234567893
N3*1 HARBOR WAY
N4*SEATTLE*WA*981010001
REF*EI*912345678
HL*2*1*22*0
SBR*P*18*GRP100******CI
NM1*IL*1*LAKE*MARIA*J***MI*M0000001
N3*22 PINE ST
N4*SEATTLE*WA*98102
DMG*D8*19800214*F
NM1*PR*2*COVERWELL DEMO PLAN*****PI*PAYER01
CLM*ACCT-1*150***11:B:1*Y*A*Y*Y
DTP*431*D8*20251230
REF*D9*CH0001
HI*ABK:J0290*ABF:R509
NM1*82*1*STONE*PAUL****XX*1234567893
PRV*PE*PXC*207Q00000X
LX*1
SV1*HC:99213:25*120*UN*1***1:2
DTP*472*D8*20260102
REF*6R*L1
LX*2
SV1*HC:87880*30*UN*1***1
DTP*472*D8*20260102
REF*6R*L2
"""

PATIENT = """
HL*3*1*22*1
SBR*P**GRP200******CI
NM1*IL*1*BROOK*TOM****MI*M0000002
NM1*PR*2*COVERWELL DEMO PLAN*****PI*PAYER01
HL*4*3*23*0
PAT*19
NM1*QC*1*BROOK*LILY
N3*5 OAK AVE
N4*TACOMA*WA*98401
DMG*D8*20150601*F
CLM*ACCT-2*80.5***11:B:7*Y*A*Y*Y*P*OA
DTP*439*D8*20260102
REF*F8*2025000123
HI*ABK:S52501A
LX*1
SV1*HC:73110*80.5*UN*1***1
DTP*472*D8*20260103
"""

INSTITUTIONAL = """
BHT*0019*00*BATCH78*20260105*0833*CH
NM1*41*2*BAY HOSPITAL*****46*SENDER01
PER*IC*ANA RUIZ*TE*5555550100
NM1*40*2*COVERWELL DEMO PLAN*****46*PAYER01
HL*1**20*1
NM1*85*2*BAY HOSPITAL*****XX*1234567893
N3*9 BAY RD
N4*SEATTLE*WA*981040001
REF*EI*923456789
HL*2*1*22*0
SBR*P*18*GRP100******CI
NM1*IL*1*LAKE*MARIA*J***MI*M0000001
N3*22 PINE ST
N4*SEATTLE*WA*98102
DMG*D8*19800214*F
NM1*PR*2*COVERWELL DEMO PLAN*****PI*PAYER01
CLM*H-1*5400***11:A:1**A*Y*Y
DTP*096*TM*1100
DTP*434*RD8*20260101-20260103
DTP*435*DT*202601010730
CL1*1*1*01
REF*EA*MR55
HI*ABK:K3580:::::::Y
HI*ABJ:R1031
HI*DR:343
HI*ABF:E119:::::::Y*ABF:I10:::::::N
HI*BBR:0DTJ4ZZ:D8:20260101
HI*BH:A1:D8:20260101
HI*BE:80:::2
HI*BG:01
NM1*71*1*REED*ALMA****XX*1234567893
PRV*AT*PXC*208600000X
NM1*72*1*REED*ALMA****XX*1234567893
LX*1
SV2*0120**3000*DA*2
DTP*472*RD8*20260101-20260103
REF*6R*H1
LX*2
SV2*0360*HC:44970*2400*UN*1
DTP*472*D8*20260101
"""


def lines(text: str) -> list[str]:
    """The segments of a sample, without terminators."""
    return text.strip().split("\n")


def transaction(body: list[str], version: str = "005010X222A1", control: str = "0001") -> str:
    """ST to SE around the segments, counted right."""
    segments = [f"ST*837*{control}*{version}", *body, f"SE*{len(body) + 2}*{control}"]
    return "".join(segment + "~" for segment in segments)


def file_of(*sets: str, version: str = "005010X222A1") -> bytes:
    """A whole interchange around transaction sets."""
    text = ISA + GS.format(version=version) + "".join(sets) + TRAILER.format(sets=len(sets))
    return text.encode()


def professional(body: list[str] | None = None) -> bytes:
    """One 837P."""
    return file_of(transaction(lines(PROFESSIONAL) if body is None else body))


def institutional(body: list[str] | None = None) -> bytes:
    """One 837I."""
    segments = lines(INSTITUTIONAL) if body is None else body
    return file_of(transaction(segments, "005010X223A2"), version="005010X223A2")
