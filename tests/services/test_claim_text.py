"""What a claim says, as it is kept, and back."""

import json
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

from coverwell.kernel.claims.decision import LineDecision, Status
from coverwell.kernel.vocabulary.claim import (
    Adjustment,
    Claim,
    Diagnosis,
    DiagnosisRole,
    Line,
    OtherPayerAnswer,
    Provider,
)
from coverwell.kernel.vocabulary.institutional import (
    CodedDate,
    CodedProcedure,
    CodedValue,
    Institutional,
)
from coverwell.kernel.vocabulary.money import Money
from coverwell.kernel.vocabulary.period import Period
from coverwell.services.claims.claim_text import (
    claim_text,
    content_text,
    read_claim,
    read_content,
)
from coverwell.services.claims.numbers import claim_number
from coverwell.services.claims.stored import adjustments_text, amounts_text


DAY, LATER = date(2026, 6, 5), date(2026, 6, 9)
OTHER = OtherPayerAnswer("LAKE", Money(900), (Adjustment("CO", "45", Money(100)),), DAY, True)
PLAIN = Claim(
    claim_number(7),
    3,
    "H1000000101",
    LATER,
    Provider("1234567893", "231234567"),
    (Line(1, Money(12_000), DAY, DAY, procedure="99213", diagnoses=("J0290",)),),
)
# Every part says something else than what holds without it.
FULL = Claim(
    number=claim_number(8),
    family=3,
    person="H1000000102",
    received=LATER,
    billing=Provider("1234567893", "231234567", "207Q00000X"),
    lines=(
        Line(
            2, Money(12_050), DAY, LATER, Decimal("1.5"), "MJ", "00100", ("AA", "P1"), "0370",
            "21", ("J0290", "E119"), Provider("1999999984"), "A77", "00093310505", OTHER, "L2",
            ("14 MO",), "I",
        ),
    ),
    diagnoses=(Diagnosis("J0290", DiagnosisRole.PRINCIPAL, "Y"), Diagnosis("E119")),
    place="21",
    frequency="7",
    replaces=claim_number(7),
    assigned=False,
    rendering=Provider("1999999984", "", "207Q00000X"),
    facility=Provider("1111111112"),
    referring="1222222220",
    referral="R1",
    authorization="A1",
    related_causes=("AA",),
    accident_on=DAY,
    notice_and_consent=True,
    patient_paid=Money(500),
    other_payers=(OTHER,),
    said_second=True,
    institutional=Institutional(
        "111", Period(DAY, LATER), DAY, "1", "2", "01", ("C1",),
        (CodedDate("11", DAY), CodedDate("74", DAY, LATER)), (CodedValue("80", Decimal("4.00")),),
        (CodedProcedure("0DTJ4ZZ", DAY), CodedProcedure("0DTJ4ZZ")), "343",
    ),
    dental=True,
)  # fmt: skip


def test_a_claim_comes_back_as_it_was_written():
    for claim in (PLAIN, FULL):
        assert read_claim(claim_text(claim)) == claim


def test_the_example_leaves_no_part_of_a_claim_out():
    for made in (FULL, FULL.lines[0], FULL.institutional, OTHER):
        for part in fields(made):
            assert getattr(made, part.name) != part.default


def test_kept_content_does_not_name_the_claim_and_is_given_its_name_again():
    text = content_text(FULL)
    assert not {"number", "family", "person", "replaces"} & set(json.loads(text))
    assert read_content(text, 8, 3, "H1000000102", 7) == FULL
    assert read_content(content_text(PLAIN), 7, 3, "H1000000101", None) == PLAIN


def test_content_that_was_kept_with_its_name_is_read_too():
    assert read_content(claim_text(FULL), 8, 3, "H1000000102", 7) == FULL


def test_a_claim_that_says_little_takes_little_room():
    assert set(json.loads(content_text(PLAIN))) == {"received", "billing", "lines"}
    assert set(json.loads(content_text(PLAIN))["lines"][0]) == {
        "number", "charge", "first", "last", "procedure", "diagnoses",
    }  # fmt: skip


def test_amounts_of_a_line_are_written_as_bare_cents():
    line = LineDecision(1, Status.PAID, Money(12_000), allowed=Money(-950), plan_paid=Money(7))
    assert amounts_text(line) == "12000,-950,0,0,0,0,0,0,0,0,0,0,0,7,0,0"
    cut = replace_adjustments(line, Adjustment("CO", "45", Money(123)))
    assert adjustments_text(cut) == "CO-45:123|N1"


def replace_adjustments(line: LineDecision, *reasons: Adjustment) -> LineDecision:
    return line._replace(adjustments=reasons, remarks=("N1",))


def test_units_keep_the_notation_in_which_they_were_sent():
    sent = replace(PLAIN, lines=(replace(PLAIN.lines[0], units=Decimal("2.50")),))
    assert str(read_claim(claim_text(sent)).lines[0].units) == "2.50"


def test_an_amount_beyond_any_register_is_kept_as_it_was_sent():
    huge = replace(PLAIN, lines=(replace(PLAIN.lines[0], charge=Money(10**30)),))
    assert json.loads(content_text(huge))["lines"][0]["charge"] == 10**30
