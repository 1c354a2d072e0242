"""Whatever bytes come, every reader goes on to the end: no crash, no hang, bounded findings."""

import time
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverwell.wire.x12 import check, read_claims
from coverwell.wire.x12.guide import Loop, guide_named
from coverwell.wire.x12.shape_writer import write_loop
from coverwell.wire.x12.transactions.advice_824 import read_advice
from coverwell.wire.x12.transactions.enrollment_834 import MEMBER
from coverwell.wire.x12.transactions.read_275 import whole_attachments
from coverwell.wire.x12.transactions.read_278 import read_reviews
from coverwell.wire.x12.transactions.read_820 import read_premiums
from coverwell.wire.x12.transactions.read_834 import read_enrollment
from coverwell.wire.x12.transactions.read_835 import whole_remittances
from coverwell.wire.x12.transactions.read_999 import read_answers
from coverwell.wire.x12.transactions.reading import Found
from coverwell.wire.x12.transactions.write_275 import write_attachments
from tests.wire.x12 import sets
from tests.wire.x12.generate import transaction
from tests.wire.x12.samples import dental
from tests.wire.x12.sets import ENVELOPE, file_of
from tests.wire.x12.test_275 import SENT
from tests.wire.x12.test_read_835 import GOOD


READERS = (
    check,
    read_advice,
    read_answers,
    read_claims,
    read_enrollment,
    read_premiums,
    read_reviews,
    whole_attachments,
    whole_remittances,
)
FILES = (
    file_of("005010X220A1", sets.CHANGES_834),
    file_of("005010X218", sets.ORGANIZATION_820),
    file_of("005010X217", sets.ADMISSION_278),
    file_of("005010X217", sets.DENIED_278),
    file_of("005010X231A1", sets.REJECTED_999.split()),
    write_attachments(ENVELOPE, [SENT]),
    dental(),
    GOOD,
)


def spoil(data: bytes, chance: Random) -> bytes:
    """A few bytes changed, cut, doubled or moved."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(found))
        to = min(at + chance.randint(1, 40), len(found))
        kind = chance.randrange(5)
        if kind == 0:
            found[at] = chance.randrange(256)
        elif kind == 1:
            del found[at:to]
        elif kind == 2:
            found[at:at] = found[at:to]
        elif kind == 3:
            found[at:at] = chance.choice(
                (b"~", b"*", b":", b"^", b"BIN*9*", b"HL*", b"\x00", b"~~")
            )
        else:
            part = bytes(found[at:to])
            del found[at:to]
            place = chance.randrange(len(found) + 1)
            found[place:place] = part
        if not found:
            return b""
    return bytes(found)


@pytest.mark.parametrize("number", range(len(FILES)))
def test_no_change_of_bytes_stops_a_reader(number):
    chance = Random(number)  # noqa: S311 - a repeatable choice of cases
    for _ in range(60):
        data = spoil(FILES[number], chance)
        for reader in READERS:
            assert sum(1 for _ in reader([data])) < 5000


@settings(max_examples=60)
@given(st.binary(max_size=400), st.integers(0, len(FILES) - 1), st.data())
def test_no_bytes_in_the_middle_stop_a_reader(inserted, number, data):
    whole = FILES[number]
    at = data.draw(st.integers(0, len(whole)))
    for reader in READERS:
        assert sum(1 for _ in reader([whole[:at], inserted, whole[at:]])) < 5000


def test_time_grows_with_the_input_and_not_faster():
    body = sets.CHANGES_834
    hostile = ["INS*Y", "REF*0F", "NM1*70", "LX", "N1*75*^^^^:::", "DMG*D8*:^:^:^:^"]

    def seconds(times: int) -> float:
        data = file_of("005010X220A1", body + hostile * times)
        start = time.process_time()
        assert sum(1 for _ in check([data])) > 0
        return time.process_time() - start

    seconds(50)
    assert seconds(4000) < 20 * max(seconds(400), 0.01)


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.sampled_from((0.1, 0.3, 0.6)))
def test_whatever_the_834_guide_allows_is_read_and_written_to_the_same_segments(seed, rich):
    body = [one for one in transaction("005010X220A1", seed, rich=rich) if one[:3] != "QTY"]
    data = file_of("005010X220A1", body)
    faults = [f for f in check([data]) if f.segment_id not in ("INS", "NM1")]
    assert faults == []  # which sums and codes go together is not the generator's to know
    _, *members = [e.value for e in read_enrollment([data]) if isinstance(e, Found)]
    guide = guide_named("005010X220A1")
    loops = [m for group in guide.body.groups for m in group if isinstance(m, Loop)]
    (member_loop,) = (loop for loop in loops if loop.id == "2000")
    written = [text for one in members for text in write_loop(member_loop, MEMBER, one)]
    start = (
        next(i for i, one in enumerate(body) if one.startswith("INS")) if members else len(body)
    )
    assert written == body[start:]
