"""The law's yearly amounts: each plan year has its own, and none borrows another's."""

import pytest

from coverwell.services.plans.check import check
from coverwell.services.plans.editions import edition_file, read_edition, read_edition_text
from coverwell.services.plans.law import plan_laws


def in_year(year, limit):
    """Return the problems of a plan of that year with this out-of-pocket limit."""
    edition = read_edition(edition_file("open_access/2026-01-01"))
    text = edition.text.replace("2026-01-01 to 2026-12-31", f"{year}-01-01 to {year}-12-31")
    kept = [line for line in text.splitlines() if not line.startswith("out of pocket limit")]
    text = "\n".join([f"out of pocket limit: {limit}", *kept])
    found = check(read_edition_text(text, edition.examples_text, "tried"))
    return [str(problem) for problem in found if "Example" not in problem.where]


@pytest.mark.parametrize(
    ("year", "most"), [(2024, "$9,450"), (2025, "$9,200"), (2026, "$10,600"), (2027, "$12,000")]
)
def test_each_plan_year_has_its_own_greatest_out_of_pocket_limit(year, most):
    above = f"{most[:-1]}1"

    assert in_year(year, f"{most} person") == []
    assert in_year(year, f"{above} person") == [
        f"Head: 'out of pocket limit' of {above} person is above the law's {most}."
    ]


@pytest.mark.parametrize("year", [2023, 2028])
def test_a_plan_year_whose_law_is_not_known_is_not_published(year):
    (problem,) = in_year(year, "$5,000 person")

    assert f"the law's amounts for plan years that begin in {year} are not known" in problem
    assert f"law/plan_limits/{year}-01-01.yaml" in problem


def test_every_year_of_the_law_names_its_source():
    for first, law in zip(plan_laws().firsts, plan_laws().editions, strict=True):
        assert (first.month, first.day) == (1, 1)
        assert "45 CFR 156.130" in law.source
        assert "Rev. Proc." in law.source
