"""What is read can be written, and is the same when read again."""

from datetime import UTC, datetime

import pytest

from coverwell.wire.x12 import Claim837, check, read_claims
from coverwell.wire.x12.transactions.write_837 import write_claims
from coverwell.wire.x12.writer import CannotWriteError, Envelope
from tests.wire.x12.samples import PATIENT, PROFESSIONAL, institutional, lines, professional


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


def claims(data: bytes) -> list[Claim837]:
    return [event for event in read_claims([data]) if isinstance(event, Claim837)]


@pytest.mark.parametrize(
    "data", [professional(), professional(lines(PROFESSIONAL) + lines(PATIENT)), institutional()]
)
def test_a_file_survives_reading_and_writing_byte_for_byte(data):
    assert write_claims(ENVELOPE, claims(data)) == data


def test_a_value_that_the_guide_forbids_is_not_written():
    (claim,) = claims(professional())
    with pytest.raises(CannotWriteError, match="CLM05"):
        write_claims(ENVELOPE, [claim._replace(facility_qualifier="Q")])
    with pytest.raises(CannotWriteError, match="CLM01"):
        write_claims(ENVELOPE, [claim._replace(claim_id="A*B")])


def test_names_lose_what_the_standard_cannot_carry():
    (claim,) = claims(professional())
    person = claim.subscriber.person
    renamed = person._replace(name=person.name._replace(last="Peña*Ruiz", first="José"))
    spoken = claim._replace(subscriber=claim.subscriber._replace(person=renamed))
    data = write_claims(ENVELOPE, [spoken])
    assert b"NM1*IL*1*Pena Ruiz*Jose*" in data
    assert list(check([data])) == []
