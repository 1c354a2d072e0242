"""What an office's software reads in an 835: its own numbers, who is who, what was considered."""

import pytest

from coverwell.doors.edi_gateway.claims.read_line import lines_of
from coverwell.doors.edi_gateway.payments.write import write_remittances
from coverwell.records.providers.models import Group
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.claims.numbers import claim_number
from coverwell.services.payments.run import run
from coverwell.wire.x12.transactions.claim_837 import Claim837
from coverwell.wire.x12.transactions.read_837 import read_claims
from tests.claim_files import Sent, file_837
from tests.doors.payment_papers import sent
from tests.services import world
from tests.services.payments_world import OFFICE, TODAY, decided, office, taken_back
from tests.wire.x12.judge import pyx12_complaints


pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor("ola", "staff")


@pytest.fixture
def family(settings, tmp_path):
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        office()
        return world.family()


def written() -> list[str]:
    """Run, write, and return the newest 835's segments; pyx12 finds nothing in it."""
    run(TODAY, STAFF)
    write_remittances()
    data = sent("835")[-1]
    assert pyx12_complaints(data) == []
    return data.decode().split("~")


def test_a_line_carries_the_office_s_own_number_or_its_place(family):
    with acting(ENGINE):
        decided(family, control="LN-77A"), decided(family)
    assert [s for s in written() if s.startswith("REF*6R")] == ["REF*6R*LN-77A", "REF*6R*1"]


def test_the_office_s_number_of_a_line_comes_from_its_claim():
    head, tail = file_837([Sent("ACC-1")]).split(b"~SE*", 1)
    count, rest = tail.split(b"*", 1)
    data = head + b"~REF*6R*LN-77A~SE*" + str(int(count) + 1).encode() + b"*" + rest
    (claim,) = [event for event in read_claims([data]) if isinstance(event, Claim837)]
    assert [line.control for line in lines_of(claim)] == ["LN-77A"]


def test_a_dependent_s_claim_names_the_insured_too(family):
    with acting(ENGINE):
        decided(family, person=2)
    segments = written()
    assert "NM1*IL*1*TEST0001*ADA****MI*H1000000101" in [s.upper() for s in segments]


def test_a_patient_whom_we_know_by_another_name_is_corrected(family):
    with acting(ENGINE):
        decided(family, person=1), decided(family, person=2)
    names = [s.upper() for s in written() if s.startswith(("NM1*QC", "NM1*74"))]
    # Both claims name Ada Test; we know her as Ada Test0001, and person 2 as Ben.
    assert names == [
        "NM1*QC*1*TEST*ADA****MI*H1000000101",
        "NM1*74*1*TEST0001*ADA",
        "NM1*QC*1*TEST*ADA****MI*H1000000101",
        "NM1*74*1*TEST0001*BEN",
    ]


def test_a_correction_names_the_claim_that_it_replaces(family):
    with acting(ENGINE):
        first = decided(family)
    run(TODAY, STAFF)
    with acting(ENGINE):
        taken_back(first)
        decided(family, 9000, decision="replacement", order=first.benefit_order,
                replaces=first.claim)  # fmt: skip
    segments = written()
    claims = [s.split("*") for s in segments if s.startswith("CLP")]
    assert [(c[2], c[5]) for c in claims] == [("22", ""), ("1", "30")]
    assert [s for s in segments if s.startswith("REF*F8")] == [
        f"REF*F8*{claim_number(first.claim)}"
    ]


def test_what_was_considered_is_the_charge_of_lines_that_were_not_denied(family):
    with acting(ENGINE):
        decided(family), decided(family, 0)
    assert [s for s in written() if s.startswith("AMT*AU")] == ["AMT*AU*150"]


def test_an_office_without_an_npi_is_named_by_its_tax_number(family):
    with acting(ENGINE):
        Group.objects.filter(tax_id=OFFICE).update(npi="")
        first = decided(family)
    run(TODAY, STAFF)
    with acting(ENGINE):
        taken_back(first)
    segments = written()
    assert any(s.startswith("N1*PE*") and s.endswith(f"*FI*{OFFICE}") for s in segments)
    assert not any(s.startswith("REF*TJ") for s in segments)
    assert any(s.startswith(f"PLB*{OFFICE}*") for s in segments)
