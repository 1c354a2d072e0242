"""What a covered line is worth by contract, out of network and under the No Surprises rules."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverwell.kernel.pricing.anesthesia import AnesthesiaUnits
from coverwell.kernel.pricing.price import price_claim
from coverwell.kernel.pricing.priced import PriceBook, PriceFacts, ProtectedAmounts, ToPrice
from coverwell.kernel.pricing.schedule import Fee, Locality, RelativeValue, Schedule
from coverwell.kernel.pricing.terms import ModifierRules, Outlier, Pays, Rate, Terms
from coverwell.kernel.vocabulary.claim import Adjustment, Claim, Line, Provider
from coverwell.kernel.vocabulary.dated import Dated
from coverwell.kernel.vocabulary.institutional import Institutional
from coverwell.kernel.vocabulary.money import Money, dollars
from coverwell.kernel.vocabulary.period import Period


DAY = date(2026, 3, 2)
DOCTOR = Provider("1234567893", "990000001", "208600000X")
SCHEDULE = Schedule(
    "standard",
    "list",
    fees={
        ("A", ""): Fee(dollars("60"), dollars("100")),
        ("S1", ""): Fee(dollars("1000"), dollars("1000"), multiple=True),
        ("S2", ""): Fee(dollars("600"), dollars("600"), multiple=True),
        ("S3", ""): Fee(dollars("400"), dollars("400"), multiple=True),
        ("X", ""): Fee(dollars("90"), dollars("90")),
        ("X", "26"): Fee(dollars("30"), dollars("30")),
    },
    values={
        ("R", ""): RelativeValue(Decimal("1.3"), Decimal("0.56"), Decimal("1.33"), Decimal("0.1"))
    },
    localities={"05": Locality(Decimal("1.1"), Decimal("1.2"), Decimal("0.5"))},
    factor=Decimal("33.29"),
)
BOOK = PriceBook(
    schedules={"standard": Dated((date(2026, 1, 1),), (SCHEDULE,))},
    drg_weights=Dated((date(2025, 10, 1),), ({"470": Decimal("1.9289")},)),
    modifiers=Dated(
        (date(2025, 1, 1),),
        (
            ModifierRules(
                {"50": Decimal(150), "80": Decimal(16), "AS": Decimal("13.6")},
                {"26": Decimal(40), "TC": Decimal(60)},
                (Decimal(100), Decimal(50)),
                "rules",
            ),
        ),
    ),
    facility_places=frozenset({"22"}),
    disclosures={"protected_emergency": "N864", "base_qualifying_payment": "N869"},
    anesthesia=Dated(
        (date(2025, 1, 1), date(2026, 7, 1)),
        tuple(
            AnesthesiaUnits(
                base={"01402": base, "99140": Decimal(2)},
                minutes=15,
                direction={"AA": Decimal(100), "QK": Decimal(50), "QX": Decimal(50)},
                supervision={"AD": Decimal(3)},
                condition={"P3": Decimal(1), "P4": Decimal(2)},
                untimed=frozenset({"99140"}),
            )
            for base in (Decimal(7), Decimal(8))
        ),
    ),
)
BY_SCHEDULE = Rate(Pays.FEE_SCHEDULE, schedule="standard")
OUTSIDE = Terms("outside", (Rate(Pays.PERCENT_OF_CHARGE, percent=Decimal(60)),), "plan")


def line(procedure, charge="2000", number=1, **said):
    said = {"place": "11", "units": Decimal(1)} | said
    return Line(number, dollars(charge), DAY, said.pop("last", DAY), procedure=procedure, **said)


def claim(*lines, **said):
    return Claim("C1", 1, "M1", DAY, DOCTOR, lines, **said)


def stay(*lines, drg="470", first=DAY, last=date(2026, 3, 6), status="01"):
    form = Institutional("0111", Period(first, last), discharge_status=status, drg=drg)
    return claim(*lines, institutional=form)


def prices(asked, *rates, locality="", contract=True, protection="", **facts):
    terms = Terms("T", rates, "exhibit B", locality)
    known = PriceFacts(BOOK, terms if contract else None, OUTSIDE, terms, **facts)
    lines = tuple(ToPrice(one, (), protection) for one in asked.lines)
    return price_claim(asked, lines, known)


def allowed(asked, *rates, **said):
    return [priced and priced.allowed for priced in prices(asked, *rates, **said)]


def test_a_fee_schedule_prices_by_place():
    office, hospital = line("A"), line("A", place="22")

    assert allowed(claim(office), BY_SCHEDULE) == [dollars("100")]
    assert allowed(claim(hospital), BY_SCHEDULE) == [dollars("60")]


def test_a_contract_may_pay_a_percent_of_the_schedule():
    rate = replace(BY_SCHEDULE, percent=Decimal(110))

    assert allowed(claim(line("A")), rate) == [dollars("110")]


def test_relative_values_meet_the_locality_and_the_factor():
    rate = Rate(Pays.RELATIVE_VALUE, schedule="standard")

    # (1.3 x 1.1 + 1.33 x 1.2 + 0.1 x 0.5) x 33.29 = 3.076 x 33.29
    assert allowed(claim(line("R")), rate, locality="05") == [dollars("102.40")]
    assert allowed(claim(line("R")), rate) == [dollars("90.88")]
    assert allowed(claim(line("R", place="22")), rate) == [dollars("65.25")]


ANESTHESIA = Rate(
    Pays.ANESTHESIA,
    amount=dollars("60"),
    procedures=(("00100", "01999"), ("99100", "99140")),
)
HALF = Rate(Pays.PERCENT_OF_CHARGE, percent=Decimal(50))


@pytest.mark.parametrize(
    ("said", "pays"),
    [
        ({"modifiers": ("AA",)}, "$780"),  # (7 + 6) x 60
        ({"modifiers": ("QK",)}, "$390"),
        ({"modifiers": ("QX", "P4")}, "$450"),  # (7 + 6 + 2) x 60 x 50%
        ({"modifiers": ("AD", "P3")}, "$180"),
        ({"units": Decimal(97)}, "$810"),  # 97 minutes are 6.5 units
        ({"units": Decimal(98)}, "$810"),
        ({"units": Decimal("6.5"), "unit_basis": "UN"}, "$810"),
    ],
)
def test_anesthesia_is_worth_base_time_and_condition_units(said, pays):
    asked = line("01402", **{"units": Decimal(90), "unit_basis": "MJ"} | said)

    assert allowed(claim(asked), ANESTHESIA) == [dollars(pays)]


def test_a_circumstance_beside_anesthesia_has_no_time():
    assert allowed(claim(line("99140", units=Decimal(1))), ANESTHESIA) == [dollars("120")]


def test_an_anesthesia_code_without_base_units_is_priced_by_the_next_row():
    assert allowed(claim(line("00999", "500")), ANESTHESIA, HALF) == [dollars("250")]


def test_base_units_are_those_of_the_day():
    later = date(2026, 7, 1)
    asked = replace(line("01402", units=Decimal(90), unit_basis="MJ"), first=later, last=later)

    assert allowed(claim(asked), ANESTHESIA) == [dollars("840")]


def test_anesthesia_tells_its_units():
    (priced,) = prices(claim(line("01402", units=Decimal(90), unit_basis="MJ")), ANESTHESIA)

    (found,) = priced.found
    assert found.rule == "price_anesthesia"
    assert (found.facts["base"], found.facts["time"]) == (7, 6)


def test_a_contract_may_have_its_own_factor():
    rate = Rate(Pays.RELATIVE_VALUE, schedule="standard", amount=dollars("50"))

    assert allowed(claim(line("R")), rate) == [dollars("136.50")]


def test_a_percent_of_the_charge_rounds_half_up():
    rate = Rate(Pays.PERCENT_OF_CHARGE, percent=Decimal("45.5"))

    assert allowed(claim(line("Z", "10.01")), rate) == [dollars("4.55")]


def test_units_multiply_the_price():
    assert allowed(claim(line("A", units=Decimal(3))), BY_SCHEDULE) == [dollars("300")]


@pytest.mark.parametrize(
    ("modifiers", "price"),
    [
        (("50",), "150"),
        (("80",), "16"),
        (("AS",), "13.60"),
        (("50", "80"), "24"),
        (("25",), "100"),
    ],
)
def test_modifiers_change_the_price_by_their_percent(modifiers, price):
    asked = claim(line("A", modifiers=modifiers))

    assert allowed(asked, BY_SCHEDULE) == [dollars(price)]


def test_a_component_has_its_own_price_or_its_share_of_the_whole():
    reading, equipment = line("X", modifiers=("26",)), line("X", modifiers=("TC",))

    assert allowed(claim(reading), BY_SCHEDULE) == [dollars("30")]
    assert allowed(claim(equipment), BY_SCHEDULE) == [dollars("54")]


def test_further_procedures_of_the_day_are_reduced_dearest_first():
    asked = claim(line("S2", number=1), line("S1", number=2), line("S3", number=3))

    found = prices(asked, BY_SCHEDULE)

    assert [one.allowed for one in found] == [dollars("300"), dollars("1000"), dollars("200")]
    assert found[0].reductions == (Adjustment("CO", "59", dollars("300")),)
    assert found[1].reductions == ()


def test_procedures_of_two_days_are_not_reduced():
    other = Line(2, dollars("2000"), date(2026, 3, 3), date(2026, 3, 3), procedure="S2")

    assert allowed(claim(line("S1"), other), BY_SCHEDULE) == [dollars("1000"), dollars("600")]


def test_the_lesser_of_price_and_charge_is_allowed():
    found = prices(claim(line("A", "80")), BY_SCHEDULE)[0]

    assert found.allowed == dollars("80")
    assert found.found[-1].rule == "price_lesser_of"


def test_a_contract_without_lesser_of_pays_above_the_charge_with_its_own_code():
    found = prices(claim(line("A", "80")), replace(BY_SCHEDULE, lesser_of=False))[0]

    assert found.allowed == dollars("100")
    assert found.reductions == (Adjustment("CO", "94", -dollars("20")),)


def test_the_first_row_that_fits_and_knows_the_code_decides():
    special = Rate(Pays.FLAT, amount=dollars("7"), procedures=(("A", "A"),))
    rest = Rate(Pays.PERCENT_OF_CHARGE, percent=Decimal(50))

    assert allowed(claim(line("A")), special, BY_SCHEDULE, rest) == [dollars("7")]
    assert allowed(claim(line("Q", "80")), special, BY_SCHEDULE, rest) == [dollars("40")]


def test_a_code_that_no_row_knows_has_no_price():
    assert allowed(claim(line("Q")), BY_SCHEDULE) == [None]


def test_a_schedule_that_is_not_in_force_yet_prices_nothing():
    early = Line(1, dollars("50"), date(2025, 6, 1), date(2025, 6, 1), procedure="A")

    assert allowed(claim(early), BY_SCHEDULE) == [None]


def test_per_diem_counts_nights_and_spreads_by_charge():
    asked = stay(line("", "1000"), line("", "2000", 2), line("", "3000", 3))
    rate = Rate(Pays.PER_DIEM, amount=dollars("1000.01"))

    # four nights: 4,000.04 over weights 1, 2, 3
    assert allowed(asked, rate) == [dollars("666.67"), dollars("1333.35"), dollars("2000.02")]


def test_a_patient_who_is_still_there_uses_the_last_day():
    rate = Rate(Pays.PER_DIEM, amount=dollars("100"))

    assert allowed(stay(line(""), status="30"), rate) == [dollars("500")]
    assert allowed(stay(line(""), last=DAY), rate) == [dollars("100")]


def test_a_case_rate_takes_the_claim_and_leaves_carved_out_lines_alone():
    case = Rate(Pays.CASE_RATE, amount=dollars("1500"), procedures=(("S1", "S1"),))
    implant = Rate(
        Pays.PERCENT_OF_CHARGE, percent=Decimal(50), revenues=frozenset({"0278"}), carved_out=True
    )
    asked = stay(line("S1", "3000"), line("A", "1000", 2), line("", "800", 3, revenue="0278"))

    assert allowed(asked, implant, case, BY_SCHEDULE) == [
        dollars("1125"),
        dollars("375"),
        dollars("400"),
    ]


def test_a_drg_is_its_weight_times_the_base_rate():
    rate = Rate(Pays.DRG, amount=dollars("10000"))

    assert allowed(stay(line("", "50000")), rate) == [dollars("19289")]
    assert allowed(stay(line("", "50000"), drg="999"), rate) == [None]


def test_a_costly_stay_is_paid_an_outlier_amount():
    outlier = Outlier(dollars("5000"), Decimal(80), Decimal(30))
    rate = Rate(Pays.DRG, amount=dollars("10000"), outlier=outlier)

    found = prices(stay(line("", "100000")), rate)[0]

    # cost 30,000 - 19,289 - 5,000 = 5,711, of which 80%
    assert found.allowed == dollars("19289") + dollars("4568.80")
    assert [one.rule for one in found.found] == ["price_drg", "price_drg_outlier"]


def test_out_of_network_the_plan_s_own_terms_price():
    assert allowed(claim(line("A", "150")), BY_SCHEDULE, contract=False) == [dollars("90")]


def protected(charge, stated, protection="protected_emergency"):
    asked = claim(line("A", charge))
    return prices(asked, BY_SCHEDULE, contract=False, protection=protection, stated={1: stated})[0]


def test_protected_care_has_a_base_and_a_rate_of_its_own():
    found = protected("1500", ProtectedAmounts(qualifying=dollars("900"), rate=dollars("1100")))

    assert (found.base, found.allowed, found.protected) == (dollars("900"), dollars("1100"), True)
    assert found.remarks == ("N864", "N869")


def test_without_a_stated_amount_the_qualifying_terms_give_it():
    found = protected("1500", ProtectedAmounts())

    assert (found.base, found.allowed) == (dollars("100"), dollars("100"))


def test_a_charge_below_the_qualifying_amount_is_the_base():
    found = protected("70", ProtectedAmounts(qualifying=dollars("900")))

    assert (found.base, found.allowed) == (dollars("70"), dollars("70"))
    assert found.found[0].rule == "base_charge"


def test_state_law_comes_before_the_qualifying_amount_but_not_for_air_ambulances():
    stated = ProtectedAmounts(dollars("500"), by_state_law=True, qualifying=dollars("900"))

    assert protected("1500", stated).found[0].rule == "base_state_law"
    assert protected("1500", stated, "protected_air_ambulance").base == dollars("900")


@given(rates=st.lists(st.integers(1, 1_000_000), min_size=2, max_size=2, unique=True))
def test_changing_the_rate_never_changes_the_base(rates):
    first, second = (
        protected("90000", ProtectedAmounts(qualifying=Money(45_000), rate=Money(rate)))
        for rate in rates
    )

    assert first.base == second.base
    assert first.allowed != second.allowed


CHARGES = st.integers(0, 5_000_000).map(Money)
ANY_RATE = st.sampled_from(
    [
        BY_SCHEDULE,
        Rate(Pays.RELATIVE_VALUE, schedule="standard"),
        Rate(Pays.PERCENT_OF_CHARGE, percent=Decimal("37.5")),
        Rate(Pays.FLAT, amount=Money(1234)),
        Rate(Pays.PER_DIEM, amount=Money(99_999)),
        Rate(Pays.CASE_RATE, amount=Money(123_457)),
        Rate(Pays.DRG, amount=Money(700_001)),
    ]
)
CODES = st.sampled_from(["A", "S1", "S2", "S3", "X", "R", "Q"])
MARKS = st.lists(st.sampled_from(["26", "TC", "50", "80", "AS", "59"]), max_size=2, unique=True)


@given(
    lines=st.lists(st.tuples(CODES, CHARGES, MARKS, st.integers(1, 9)), min_size=1, max_size=5),
    rates=st.lists(ANY_RATE, min_size=1, max_size=3),
)
def test_allowed_is_never_negative_never_above_the_charge_and_accounts_for_itself(lines, rates):
    asked = stay(
        *(
            Line(n, charge, DAY, DAY, Decimal(units), procedure=code, modifiers=tuple(marks))
            for n, (code, charge, marks, units) in enumerate(lines, 1)
        )
    )

    found = prices(asked, *rates)

    assert len(found) == len(asked.lines)
    for own, priced in zip(asked.lines, found, strict=True):
        if priced is not None:
            assert 0 <= priced.allowed <= own.charge
            taken = sum(one.amount for one in priced.reductions)
            assert 0 <= taken <= own.charge - priced.allowed


@given(units=st.integers(1, 500))
def test_units_scale_the_price_of_one(units):
    asked = claim(line("A", "1000000", units=Decimal(units)))

    assert allowed(asked, BY_SCHEDULE) == [Money(10_000 * units)]
