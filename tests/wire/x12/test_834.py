"""Enrollment files: read to members, written again to the same bytes, counted."""

from datetime import date

import pytest

from coverwell.wire.x12 import Severity, check
from coverwell.wire.x12.transactions.enrollment_834 import VERSION, Header834, Member834
from coverwell.wire.x12.transactions.read_834 import read_enrollment
from coverwell.wire.x12.transactions.reading import Found
from coverwell.wire.x12.transactions.write_834 import write_enrollment
from coverwell.wire.x12.writer import CannotWriteError
from tests.wire.x12.judge import pyx12_complaints
from tests.wire.x12.sets import CHANGES_834, ENVELOPE, FULL_834, file_of


FILES = [file_of(VERSION, CHANGES_834), file_of(VERSION, FULL_834)]


def values(data: bytes) -> tuple[Header834, list[Member834]]:
    header, *members = [e.value for e in read_enrollment([data]) if isinstance(e, Found)]
    return header, members


@pytest.mark.parametrize("data", FILES)
def test_a_file_is_accepted_and_survives_reading_and_writing_byte_for_byte(data):
    assert list(check([data])) == []
    header, members = values(data)
    assert write_enrollment(ENVELOPE, header, members) == data


def test_pyx12_accepts_what_is_written_but_for_repeats():
    # pyx12 takes repeats of COB04 and DMG05 for one long code.
    for data in FILES:
        plain = data.replace(b"1^35", b"1").replace(b"^:RET:2135-2", b"")
        assert pyx12_complaints(plain) == []


def test_members_are_read_in_the_words_of_the_standard():
    header, members = values(FILES[0])
    assert (header.action, header.policy, header.date) == ("2", "GRP100", date(2026, 1, 5))
    assert (header.sponsor.last, header.payer.id) == ("HARBOR WORKS", "PAYER01")
    maria, lily, tom, alma, jo = members
    assert maria.is_subscriber
    assert maria.subscriber_number == lily.subscriber_number == "S0000001"
    assert maria.person.name.address.location == "KING"
    assert maria.person.demographics.birthday == date(1980, 2, 14)
    assert maria.person.demographics.races == (("", "RET", "2106-3"), ("", "RET", "2135-2"))
    assert maria.person.languages[0].code == "es"
    assert maria.party("31").address.line1 == "PO BOX 9"
    health, dental = maria.coverages
    assert (health.line, health.plan, health.level) == ("HLT", "POS GOLD", "ESP")
    assert (health.begins, health.amounts[0].amount) == (date(2026, 1, 1), 41250)
    assert health.providers[0].change.reason == "AA"
    assert (health.others[0].services, health.others[0].insurers[0].last) == (
        ("1", "35"),
        "OTHER MUTUAL",
    )
    assert dental.line == "DEN"
    assert maria.reporting.categories[0].category.reference.value == "SALARIED"
    assert lily.party("S3").last == "BROOK"
    assert (tom.person.name.entity, tom.incorrect.name.last) == ("74", "BROOK")
    assert (alma.benefit_status, alma.cobra_event) == ("C", "1")
    assert (jo.maintenance, jo.coverages[0].ends) == ("024", date(2025, 12, 31))


def test_totals_that_do_not_count_the_members_reject_the_file():
    data = FILES[0].replace(b"QTY*ET*4", b"QTY*ET*5")
    (finding,) = check([data])
    assert (finding.level.value, finding.code, finding.segment_id) == ("824", "010", "QTY")
    assert (finding.element, finding.value, finding.rejects) == (2, "5", True)
    header, members = values(FILES[0])
    with pytest.raises(CannotWriteError, match="QTY TO should be 4"):
        write_enrollment(ENVELOPE, header, members[:-1])


def test_a_full_file_names_every_member_for_audit():
    data = FILES[1].replace(b"INS*N*19*030*XN", b"INS*N*19*021*XN")
    (finding,) = check([data])
    assert (finding.segment_id, finding.element, finding.severity) == ("INS", 3, Severity.WARN)


def test_a_value_that_the_guide_has_no_place_for_is_not_written():
    header, members = values(FILES[0])
    lost = members[0]._replace(parties=(members[0].parties[0]._replace(entity="ZZ"),))
    with pytest.raises(CannotWriteError, match="no place for all parties in loop 2000"):
        write_enrollment(ENVELOPE, header, [lost])
    stolen = members[0]._replace(reason="2*")
    with pytest.raises(CannotWriteError, match="separator"):
        write_enrollment(ENVELOPE, header, [stolen])
