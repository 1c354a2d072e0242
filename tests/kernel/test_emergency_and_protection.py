"""Emergency is said by codes, never denied by them; protected care costs as in network."""

from datetime import date

import pytest

from coverwell.kernel.coverage.emergency import EmergencyCodes, emergency
from coverwell.kernel.coverage.protection import (
    Protection,
    ProtectionFacts,
    ProtectionTables,
    protection,
)
from coverwell.kernel.vocabulary.claim import Claim, Line, Provider
from coverwell.kernel.vocabulary.institutional import Institutional
from coverwell.kernel.vocabulary.money import Money
from coverwell.kernel.vocabulary.period import Period
from coverwell.kernel.vocabulary.side import Side


DAY = date(2026, 3, 2)
CODES = EmergencyCodes(
    frozenset({"23"}), frozenset({"0450"}), frozenset({"99284"}), frozenset({"1"}), "list"
)
TABLES = ProtectionTables(
    air_ambulance=frozenset({"A0431"}),
    air_revenues=frozenset({"0545"}),
    ground_ambulance=frozenset({"A0429"}),
    facility_places=frozenset({"21", "22", "24"}),
    never_waived=("207L",),
    no_referral=(),
    source="act",
)
SURGEON = Provider("1234567893", "", "208600000X")
ANESTHETIST = Provider("1234567893", "", "207L00000X")


def line(**said):
    return Line(number=1, charge=Money(10_000), first=DAY, last=DAY, **said)


def claim(*lines, **said):
    return Claim("C1", 1, "M1", DAY, SURGEON, lines, **said)


def facility(admission_type="", bill_type="0131"):
    return Institutional(bill_type, Period(DAY, DAY), admission_type=admission_type)


@pytest.mark.parametrize("said", [{"place": "23"}, {"procedure": "99284"}])
def test_a_place_or_procedure_code_says_emergency(said):
    asked = line(**said)

    assert emergency(claim(asked), asked, CODES).rule == "emergency"


def test_no_code_says_nothing():
    asked = line(place="11", procedure="99213")

    assert emergency(claim(asked), asked, CODES) is None


def test_one_emergency_line_speaks_for_the_whole_visit_at_a_facility():
    lab, room = line(revenue="0301"), line(revenue="0450")

    assert emergency(claim(lab, room, institutional=facility()), lab, CODES) is not None


def test_an_admission_as_an_emergency_says_yes():
    room = line(revenue="0120")

    assert emergency(claim(room, institutional=facility("1", "0111")), room, CODES) is not None


def protects(asked, facts, **said):
    found = protection(claim(asked, **said), asked, facts, TABLES)
    return found and found[0]


def test_emergency_care_is_protected():
    assert protects(line(place="23"), ProtectionFacts(emergency=True)) is Protection.EMERGENCY


def test_an_air_ambulance_is_protected():
    assert protects(line(procedure="A0431"), ProtectionFacts()) is Protection.AIR_AMBULANCE


def test_a_ground_ambulance_is_never_protected():
    facts = ProtectionFacts(emergency=True, listed_in_network=True)

    assert protects(line(procedure="A0429", place="23"), facts) is None


def test_a_clinician_at_a_network_facility_is_protected():
    facts = ProtectionFacts(facility=Side.NETWORK)

    assert protects(line(place="22"), facts) is Protection.AT_NETWORK_FACILITY


def test_the_same_clinician_in_an_office_is_not():
    assert protects(line(place="11"), ProtectionFacts(facility=Side.NETWORK)) is None


def test_nor_at_a_facility_outside_the_network():
    assert protects(line(place="22"), ProtectionFacts(facility=Side.OUT)) is None


def test_notice_and_consent_ends_the_protection():
    facts = ProtectionFacts(facility=Side.NETWORK)

    assert protects(line(place="22"), facts, notice_and_consent=True) is None


def test_ancillary_care_cannot_be_consented_away():
    facts = ProtectionFacts(facility=Side.NETWORK)
    asked = line(place="22", rendering=ANESTHETIST)

    assert protects(asked, facts, notice_and_consent=True) is Protection.AT_NETWORK_FACILITY


def test_care_after_an_emergency_is_protected_until_the_patient_could_travel():
    stable = ProtectionFacts(emergency_until=DAY)
    before = ProtectionFacts(emergency_until=date(2026, 3, 1))

    assert protects(line(place="21"), stable) is Protection.POST_STABILIZATION
    assert protects(line(place="21"), before) is None


def test_a_wrong_listing_and_continuity_of_care_protect():
    assert protects(line(), ProtectionFacts(listed_in_network=True)) is Protection.WRONG_LISTING
    assert protects(line(), ProtectionFacts(continuity_until=DAY)) is Protection.CONTINUITY
    assert protects(line(), ProtectionFacts(continuity_until=date(2026, 3, 1))) is None
