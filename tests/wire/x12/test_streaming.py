"""Large and hostile input in little memory."""

import tracemalloc
from collections.abc import Iterator

from coverwell.wire.x12 import Claim837, TransactionEnd, read_claims
from coverwell.wire.x12.events import Stray
from coverwell.wire.x12.guide import parse
from coverwell.wire.x12.reader import MOST_FINDINGS, MOST_SEGMENTS
from coverwell.wire.x12.transactions.ack_999 import Acknowledger
from coverwell.wire.x12.walker import KEPT_STEPS, Config, Frame, Machine, outside
from tests.benchmarks.wire_837 import stream
from tests.wire.x12.samples import GS, ISA, PROFESSIONAL, TRAILER, lines, professional


def most_memory(size: int) -> int:
    """The peak of memory while a stream of this size is read; every claim of it must be good."""
    tracemalloc.start()
    listener = Acknowledger()
    good = sets = 0
    for event in read_claims(stream(size)):
        listener.take(event)
        good += isinstance(event, Claim837) and event.acceptable
        sets += isinstance(event, TransactionEnd) and event.accepted
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (good >= size // 600, sets) == (True, 1)
    return peak


def test_claims_of_one_large_transaction_set_are_not_kept(monkeypatch):
    monkeypatch.setattr("coverwell.wire.x12.stream.BLOCK", 1 << 15)
    most_memory(60_000)  # guides and patterns are compiled once
    assert most_memory(600_000) < 4_000_000  # the caches; all claims together would be 10 MB


def endless_claim(segments: int) -> Iterator[bytes]:
    head = lines(PROFESSIONAL)
    head = head[: head.index("LX*1")]
    start = ISA + GS.format(version="005010X222A1") + "ST*837*0001*005010X222A1~"
    yield (start + "".join(segment + "~" for segment in head)).encode()
    part = b"LX*1~SV1*HC:99213*10*UN*1***1~DTP*472*D8*20260102~" * 1000
    for _ in range(segments // 3000):
        yield part
    yield f"SE*1*0001~{TRAILER.format(sets=1)}".encode()


def test_a_claim_without_end_is_refused_and_not_kept():
    claim = next(e for e in read_claims(endless_claim(45_000)) if isinstance(e, Claim837))
    assert not claim.acceptable
    assert claim.segments <= MOST_SEGMENTS
    assert any("without a new claim" in finding.message for finding in claim.findings)


def test_endless_nonsense_is_not_read_to_its_end(monkeypatch):
    monkeypatch.setattr("coverwell.wire.x12.stream.BLOCK", 1 << 12)
    monkeypatch.setattr("coverwell.wire.x12.reader.MOST_SEGMENTS", 100)
    monkeypatch.setattr("coverwell.wire.x12.reader.MOST_LOST", 1_000)
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        yield (ISA + GS.format(version="005010X222A1") + "ST*837*0001*005010X222A1~").encode()
        for taken in range(2_000):  # noqa: B007 - it is looked at behind the loop
            yield b"ZZ*NOTHING~" * 100

    events = list(read_claims(endless()))
    assert taken < 100
    assert any(isinstance(event, Stray) and event.finding.code == "022" for event in events)
    assert not any(isinstance(event, TransactionEnd) and event.accepted for event in events)


def test_complaints_about_one_claim_are_bounded():
    body = lines(PROFESSIONAL)
    body[body.index("REF*D9*CH0001")] = "~".join(["REF*D9*"] * 5000)
    claim = next(e for e in read_claims([professional(body)]) if isinstance(e, Claim837))
    assert len(claim.findings) <= MOST_FINDINGS + 10


def test_endless_odd_segments_do_not_fill_the_machine():
    guide = parse("T", "set 1\ngroup T\nbody\n  BHT R1 =0019 R R R R R  # start\n")
    machine = Machine(guide)
    state = machine.start()
    for number in range(KEPT_STEPS + 2_000):
        state = state[f"Z{number}"].state
    assert machine.steps <= 50_001
    assert len(state) <= 50_001


def test_an_unknown_transaction_set_does_not_fill_the_machine():
    state = outside()
    for number in range(KEPT_STEPS + 2_000):
        state = state[f"Z{number}"].state
    assert len(state) <= KEPT_STEPS + 1


def test_a_new_transaction_set_is_only_a_text():
    guide = parse(
        "T1",
        "set 270\ngroup HS\nbody\n  BHT R1 =0022 =13 S R R\n  loop 2000A R> cut\n"
        "    HL R1 R - =20 =1\n    loop 2100A R1\n      NM1 R1 =PR =2 R - - - - =PI R\n",
    )
    machine = Machine(guide)
    state = machine.start()
    assert state.config == Config((Frame(guide.body, 0, (0,)),))
    placed = []
    for key in ("BHT", "HL*1**20", "NM1*PR", "HL*2**20", "NM1*PR"):
        step = state[key]
        placed.append((step.segment.loop, step.segment.id, step.event, step.faults))
        state = step.state
    assert placed == [
        ("", "BHT", "", ()),
        ("2000A", "HL", "cut", ()),
        ("2100A", "NM1", "", ()),
        ("2000A", "HL", "cut", ()),
        ("2100A", "NM1", "", ()),
    ]
