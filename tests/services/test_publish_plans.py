"""An edition is published once, with its hash, and never changes again."""

import pytest

from coverwell.kernel.plan.problems import PlanTextError
from coverwell.services.acting import ENGINE
from coverwell.services.plans.editions import edition_file, read_edition, read_edition_text
from coverwell.services.plans.publish import publish, published_plans


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def edition():
    return read_edition(edition_file("open_access/2026-01-01"))


def test_publishing_copies_the_edition_with_its_hash(edition):
    done = publish(edition, ENGINE)

    assert done.new
    assert done.sha256 == edition.sha256
    assert published_plans(ENGINE) == {done.id: edition.plan}


def test_the_same_edition_again_changes_nothing(edition):
    first = publish(edition, ENGINE)
    again = publish(edition, ENGINE)

    assert not again.new
    assert again.id == first.id


def test_a_published_edition_with_another_text_is_refused(edition):
    publish(edition, ENGINE)
    text = edition.text.replace("§4.5 Allergy shots", "§4.5 All allergy shots")
    changed = read_edition_text(text, edition.examples_text, edition.plan.key)

    with pytest.raises(PlanTextError, match="write an amendment into a new dated folder"):
        publish(changed, ENGINE)

    assert list(published_plans(ENGINE).values()) == [edition.plan]


def test_another_edition_of_the_same_plan_stands_beside_it(edition):
    publish(edition, ENGINE)
    publish(read_edition(edition_file("open_access/2025-01-01")), ENGINE)

    assert {plan.edition for plan in published_plans(ENGINE).values()} == {
        "open_access/2025-01-01",
        "open_access/2026-01-01",
    }


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("checked by: Marcus Adeyemi\n", "", "'checked by' is missing"),
        ("$4,500 person", "$14,500 person", "less than one person|above the law"),
        ("limit: 20 visits per year", "limit: $500 allowance per year", "essential health"),
        ("$30 copay, deductible", "$31 copay, deductible", "is agreed as $30"),
    ],
)
def test_an_edition_with_a_problem_is_not_published(edition, was, now, told):
    text = edition.text.replace(was, now)

    with pytest.raises(PlanTextError, match=told.replace("$", r"\$")):
        publish(read_edition_text(text, edition.examples_text, edition.plan.key), ENGINE)

    assert published_plans(ENGINE) == {}


def test_an_edition_without_worked_examples_is_not_published(edition):
    with pytest.raises(PlanTextError, match="worked examples"):
        publish(read_edition_text(edition.text, "", edition.plan.key), ENGINE)
