"""Answers of partners: a 999 or TA1 is read as it was written."""

import pytest

from coverwell.wire.x12 import read
from coverwell.wire.x12.transactions.ack_999 import Acknowledger
from coverwell.wire.x12.transactions.read_999 import read_answers
from coverwell.wire.x12.transactions.write_999 import write_999, write_ta1
from tests.wire.x12.samples import PROFESSIONAL, lines, professional
from tests.wire.x12.sets import ENVELOPE


def answers(data: bytes):
    listener = Acknowledger()
    return [answer for event in read([data]) if (answer := listener.take(event))]


SPOILED = [
    professional(),
    professional().replace(b"DMG*D8*19800214*F", b"DMG*D8*19800230*X"),
    professional().replace(b"N3*22 PINE ST~", b""),
    professional().replace(b"BHT*0019*00*", b"BHT*0019*77*"),
    professional().replace(b"HC:87880*30", b"ZZ:87880*30"),
    professional([line for line in lines(PROFESSIONAL) if line != "LX*1"]),
]


@pytest.mark.parametrize("data", SPOILED)
def test_a_999_is_read_as_it_was_written(data):
    group, _ = answers(data)
    (found,) = read_answers([write_999(ENVELOPE, [group])])
    cut = [  # IK303 holds four characters of the loop
        (note.segment_id, note.segment, note.loop[:4], note.code, note.elements)
        for answer in group.answers
        for note in answer.notes
    ]
    told = [
        (note.segment_id, note.segment, note.loop, note.code, note.elements)
        for answer in found.answers
        for note in answer.notes
    ]
    assert told == cut
    assert (found.status, found.codes, found.accepted) == (
        group.status,
        group.codes,
        group.accepted,
    )
    assert [(a.control, a.status, a.codes) for a in found.answers] == [
        (a.control, a.status, a.codes) for a in group.answers
    ]


def test_a_ta1_is_read_as_it_was_written():
    for data in (professional(), professional().replace(b"IEA*1*000000101", b"IEA*2*000000101")):
        _, interchange = answers(data)
        assert list(read_answers([write_ta1(ENVELOPE, [interchange])])) == [interchange]


def test_a_999_that_is_cut_short_says_nothing():
    group, _ = answers(SPOILED[1])
    data = write_999(ENVELOPE, [group])
    assert list(read_answers([data[: data.index(b"AK9*")]])) == []
