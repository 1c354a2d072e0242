"""Denials are explained by combinations of codes that CAQH CORE lists, or by codes outside it."""

import re
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from coverwell.kernel.claims import adjustments as emitted
from coverwell.kernel.claims.codes import CODES
from coverwell.services.payments.combinations import (
    FOLDER,
    Combinations,
    combinations,
    load_official,
    not_listed,
)
from coverwell.services.rulebook.adjustments import read_adjustments
from coverwell.services.rulebook.sheets import rulebook_folder
from coverwell.services.rulebook.text import RulebookError


ROOT = rulebook_folder()
TODAY = date(2026, 11, 28)


def table() -> Combinations:
    found = combinations(ROOT).on(TODAY)
    assert found is not None
    return found


def test_every_rule_that_denies_is_listed_in_a_scenario_or_free():
    assert not_listed(read_adjustments(ROOT), table()) == ()
    assert not_listed(CODES, table()) == ()


def test_what_the_kernel_itself_takes_is_listed_or_free():
    text = Path(emitted.__file__).read_text()
    own = re.findall(r'Adjustment(?:, )?\("(\w\w)", "(\w+)"', text)
    assert {("PR", "1"), ("PR", "2"), ("PR", "3"), ("OA", "23"), ("CO", "45")} <= set(own)
    assert [one for one in own if not table().allows(*one, ())] == []


@pytest.mark.parametrize(
    ("said", "allowed"),
    [
        (("CO", "16", ["M51"]), True),
        (("CO", "16", []), False),  # this code asks for a remark
        (("CO", "16", ["N999"]), False),
        (("PR", "16", ["M51"]), False),
        (("CO", "97", []), True),
        (("PR", "3", []), True),
        (("CO", "999", []), False),
    ],
)
def test_only_listed_combinations_pass(said, allowed):
    assert table().allows(*said) is allowed


@pytest.fixture
def book(tmp_path):
    copytree(ROOT / FOLDER, tmp_path / FOLDER)
    return tmp_path


def test_an_operator_loads_the_official_table(book, tmp_path):
    file = tmp_path / "core.csv"
    file.write_text("Scenario,CARC,RARC,CAGC\n2,16,M51,CO\n2,16,N382,CO\n3,204,,PR/CO\n3,29,,CO\n")
    load_official(book, file, date(2027, 2, 1), TODAY)
    before, after = (combinations(book).on(day) for day in (TODAY, date(2027, 2, 1)))
    assert after.allows("CO", "16", ["N382"])
    assert not before.allows("CO", "16", ["N382"])
    # A code that the official table puts into a scenario is free no longer.
    assert before.allows("PR", "29", ())
    assert not after.allows("PR", "29", ())
    assert any("M76" in one for one in not_listed(read_adjustments(ROOT), after))
    with pytest.raises(RulebookError, match="never changed"):
        load_official(book, file, date(2027, 2, 1), TODAY)


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "scenario,carc,rarc,cagc\n9,16,,CO\n",
                                  "scenario,carc,rarc,cagc\n1,16,,XX\n"])  # fmt: skip
def test_a_table_that_is_none_says_at_which_line(book, tmp_path, text):
    file = tmp_path / "core.csv"
    file.write_text(text)
    with pytest.raises(RulebookError, match="line 2"):
        load_official(book, file, date(2027, 2, 1), TODAY)
