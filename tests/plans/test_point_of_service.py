"""The point-of-service plan and its open-access variant: the referral decides the level."""

from dataclasses import replace

import pytest

from coverwell.kernel.claims.decision import Whose
from coverwell.kernel.vocabulary.money import dollars
from coverwell.services.plans.bench import decide
from coverwell.services.plans.bench_question import Question, Service, Used
from coverwell.services.plans.editions import edition_file, read_edition


SPECIALIST = Service(
    1, "1", care="specialist visit", charge=dollars("250"), allowed=dollars("180"), referral=False
)
MET = {"person": Used({"out_of_network_deductible": dollars("1200")})}


def decided(plan, service, used=MET):
    return (
        decide(read_edition(edition_file(plan)).plan, Question((service,), used=used))
        .services[0]
        .line
    )


def test_with_a_referral_a_specialist_is_shared_as_in_network():
    line = decided("pos_referral", replace(SPECIALIST, referral=True))

    assert line.copay == line.member_owes == dollars("45")


def test_without_a_referral_a_specialist_is_shared_as_out_of_network_at_the_contracts_price():
    line = decided("pos_referral", SPECIALIST)

    assert line.coinsurance == line.member_owes == dollars("54")
    assert line.write_off == dollars("70")
    assert not line.balance_bill


def test_open_access_needs_no_referral_for_a_specialist():
    line = decided("pos_open_access", SPECIALIST)

    assert line.copay == line.member_owes == dollars("45")


def test_the_primary_care_provider_needs_no_referral():
    line = decided("pos_referral", replace(SPECIALIST, care="primary care visit"))

    assert line.copay == dollars("25")


@pytest.mark.parametrize("care", ["outpatient surgery facility", "outpatient surgery physician"])
def test_facility_and_physician_share_deductible_and_coinsurance(care):
    service = Service(1, "1", care=care, allowed=dollars("1000"), referral=True)
    line = decided("pos_referral", service, used={})

    assert line.deductible == dollars("400")
    assert line.coinsurance == dollars("60")


def test_in_network_the_provider_bears_missing_precertification():
    service = Service(
        1, "1", care="outpatient surgery facility", allowed=dollars("1000"), precertification=False
    )
    line = decided("pos_open_access", service)

    assert line.whose is Whose.PROVIDER
    assert not line.member_owes
