"""Inpatient stays are grouped from their codes, by the version in force at discharge."""

from datetime import date

import pytest

from coverwell.kernel.vocabulary.claim import Claim, Diagnosis, DiagnosisRole, Line, Provider
from coverwell.kernel.vocabulary.institutional import Institutional
from coverwell.kernel.vocabulary.money import Money
from coverwell.kernel.vocabulary.period import Period
from coverwell.services.claims.drg import _version, with_group
from coverwell.services.claims.family import Relative


PATIENT = Relative(1, date(1960, 3, 1), "F", "18")


def stay(principal: str, bill_type: str = "111") -> Claim:
    days = Period(date(2026, 6, 1), date(2026, 6, 5))
    return Claim(
        "", 0, "", date(2026, 6, 20), Provider("1234567893", "231234567"),
        (Line(1, Money(1_000_000), days.first, days.last, revenue="0120"),),
        diagnoses=(Diagnosis(principal, DiagnosisRole.PRINCIPAL), Diagnosis("E1165")),
        institutional=Institutional(bill_type, days, discharge_status="01"),
    )  # fmt: skip


def test_heart_failure_without_complication_is_group_293():
    assert with_group(stay("I5020"), PATIENT).institutional.drg == "293"


@pytest.mark.parametrize("claim", [stay("ZZZ"), stay("I5020", bill_type="131")])
def test_what_cannot_or_need_not_be_grouped_has_no_group(claim):
    assert with_group(claim, PATIENT).institutional.drg == ""


@pytest.mark.parametrize(
    ("discharged", "version"),
    [
        (date(2025, 9, 30), 421),
        (date(2025, 10, 1), 430),
        (date(2026, 4, 1), 431),
        (date(2015, 1, 1), 400),
    ],
)
def test_the_version_is_that_of_the_discharge(discharged, version):
    assert _version(discharged) == version
