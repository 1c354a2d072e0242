"""The classification of lines as the rulebook writes it."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverwell.kernel.coverage.care import CareQuestion, classify
from coverwell.services.rulebook.care import example_question, read_care_rules, read_cares
from coverwell.services.rulebook.load import read_rulebook, rulebook, version
from coverwell.services.rulebook.sheets import dated_sheets, rulebook_folder
from coverwell.services.rulebook.text import RulebookError


ROOT = rulebook_folder()
BOOK = rulebook()
TABLE = BOOK.care_rules.nearest(date(2026, 3, 1))
CODES = st.text("0123456789ABCEGHJKLMPQSTUVZ", max_size=7)


def kind_of(**said):
    return classify(CareQuestion(**said), TABLE).care.key


def examples():
    for sheet in dated_sheets(ROOT, "codes/care_rules", ("child under", "rules", "examples")):
        for number, row in enumerate(sheet.entries["examples"], 1):
            yield pytest.param(sheet.effective, f"example {number}", row, id=row["example"])


@pytest.mark.parametrize(("day", "where", "row"), list(examples()))
def test_every_example_comes_out_as_written(day, where, row):
    found = classify(example_question(row, where), BOOK.care_rules.on(day))

    assert found.care.key == row["care"]


@given(
    institutional=st.booleans(),
    procedure=CODES,
    revenue=CODES,
    place=CODES,
    diagnosis=CODES,
    specialty=CODES,
    bill_type=CODES,
    drg=CODES,
    age=st.integers(0, 120),
    modifiers=st.lists(CODES, max_size=4).map(tuple),
)
def test_any_line_is_one_kind_of_care_and_always_the_same(**said):
    asked = CareQuestion(**said)

    found = classify(asked, TABLE)

    assert found.care.key in BOOK.cares
    assert classify(asked, TABLE) is found


def test_the_order_of_modifiers_does_not_matter():
    said = {"institutional": False, "procedure": "45385", "place": "24"}

    assert kind_of(**said, modifiers=("33", "51")) == kind_of(**said, modifiers=("51", "33"))


def test_a_bill_type_means_the_same_with_and_without_its_leading_zero():
    said = {"institutional": True, "revenue": "0120"}

    assert kind_of(**said, bill_type="0111") == "inpatient stay facility"
    assert kind_of(**said, bill_type="111") == "inpatient stay facility"


def test_a_lettered_code_is_not_inside_a_range_of_numbers():
    assert kind_of(institutional=False, procedure="0042T", place="11") == "advanced imaging"
    assert kind_of(institutional=False, procedure="0013U", place="11") == "genetic test"


def test_every_rule_can_be_the_one_that_decides_or_its_care_is_unknown():
    used = {rule.care.key for rule in TABLE.rules}
    from_drug_claims = {key for key in BOOK.cares if "drug" in BOOK.cares[key].marks}
    general = {
        "emergency room",
        "ambulance",
        "outpatient surgery",
        "inpatient stay",
        "mental health inpatient",
        "maternity care",
        "rehabilitation services",
        "other outpatient service",
        "dental checkup child",
    }

    assert set(BOOK.cares) - used - from_drug_claims == general


def test_what_stands_in_for_a_kind_of_care_begins_with_itself():
    assert BOOK.cares["physical therapy"].chain == ("physical therapy", "rehabilitation services")


def test_the_same_files_have_the_same_version_and_a_change_has_another(tmp_path):
    (tmp_path / "a.yaml").write_text("one")
    first = version(tmp_path)
    (tmp_path / "a.yaml").write_text("two")

    assert version(ROOT) == BOOK.version
    assert version(tmp_path) != first


def rewritten(tmp_path: Path, name: str, old: str, new: str) -> Path:
    for path in ROOT.rglob("*.yaml"):
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(path.read_text())
    text = (tmp_path / name).read_text()
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new, 1))
    return tmp_path


RULES = "codes/care_rules/2025-01-01.yaml"


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (RULES, "care: lab, procedures", "care: labb, procedures", "Did you mean 'lab'"),
        (RULES, "effective: 2025-01-01", "effective: 2025-01-02", "disagree"),
        (RULES, "99281-99285, 99288", "99285-99281", "is not a code or a range"),
        (RULES, "care: x-ray}", "care: lab}", "should be lab and comes out as x-ray"),
        (RULES, "  - {care: other physician service, for: professional}\n", "", "must take any"),
        (RULES, 'for: institutional, revenue: "0545"', 'revenue: "0545"', "institutional"),
        (RULES, "source:", "sources:", "Did you mean 'source'"),
        ("codes/care.yaml", "fallback: [diagnostic test]", "fallback: [tests]", "no care is"),
    ],
)
def test_a_slip_in_the_classification_is_refused(tmp_path, name, old, new, told):
    root = rewritten(tmp_path, name, old, new)

    with pytest.raises(RulebookError, match=told):
        read_care_rules(root, read_cares(root)[0])


def test_a_rulebook_that_is_not_there_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("COVERWELL_RULEBOOK", str(tmp_path / "nowhere"))

    with pytest.raises(RulebookError, match="set COVERWELL_RULEBOOK"):
        rulebook()


def test_an_empty_rulebook_names_the_first_file_it_lacks(tmp_path):
    with pytest.raises(RulebookError, match=r"codes/care\.yaml: this file cannot be read"):
        read_rulebook(tmp_path)
