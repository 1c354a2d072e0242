"""Fee schedules and terms as the rulebook writes them."""

from datetime import date
from decimal import Decimal

import pytest

from coverwell.kernel.pricing.terms import Pays
from coverwell.kernel.vocabulary.money import dollars
from coverwell.services.rulebook.load import rulebook
from coverwell.services.rulebook.schedules import read_schedules
from coverwell.services.rulebook.terms import read_terms
from coverwell.services.rulebook.text import RulebookError


BOOK = rulebook()
TERMS = """
terms: MG-2026-014
source: Agreement MG-2026-014, exhibit B
locality: OH
rates:
  - pays: drg
    amount: "$7,200"
    for: institutional
    care: inpatient stay facility
    outlier threshold: "$30,000"
    outlier share: 60%
    cost to charge: 31%
  - {pays: case rate, amount: "$4,500", procedures: "29880-29881", lesser of: no}
  - {pays: fee schedule, schedule: harborlight_standard, percent: 112.5%}
"""


def test_terms_read_as_written():
    terms = read_terms(TERMS, "contract 7", BOOK.cares)
    stay, case, usual = terms.rates

    assert (terms.key, terms.locality) == ("MG-2026-014", "OH")
    assert (stay.pays, stay.amount, stay.institutional) == (Pays.DRG, dollars("7200"), True)
    assert stay.outlier.share == Decimal(60)
    assert case.procedures == (("29880", "29881"),)
    assert (case.lesser_of, usual.lesser_of) == (False, True)
    assert usual.percent == Decimal("112.5")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("pays: drg", "pays: drgs", "Did you mean 'drg'"),
        ("inpatient stay facility", "inpatient stay facilty", "Did you mean 'inpatient stay"),
        ('amount: "$4,500", ', "", "'amount' is missing"),
        ("    outlier share: 60%\n", "", "an outlier rule needs"),
        ("112.5%", "a lot", "'a lot' is not a number"),
        ("source: Agreement MG-2026-014, exhibit B\n", "", "'source' is missing"),
        ("locality", "localty", "Did you mean 'locality'"),
    ],
)
def test_a_slip_in_terms_is_refused(old, new, told):
    assert old in TERMS

    with pytest.raises(RulebookError, match=told):
        read_terms(TERMS.replace(old, new, 1), "contract 7", BOOK.cares)


def test_the_shipped_schedule_prices_by_relative_value_and_by_price():
    schedule = BOOK.prices.schedules["harborlight_standard"].on(date(2026, 3, 1))
    visit = schedule.fee("99213", "", "")

    # (1.30 + 1.33 + 0.10) x 41.00 in the office; 0.56 instead of 1.33 at a facility
    assert (visit.elsewhere, visit.facility) == (dollars("111.93"), dollars("80.36"))
    assert schedule.fee("99999", "", "") is None
    assert len(schedule.fees) + len(schedule.values) >= 400


HEAD = """schedule: tiny
effective: 2026-01-01 to 2026-12-31
source: test
says: test
authored by: A
checked by: B
factor: $40.00
"""
COLUMNS = (
    "code,modifier,work,practice_nonfacility,practice_facility,malpractice,price,"
    "global_days,multiple_procedure\n"
)


def written(tmp_path, head, rates):
    folder = tmp_path / "fee_schedules" / "tiny" / "2026-01-01"
    folder.mkdir(parents=True)
    (folder / "schedule.yaml").write_text(head)
    (folder / "rates.csv").write_text(rates)
    return tmp_path


@pytest.mark.parametrize(
    ("head", "rates", "told"),
    [
        (HEAD, "code,price\nA,1\n", "the columns must be"),
        (HEAD, COLUMNS + "A,,1,1,1,1,,000,0\nA,,,,,,5,000,0\n", "line 3: A  is listed twice"),
        (HEAD, COLUMNS + "A,,1,1\n", "line 2: it needs 9 columns"),
        (HEAD, COLUMNS + "A,,-1,1,1,1,,000,0\n", "cannot be negative"),
        (HEAD, COLUMNS + "A,,,,,,ten,000,0\n", "is not an amount"),
        (HEAD.replace("2026-01-01", "2026-02-01"), COLUMNS, "name disagree"),
        (HEAD.replace("factor", "facter"), COLUMNS, "Did you mean 'factor'"),
    ],
)
def test_a_slip_in_a_schedule_is_refused(tmp_path, head, rates, told):
    with pytest.raises(RulebookError, match=told):
        read_schedules(written(tmp_path, head, rates))


def test_the_drg_weights_are_those_of_the_fiscal_year_of_discharge():
    weights = BOOK.prices.drg_weights.on(date(2026, 3, 1))

    assert weights["470"] == Decimal("1.9289")
    assert len(weights) >= 700
