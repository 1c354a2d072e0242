"""Spoils files the way senders and lines do, and a little beyond: for fuzzing."""

from random import Random


ODD = (
    b"", b"0", b"-1", b"99999999999999999999", b"1.005", b"1e9", b"20260230", b"2401", b"ZZ", b"~",
    b"*", b"^", b":", b"^^^", b":::", b"\xc3\xa9", b"\xff", b"\x00", b"a" * 300, b" ", b"isa",
)  # fmt: skip
ENVELOPES = (
    b"ISA*00*          *00*          *ZZ*A              *ZZ*B              *260105*0833*^*00501*"
    b"000000102*0*T*:~",
    b"TA1*000000101*260105*0833*A*000~", b"IEA*1*000000101~", b"GE*1*11~", b"SE*1*0001~",
    b"GS*HC*A*B*20260105*0833*12*X*005010X222A1~", b"ST*837*0002*005010X222A1~",
    b"ST*835*0003~", b"BIN*9*~", b"BDS*B64*9*~", b"HL*9**20*1~", b"LS*2120~", b"LE*2120~",
)  # fmt: skip


def hurt(data: bytes, chance: Random, others: tuple[bytes, ...]) -> bytes:
    """One to four changes of bytes, elements, segments or envelopes; others lend theirs."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        data = chance.choice(_WAYS)(data, chance, others)
    return data


def _bytes(data: bytes, chance: Random, _others: tuple[bytes, ...]) -> bytes:
    at = chance.randint(0, len(data))
    to = at + chance.choice((0, 1, 1, 3, 30))
    put = chance.choice(
        (b"", bytes((chance.randrange(256),)), data[at:to] * 2, chance.choice(ODD))
    )
    return data[:at] + put + data[to:]


def _segments(data: bytes, chance: Random, others: tuple[bytes, ...]) -> bytes:
    segments = data.split(b"~")
    at, to = chance.randrange(len(segments)), chance.randrange(len(segments))
    kind = chance.randrange(6)
    if kind == 0:
        del segments[at]
    elif kind == 1:
        segments[at:at] = [segments[at]] * chance.choice((1, 2, 40))
    elif kind == 2:
        segments[at], segments[to] = segments[to], segments[at]
    elif kind == 3:
        segments[at:at] = chance.choice(others).split(b"~")[at : at + 3]
    elif kind == 4:
        segments[at:at] = [chance.choice(ENVELOPES).rstrip(b"~")]
    else:
        del segments[min(at, to) : max(at, to)]
    return b"~".join(segments)


def _elements(data: bytes, chance: Random, others: tuple[bytes, ...]) -> bytes:
    segments = data.split(b"~")
    at = chance.randrange(len(segments))
    elements = segments[at].split(b"*")
    place = chance.randrange(len(elements))
    lent = chance.choice(chance.choice(others).split(b"~")).split(b"*")
    elements[place] = chance.choice((*ODD, *lent))
    segments[at] = b"*".join(elements[: place + 1] if chance.random() < 0.1 else elements)
    return b"~".join(segments)


_DRESSES = (
    lambda data, chance: data.replace(b"~", chance.choice((b"~\r\n", b"~\n  ", b"\n", b"\x1c"))),
    lambda data, chance: data.replace(b"*", chance.choice((b"|", b"\x1d", b"a", b"~"))),
    lambda data, chance: data.replace(b":", chance.choice((b">", b"*", b"^"))),
    lambda data, chance: chance.choice((b"\xef\xbb\xbf", b"\r\n ", b"junk ", b"\x00" * 9)) + data,
    lambda data, chance: data + chance.choice((b"\x1a", b"\r\n", b"junk~more", data)),
    lambda data, chance: data[: chance.randint(0, len(data))],
    lambda data, _: data.lower(),
    lambda data, _: data.replace(b"^", b"U"),
)


def _dress(data: bytes, chance: Random, _others: tuple[bytes, ...]) -> bytes:
    return chance.choice(_DRESSES)(data, chance)


def _splice(data: bytes, chance: Random, others: tuple[bytes, ...]) -> bytes:
    other = chance.choice(others)
    return data[: chance.randint(0, len(data))] + other[chance.randint(0, len(other)) :]


_WAYS = (_bytes, _segments, _segments, _elements, _elements, _elements, _dress, _splice)
