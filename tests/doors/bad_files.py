"""Bad input, a row each: what is sent, what is answered in the standard, what the page says.

Every file has its own control number; `GOOD` claims are acceptable, the others are not.
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count

from tests.claim_files import Sent, file_837, isa, set_837


numbers = count(1)
GOOD = Sent("GOOD")


@dataclass(frozen=True)
class Case:
    """`answers` are pieces that must stand in the acknowledgments, by kind; `says` on the page."""

    name: str
    data: bytes
    accepted: int = 0
    rejected: int = 0
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    says: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()


def control() -> int:
    return next(numbers)


def one(*claims: Sent, **words) -> bytes:
    return file_837(claims or (GOOD,), control=control(), **words)


def changed(old: str, new: str, *claims: Sent, **words) -> bytes:
    data = one(*claims, **words).decode()
    assert old in data, old
    return data.replace(old, new).encode()


def whole(body: str, groups: int = 1, tail: str = "") -> bytes:
    number = control()
    return f"{isa(control=number, ack='1')}{body}IEA*{groups}*{number:09}~{tail}".encode()


GS = "GS*HC*SENDER1*HBLT1*20260201*0833*1*X*005010X222A1~"


def zipped() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("claims.x12", one())
    return target.getvalue()


def pages() -> Iterator[Case]:
    """What is no claim file at all."""
    refused = {"says": ("Refused",)}
    yield Case("a zip", zipped(), says=("packed (zip)",))
    yield Case("a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", says=("is a PDF",))
    yield Case("a picture", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" * 9, says=("is a picture",))
    yield Case("a spreadsheet", b"name;charge\nAda;120\n", says=("ISA",))
    yield Case("UTF-16", one().decode().encode("utf-16"), says=("UTF-16",))
    yield Case("blanks", b" \r\n \r\n", says=("No claim",))
    yield Case("the end of a tape", b"\x1a" * 40, says=("No claim",))
    yield Case("random bytes", bytes(range(256)) * 9, **refused)


def envelopes() -> Iterator[Case]:
    """Envelopes that are broken."""
    two = (GOOD, Sent("B2"))
    cut = one(*two, ack="1")
    yield Case(
        "cut in the second claim", cut[:-150],
        answers={"999": ("IK5*R*2",), "TA1": ("*E*023",)}, says=("cut short", "refused whole"),
    )  # fmt: skip
    yield Case("cut in its ISA", cut[:60], answers={}, says=("ISA segment is cut short",))
    yield Case(
        "no SE", changed(f"SE*{segments()}*0001~", "", ack="1"),
        answers={"999": ("IK5*R*2", "AK9*R*1*1*0")}, says=("no SE",),
    )  # fmt: skip
    yield Case(
        "SE counts wrong", changed(f"SE*{segments()}*", "SE*99*"),
        answers={"999": ("IK5*R*4", "AK9*R*1*1*0")}, says=(f"SE01 should be {segments()}",),
    )  # fmt: skip
    yield Case(
        "SE names another set", changed("*0001~GE", "*0002~GE"),
        answers={"999": ("IK5*R*3",)}, says=("SE02 differs from ST02",),
    )  # fmt: skip
    yield Case(
        "no GE", changed("GE*1*1~", "", ack="1"), accepted=1,
        answers={"999": ("AK9*E*1*1*1*3",)}, says=("no GE",),
    )  # fmt: skip
    yield Case(
        "GE counts wrong", changed("GE*1*1~", "GE*7*1~"), accepted=1,
        answers={"999": ("AK9*E*7*1*1*5",)}, says=("GE01 should be 1",),
    )  # fmt: skip
    yield Case(
        "no IEA", one(ack="1")[:-16], accepted=1,
        answers={"TA1": ("*E*023",), "999": ("AK9*A",)}, says=("no IEA",),
    )  # fmt: skip
    yield Case(
        "IEA counts wrong", changed("IEA*1*", "IEA*3*"), accepted=1,
        answers={"TA1": ("*E*021",)}, says=("IEA01 should be 1",),
    )  # fmt: skip
    yield Case(
        "IEA names another interchange", changed("IEA*1*0", "IEA*1*9"), accepted=1,
        answers={"TA1": ("*E*001",)}, says=("IEA02 differs",),
    )  # fmt: skip
    yield Case(
        "an ISA inside another one", nested(), accepted=2,
        answers={"TA1": ("*E*023",)}, says=("no IEA",),
    )  # fmt: skip
    yield Case("several ISA, one unreadable", several(), accepted=2, says=("refused whole",))
    yield Case("an empty group", whole(f"{GS}GE*0*1~"), answers={"TA1": ("*A*000",)})
    yield Case("no group", whole("", groups=0), answers={"TA1": ("*A*000",)})
    yield Case(
        "an old version", changed("005010X222A1", "004010X098A1"),
        answers={"999": ("IK5*R*I6",)}, says=("We read 005010X222A1",),
    )  # fmt: skip
    yield Case(
        "another transaction set", changed("ST*837", "ST*835"),
        answers={"999": ("IK5*R*I6",)}, says=("refused whole",),
    )  # fmt: skip
    yield Case(
        "professional lines in an institutional set",
        changed("005010X222A1", "005010X223A2"), rejected=1,
        answers={"999": ("IK3*SV1*",), "277CA": ("A7:21",)}, says=("SV1 is not part of",),
    )  # fmt: skip
    yield Case(
        "a good set beside a broken one", good_and_bad(), accepted=1,
        answers={"999": ("IK5*A", "IK5*R*4", "AK9*P*2*2*1"), "277CA": ("STC*A2:20",)},
        says=("refused whole",),
    )  # fmt: skip
    yield Case(
        "the sender in other letters", changed("*ZZ*SENDER1        ", "*ZZ*ÉÈSENDER      "),
        answers={"TA1": ("*R*006",)}, says=("do not know the sender",),
    )  # fmt: skip
    yield Case(
        "an unknown partner", one(sender="STRANGER"),
        answers={"TA1": ("*R*006",)}, says=("do not know the sender 'ZZ STRANGER'", "register"),
    )  # fmt: skip
    yield Case(
        "an ISA with no real date and time", changed("*260201*0833*", "*262x01*0x33*", ack="1"),
        accepted=1, answers={"TA1": ("*E*014",)}, says=("ISA09",),
    )  # fmt: skip


def segments() -> int:
    return set_837([GOOD]).count("~")


def nested() -> bytes:
    inner, outer = one().decode(), one(Sent("B2")).decode()
    return (outer[: outer.index("IEA*")] + inner).encode()


def several() -> bytes:
    broken = one(Sent("B2")).replace(b"SE*", b"SE*9")
    return one() + b"\r\n" + broken + b"\r\n" + one(Sent("B3"))


def good_and_bad() -> bytes:
    bad = set_837([Sent("B2")], "0002").replace("SE*", "SE*9")
    return whole(f"{GS}{set_837([GOOD])}{bad}GE*2*1~")


def dialects() -> Iterator[Case]:
    """What real senders write differently: it is read."""
    plain = {"accepted": 1}
    yield Case("a byte order mark", b"\xef\xbb\xbf" + one(), **plain)
    yield Case("CRLF after each segment", one().replace(b"~", b"~\r\n"), **plain)
    yield Case("a line for each segment, no tilde", one().replace(b"~", b"\n"), **plain)
    yield Case("indented", one().replace(b"~", b"~\n   "), **plain)
    yield Case("other separators", dressed(b"|", b">", b"\n"), **plain)
    yield Case("lower-case segment ids", lower(), accepted=1, answers={"999": ("AK9*",)})
    yield Case("no last terminator", one()[:-1], accepted=1)
    yield Case("blanks after the end", one() + b"\r\n\r\n   \x1a\x00", **plain)
    yield Case("text after the end", one() + b"\r\nEND OF FILE", accepted=1, says=("outside",))
    # As a clearinghouse writes that cuts one large set into many.
    renumbered = changed("HL*1**20", "HL*63**20").replace(b"HL*2*1*22", b"HL*64*63*22")
    yield Case(
        "levels numbered across the sets of a file", renumbered, accepted=1,
        answers={"999": ("IK4*1**7*63", "IK5*E*5", "AK9*E*1*1*1")},
    )  # fmt: skip
    pay_to = "NM1*87*2~N3*PO BOX 1234~N4*HARRISBURG*PA*171011234~"
    named = changed("REF*EI*231234567~", f"REF*EI*231234567~{pay_to}")
    yield Case("a pay-to address without a name", recount(named.decode()), accepted=1)
    yield Case("a TA1 before the group", ta1_first(), **plain)
    yield Case(
        "a neighbour version",
        changed("005010X222A1", "005010X222A2"),
        accepted=1,
    )
    yield Case("ISA12 is 00401", changed("*00501*", "*00401*"), accepted=1,
               answers={"TA1": ("*E*017",)}, says=("ISA12",))  # fmt: skip


def dressed(element: bytes, component: bytes, segment: bytes) -> bytes:
    data = one().replace(b"*", element).replace(b"~", segment)
    return (
        data.replace(b"|:" + segment, b"|" + component + segment)
        .replace(b"11:B:1", b"11>B>1")
        .replace(b"ABK:", b"ABK>")
        .replace(b"HC:", b"HC>")
    )


def lower() -> bytes:
    out = []
    for segment in one().decode().split("~"):
        name, mark, rest = segment.partition("*")
        out.append(name.lower() + mark + rest)
    return "~".join(out).encode()


def ta1_first() -> bytes:
    data = one()
    return data.replace(b"~GS*", b"~TA1*000000905*260201*0833*A*000~GS*", 1)


def claims() -> Iterator[Case]:
    """One claim is bad, the other one in its file goes on."""
    rows: tuple[tuple[str, Sent, str, str], ...] = (
        ("lines that do not add up", Sent("B", total="999"), "A8:400", "do not add up"),
        ("an unknown member", Sent("B", member_id="Z00000000"), "A3:33:IL", "know nobody"),
        ("no member id of ours", Sent("B", member_id="12345"), "A7:164:IL", "a letter and eight"),
        ("a patient not covered", Sent("B", first="ZOE", born=date(1999, 9, 9)), "A8:33:QC",
         "Nobody covered"),
        ("a future date", Sent("B", day=date(2090, 1, 1)), "A7:187", "after the day"),
        ("an amount of 10^12", Sent("B", lines=(("99213", "1000000000000"),)), "A7:178",
         "larger than any claim"),
        ("an unknown office", Sent("B", tax_id="999999999"), "A7:26:85", "tax ID"),
        ("a wrong NPI", Sent("B", npi="1234567890"), "A7:562:85", "check digit"),
        ("an unknown original", Sent("B", frequency="7", replaces="C000000000000"), "A7:464",
         "do not know the claim"),
        ("no original", Sent("B", frequency="8"), "A6:464", "must name our number"),
        ("a negative charge", Sent("B", lines=(("99213", "-5"),)), "A7:178", "negative"),
    )  # fmt: skip
    for name, claim, status, says in rows:
        yield Case(name, one(claim, GOOD), 1, 1, {"277CA": (status, "STC*A2:20")}, (says,))
    yield Case("test data", one(usage="T"), 0, 1, {"277CA": ("STC*A3:0",)}, ("test data",))
    yield Case("a name in other letters", changed("TEST0001*ADA", "日本*ADA"), accepted=1)
    broken: tuple[tuple[str, str, str, str], ...] = (
        ("no date of service", "DTP*472*D8*20261005~LX*2", "LX*2", "date"),
        ("a date that is none", "D8*20261005", "D8*20261302", "date"),
        ("a date in words", "D8*20261005", "D8*tomorrow", "date"),
        ("no diagnosis", "HI*ABK:J0290~LX*1~SV1*HC:85025", "LX*1~SV1*HC:85025", "HI"),
        ("no claim number", "CLM*B*", "CLM**", "CLM01"),
        ("an amount in words", "CLM*B*30.5*", "CLM*B*thirty*", "CLM02"),
        ("three decimals", "CLM*B*30.5*", "CLM*B*30.505*", "CLM02"),
    )
    for name, old, new, says in broken:
        bad = Sent("B", lines=(("85025", "30.5"), ("85025", "0")), day=date(2026, 10, 5))
        text = changed(
            old, new, bad, Sent("GOOD", first="BEN", born=date(1982, 3, 2), subscriber=False)
        ).decode()
        yield Case(name, recount(text), 1, 1, {"277CA": ("STC*A",)}, (says,) if says else ())


def recount(text: str) -> bytes:
    head, rest = text.split("ST*", 1)
    body, tail = rest.split("SE*", 1)
    number = f"ST*{body}".count("~") + 1
    return f"{head}ST*{body}SE*{number}*{tail.split('*', 1)[1]}".encode()


CASES: tuple[Callable[[], Iterator[Case]], ...] = (pages, envelopes, dialects, claims)
