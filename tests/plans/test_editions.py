"""Every edition of the rulebook is signed, lawful, worked through by examples, and printed."""

import re
from functools import cache

import pytest

from coverwell.kernel.plan.print_plan import plan_texts
from coverwell.kernel.plan.read_plan import read_plan
from coverwell.services.plans.check import check
from coverwell.services.plans.editions import edition_files, read_edition
from coverwell.services.plans.examples import read_examples
from coverwell.services.plans.run_examples import run_example
from coverwell.services.plans.sbc import sbc_page


FILES = edition_files()
EXAMPLES = [
    pytest.param(path, example, id=f"{path.parts[-3]} {path.parts[-2]}: {example.name}")
    for path in FILES
    for example in read_examples(read_edition(path).examples_text, read_edition(path).plan)
]


def name(path):
    return "/".join(path.parts[-3:-1])


@cache
def read(path):
    return read_edition(path)


@pytest.mark.parametrize(("path", "example"), EXAMPLES)
def test_a_worked_example_comes_out_as_agreed(path, example):
    assert run_example(example, read(path).plan) == ()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_nothing_stands_against_publishing_an_edition(path):
    assert check(read(path)) == ()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_an_edition_prints_the_document_that_it_is_read_from(path):
    plan = read(path).plan

    assert read_plan(plan_texts(plan), plan.key) == plan


@pytest.mark.parametrize("path", FILES, ids=name)
def test_the_printed_page_holds_the_cells_of_the_file_word_for_word(path):
    edition = read(path)
    text = edition.text

    for row in sbc_page(edition).rows:
        for cell in row.cells:
            assert f": {cell}\n" in text, f"{row.care}: '{cell}' is not in the file."


@pytest.mark.parametrize("path", FILES, ids=name)
def test_an_edition_has_worked_examples_of_every_kind(path):
    edition = read(path)
    examples = read_examples(edition.examples_text, edition.plan)
    agreed = {what for example in examples for what, amount in example.agreed.items() if amount}
    outside = [one for one in examples if one.question.services[0].tier == 0]

    assert len(examples) >= 6
    assert outside
    assert "copay" in agreed or edition.plan.dental
    assert "beyond limit" in agreed
    assert "deductible" in agreed or edition.plan.amounts.deductible is None


@pytest.mark.parametrize("path", [path for path in FILES if not read(path).plan.dental], ids=name)
def test_an_edition_holds_the_rows_of_an_sbc_in_its_order(path):
    rows = sbc_page(read(path)).rows
    events = list(dict.fromkeys(row.event for row in rows))

    assert len(rows) >= 25
    assert [row.event for row in rows] == sorted((row.event for row in rows), key=events.index)
    assert events[:10] == [
        "You visit a health care provider's office or clinic",
        "You have a test",
        "You need drugs to treat your illness or condition",
        "You have outpatient surgery",
        "You need immediate medical attention",
        "You have a hospital stay",
        "You need mental health, behavioral health, or substance use services",
        "You are pregnant",
        "You need help recovering or have other special health needs",
        "Your child needs dental or eye care",
    ]


def test_there_are_the_plans_of_the_demonstration_payer_and_second_editions():
    editions = [name(path) for path in FILES]
    keys = {edition.partition("/")[0] for edition in editions}

    assert {
        "open_access",
        "ppo_two_tier",
        "hmo_pcp",
        "pos_referral",
        "pos_open_access",
        "hsa_aggregate",
        "drug_deductible",
        "indemnity",
        "plan_year_july",
    } <= keys
    assert len(editions) > len(keys)


CLAUSES = [
    # cells
    r": not covered$",
    r": no charge$",
    r": no charge, deductible does not apply$",
    r": \$[\d,]+ copay, deductible does not apply$",
    r" copay per day for the first \d+ days",
    r" copay per stay",
    r" copay per fill",
    r" copay per trip",
    r" copay per item, up to \$",
    r" copay for the first \d+ visits, then \d+% coinsurance, after deductible",
    r" copay waived if admitted",
    r" coinsurance, up to \$\d+ per fill",
    r" copay, then \d+% coinsurance, after deductible",
    r" copay, then deductible, then \d+% coinsurance",
    r" copay, then deductible$",
    r"coinsurance, after deductible$",
    r", after drug deductible$",
    r"coinsurance, deductible does not apply$",
    r"tier 2: ",
    # limits
    r"limit: \d+ visits? per year$",
    r"limit: \d+ visits per year with ",
    r"limit: \d+ days per year$",
    r"limit: \d+ days per lifetime$",
    r"limit: \d+ items? per \d+ months$",
    r"limit: \$[\d,]+ allowance per \d+ months$",
    r"limit: \$[\d,]+ allowance per lifetime$",
    r"limit: \$[\d,]+ allowance per year with ",
    # precertification, referral, judgment
    r"precertification: required$",
    r"precertification: required, or not covered$",
    r"precertification: required, or benefit reduced by 50%$",
    r"referral: required$",
    r"decided by: medical director$",
    # the head
    r"^family: embedded$",
    r"^family: aggregate$",
    r"^deductible: .* family, aggregate$",
    r"^deductible: none$",
    r"^out of pocket limit: .* family, aggregate$",
    r"^out of pocket limit: .* family$",
    r"^drug deductible: ",
    r"^drug limit: ",
    r"^out of network deductible: ",
    r"^out of network limit: ",
    r"^accumulators: separate$",
    r"^accumulators: out counts toward in$",
    r"^accumulators: shared$",
    r"^plan year: begins July 1$",
    r"^primary care provider: required$",
    r"^referral: not needed$",
    r"^referral: required$",
    r"^referral: needed for the in-network benefit level, also out of network$",
    r"^health account: HSA$",
    r"^health account: HRA, FSA$",
    r"^prior carrier credit: yes$",
    r"^copays: highest of the visit only$",
    r"^copays: one per visit and benefit$",
    r"^coordination: standard$",
    r"^coordination: non-duplication$",
    r"^coordination: maintenance of benefits$",
    r"^assignment: not honored$",
    r"^grandfathered: yes$",
    r"^funding: insured$",
    r"^funding: self-funded$",
    r"^administrator: .* for claims, .*; .* for .*precertification",
    r"^entity: ",
    r"^network: .*; ",
]


@pytest.mark.parametrize("clause", CLAUSES)
def test_some_edition_uses_the_clause(clause):
    assert any(re.search(clause, read(path).text, re.MULTILINE) for path in FILES)


@pytest.mark.parametrize("path", FILES, ids=name)
def test_the_hash_follows_every_letter_of_both_files(path):
    edition = read(path)

    assert len(edition.sha256) == 64
    assert edition.sha256 == read_edition(path).sha256
