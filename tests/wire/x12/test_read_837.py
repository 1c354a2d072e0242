"""Reading claims to typed values."""

from datetime import date
from decimal import Decimal

from coverwell.wire.x12 import Claim837, check, read_claims
from tests.wire.x12.samples import (
    PATIENT,
    PROFESSIONAL,
    file_of,
    institutional,
    lines,
    professional,
    transaction,
)


def claims(data: bytes) -> list[Claim837]:
    return [event for event in read_claims([data]) if isinstance(event, Claim837)]


def test_clean_files_have_no_findings():
    assert list(check([professional()])) == []
    assert list(check([institutional()])) == []
    assert list(check([professional(lines(PROFESSIONAL) + lines(PATIENT))])) == []


def test_a_professional_claim_is_read_whole():
    (claim,) = claims(professional())
    assert (claim.claim_id, claim.charge, claim.place_of_service) == ("ACCT-1", 15000, "11")
    assert (claim.frequency, claim.assignment, claim.benefits_assigned) == ("1", "A", "Y")
    assert claim.billing.provider.npi == "1234567893"
    assert (claim.billing.tax_id, claim.billing.taxonomy) == ("912345678", "207Q00000X")
    assert claim.subscriber.member_id == "M0000001"
    assert claim.subscriber.person.born == date(1980, 2, 14)
    assert (claim.patient, claim.person.name.first) == (None, "MARIA")
    assert [(code.qualifier, code.code) for code in claim.diagnoses] == [
        ("ABK", "J0290"),
        ("ABF", "R509"),
    ]
    assert claim.date("431").first == date(2025, 12, 30)
    assert claim.clearinghouse_number == "CH0001"
    assert claim.provider("82").taxonomy == "207Q00000X"
    assert claim.header.is_test
    first, second = claim.lines
    assert first.procedure.code == "99213"
    assert first.procedure.modifiers == ("25",)
    assert (first.charge, first.units, first.pointers) == (12000, Decimal(1), (1, 2))
    assert first.service.first == date(2026, 1, 2)
    assert (second.control, second.segment) == ("L2", 29)
    assert professional()[second.offset :].startswith(b"LX*2~")


def test_a_patient_who_is_not_the_subscriber_has_an_own_level():
    first, second = claims(professional(lines(PROFESSIONAL) + lines(PATIENT)))
    assert first.patient is None
    assert (second.patient.relationship, second.person.name.first) == ("19", "LILY")
    assert (second.subscriber.member_id, second.original_claim_number) == (
        "M0000002",
        "2025000123",
    )
    assert second.related_causes.causes == ("OA",)
    assert second.charge == 8050


def test_an_institutional_claim_is_read_whole():
    (claim,) = claims(institutional())
    assert (claim.type_of_bill, claim.patient_status, claim.drg) == ("111", "01", "343")
    assert (claim.admission_type, claim.admission_source) == ("1", "1")
    statement = claim.date("434")
    assert (statement.first, statement.last) == (date(2026, 1, 1), date(2026, 1, 3))
    assert claim.diagnoses[0].present_on_admission == "Y"
    assert claim.coded("BBR")[0].date == "20260101"
    assert claim.coded("BE")[0].amount == 200
    assert claim.provider("71").last == "REED"
    room, surgery = claim.lines
    assert (room.revenue, room.procedure, room.unit) == ("0120", None, "DA")
    assert surgery.procedure.code == "44970"
    assert claim.acceptable


def test_one_bad_claim_does_not_stop_the_good_ones():
    body = lines(PROFESSIONAL) + lines(PATIENT)
    body[body.index("CLM*ACCT-1*150***11:B:1*Y*A*Y*Y")] = "CLM*ACCT-1*151***11:B:1*Y*A*Y*Y"
    bad, good = claims(file_of(transaction(body)))
    assert not bad.acceptable
    assert [finding.code for finding in bad.findings] == ["400"]
    assert good.acceptable
