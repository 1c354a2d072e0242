"""Small 270 and 276 files, as offices and clearinghouses send them."""

from datetime import date


def _interchange(group: str, version: str, kind: str, body: str, control: int) -> bytes:
    head = (
        f"ISA*00*          *00*          *ZZ*SENDER1        *ZZ*HBLT1          "
        f"*260615*0833*^*00501*{control:09}*0*P*:~"
        f"GS*{group}*SENDER1*HBLT1*20260615*0833*1*X*{version}~"
    )
    text = f"ST*{kind}*0001*{version}~{body}"
    return f"{head}{text}SE*{text.count('~') + 1}*0001~GE*1*1~IEA*1*{control:09}~".encode()


def file_270(*people: str, npi: str = "1234567893", control: int = 1) -> bytes:
    """A question about each of some people (see `subscriber` and `dependent`)."""
    body = "BHT*0022*13*REF-1*20260615*0833~HL*1**20*1~NM1*PR*2*HARBORLIGHT*****PI*HBLT1~"
    body += f"HL*2*1*21*1~NM1*1P*2*HARBOR FAMILY PRACTICE*****XX*{npi}~"
    level = 3
    for person in people:
        body += person.format(n=level, next=level + 1)
        level += person.count("HL*")
    return _interchange("HS", "005010X279A1", "270", body, control)


def subscriber(
    *,
    member: str = "H1000000101",
    last: str = "TEST0001",
    first: str = "ADA",
    born: str = "19800301",
    types: str = "30",
    day: date | None = None,
    trace: str = "T-1",
) -> str:
    """A subscriber level with a question."""
    text = f"HL*{{n}}*2*22*0~TRN*1*{trace}*9HARBORCLI~"
    text += f"NM1*IL*1*{last}*{first}" + (f"****MI*{member}~" if member else "~")
    text += f"DMG*D8*{born}~" if born else ""
    text += f"DTP*291*D8*{day:%Y%m%d}~" if day else ""
    return text + f"EQ*{types}~"


def dependent(first: str = "BEN", born: str = "19820302", types: str = "98") -> str:
    """A subscriber level and below it a dependent with a question."""
    return (
        "HL*{n}*2*22*1~NM1*IL*1*TEST0001*ADA****MI*H10000001~HL*{next}*{n}*23*0~TRN*1*T-2*9HARBORCLI~"
        f"NM1*03*1*TEST0001*{first}~DMG*D8*{born}~INS*N*01~EQ*{types}~"
    )


def file_276(*claims: str, npi: str = "1234567893", control: int = 1) -> bytes:
    """A question about each of some claims of one subscriber (see `claim`)."""
    body = "BHT*0010*13*INQ-1*20260615*0833~HL*1**20*1~NM1*PR*2*HARBORLIGHT*****PI*HBLT1~"
    body += "HL*2*1*21*1~NM1*41*2*BRIDGE*****46*SENDER1~"
    body += f"HL*3*2*19*1~NM1*1P*2*HARBOR FAMILY PRACTICE*****XX*{npi}~"
    body += "HL*4*3*22*0~DMG*D8*19800301*F~NM1*IL*1*TEST0001*ADA****MI*H10000001~"
    return _interchange("HR", "005010X212", "276", body + "".join(claims), control)


def claim(account: str = "", number: str = "", charge: str = "", day: date | None = None) -> str:
    """A claim that is asked about."""
    text = f"TRN*1*C-{account or number}~"
    text += f"REF*1K*{number}~" if number else ""
    text += f"REF*EJ*{account}~" if account else ""
    text += f"AMT*T3*{charge}~" if charge else ""
    return text + (f"DTP*472*D8*{day:%Y%m%d}~" if day else "")
