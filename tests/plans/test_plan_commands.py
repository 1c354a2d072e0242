"""`coverwell plan grammar`, `check` and `show` from outside, and the documents that cite them."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from coverwell.doors.cli.plan import command
from coverwell.kernel.plan.grammar import (
    CELL_GRAMMAR,
    HEAD_GRAMMAR,
    LIMIT_GRAMMAR,
    ROW_GRAMMAR,
    grammar,
)
from coverwell.kernel.plan.read_head import HEAD_KEYS
from coverwell.kernel.plan.read_plan import ROW_KEYS
from coverwell.services.plans.care_names import care_keys
from coverwell.services.plans.editions import edition_file


def run(*words):
    return CliRunner().invoke(command, words)


@pytest.fixture
def folder(tmp_path):
    """A copy of one edition, to spoil."""
    to = tmp_path / "open_access" / "2026-01-01"
    shutil.copytree(edition_file("open_access/2026-01-01").parent, to)
    return to


@pytest.mark.parametrize("block", [CELL_GRAMMAR, LIMIT_GRAMMAR, HEAD_GRAMMAR, ROW_GRAMMAR])
def test_the_document_holds_the_grammar_that_the_command_prints(block):
    assert block in Path("docs/plan-grammar.md").read_text()
    assert block in run("grammar").output


def test_the_grammar_names_every_key_and_every_kind_of_care():
    printed = run("grammar").output

    for key in HEAD_KEYS:
        assert re.search(rf"^{key} ", grammar(), re.MULTILINE), key
    for key in (key for key in ROW_KEYS if not key.startswith("tier")):
        assert re.search(rf"^{key} ", ROW_GRAMMAR, re.MULTILINE), key
    assert care_keys() <= set(printed.splitlines())


def test_check_says_that_the_rulebook_may_be_published():
    result = run("check")

    assert result.exit_code == 0
    assert "nothing stands against publishing" in result.output


def test_check_lists_every_problem_with_its_file_and_row(folder):
    plan = folder / "plan.yaml"
    text = plan.read_text()
    text = text.replace("checked by: Marcus Adeyemi\n", "")
    text = text.replace("$150 copay per trip", "$150.00 copay per trip")
    plan.write_text(text.replace("limit: 20 visits per year", "limit: $500 allowance per year"))
    result = run("check", str(plan))

    assert result.exit_code == 2
    assert f"{plan}: Head: 'checked by' is missing." in result.stderr
    assert f"{plan}: Row 'chiropractic care': an essential health benefit" in result.stderr
    assert (
        f"{plan}: Row 'ambulance': write '$150 copay per trip, after deductible'" in result.stderr
    )


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("deductible: $750", "deductable: $750", "Did you mean 'deductible'?"),
        ("kind: open access", "kind: open access\nkind: PPO", "is written twice"),
        ("care: x-ray", "care: xray", "Did you mean 'x-ray'?"),
    ],
)
def test_check_tells_a_slip_of_the_pen_and_what_was_meant(folder, was, now, told):
    plan = folder / "plan.yaml"
    plan.write_text(plan.read_text().replace(was, now, 1))
    result = run("check", str(plan))

    assert result.exit_code == 2
    assert told in result.stderr


def test_check_tells_an_example_that_comes_out_otherwise(folder):
    examples = folder / "examples.yaml"
    examples.write_text(examples.read_text().replace("copay: $30", "copay: $31"))
    result = run("check", str(folder / "plan.yaml"))

    assert result.exit_code == 2
    assert "'copay' is agreed as $31 and comes out as $30." in result.stderr


def test_show_prints_the_page_with_its_cells_hash_and_examples():
    result = run("show", "ppo_two_tier")

    assert result.exit_code == 0
    assert "Tier 2: $150 copay, then 25% coinsurance, after deductible" in result.output
    assert "SHA-256" in result.output
    assert "Mia's simple fracture" in result.output
    assert "A specialist of the second tier: $65" in result.output


def test_show_prints_one_html_document_with_the_same_cells():
    page = run("show", "ppo_two_tier", "--html").output

    assert page.startswith("<!doctype html>")
    assert "<td>$150 copay, then 25% coinsurance, after deductible</td>" in page
    assert "You visit a health care provider&#x27;s office or clinic" in page
    assert '<th scope="col">Tier 2</th>' in page


def test_a_page_whose_examples_cannot_be_read_is_told(folder):
    (folder / "examples.yaml").write_text("- exampel: A visit\n")
    result = run("show", str(folder / "plan.yaml"))

    assert result.exit_code == 2
    assert "Did you mean 'example'?" in result.stderr


def test_an_edition_that_is_not_there_is_told_with_those_that_are():
    result = run("show", "gold/2026-01-01")

    assert result.exit_code == 2
    assert "open_access/2026-01-01" in result.stderr


@pytest.mark.parametrize("options", [(), ("--html",)])
def test_the_printed_page_has_all_three_federal_examples_and_says_which_it_cannot_calculate(
    options,
):
    page = run("show", "open_access/2026-01-01", *options).output

    assert "Mia&#x27;s simple fracture" in page or "Mia's simple fracture" in page
    assert page.count("Not calculated:") == 2
    assert "$12,700" in page
    assert "$5,600" in page
