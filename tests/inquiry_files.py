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


NOTICE = "005010X216"


def file_278(
    *events: str,
    npi: str = "1234567893",
    control: int = 1,
    guide: str = "005010X217",
    bht: str = "13*R-1*20260615*0833",
    usage: str = "P",
    patient: str = "",
) -> bytes:
    """A request, inquiry or notification for Ada (see `event`), or for a `patient` below her."""
    payer = "NM1*X3*2*HARBORLIGHT*****PI*HBLT1~"
    office = f"NM1*1P*2*HARBOR FAMILY PRACTICE*****XX*{npi}~"
    first, second = (office, payer) if guide == NOTICE else (payer, office)
    body = f"BHT*0007*{bht}~HL*1**20*1~{first}HL*2*1*21*1~{second}"
    body += "HL*3*2*22*1~NM1*IL*1*TEST0001*ADA****MI*H1000000101~DMG*D8*19800301*F~"
    above = 3
    if patient:
        body += f"HL*4*3*23*1~{patient}"
        above = 4
    level = above + 1
    for one in events:
        body += one.format(n=level, up=above, **{f"s{at}": level + at for at in range(1, 9)})
        level += one.count("HL*")
    data = _interchange("HI", guide, "278", body, control)
    return data.replace(b"*0*P*:~", f"*0*{usage}*:~".encode())


def event(
    *services: str,
    um: str = "HS*I*62*22:B",
    trace: str = "T-1",
    days: str = "",
    diagnosis: str = "G43909",
    more: str = "",
    first: str = "",
) -> str:
    """A patient event with its services (see `service`); `first` stands before its dates."""
    text = f"HL*{{n}}*{{up}}*EV*{1 if services else 0}~"
    text += f"TRN*1*{trace}*9HARBORCLI~" if trace else ""
    text += f"UM*{um}~{first}"
    text += f"{days}~" if days else ""
    text += f"HI*ABK:{diagnosis}~" if diagnosis else ""
    text += more
    for at, one in enumerate(services, 1):
        text += f"HL*{{s{at}}}*{{n}}*SS*0~{one}"
    return text


def service(code: str, units: int = 1, days: str = "20260701-20260831") -> str:
    """A professional service that is asked for."""
    return f"DTP*472*RD8*{days}~SV1*HC:{code}*900*UN*{units}~"
