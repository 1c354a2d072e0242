"""Every file of the rulebook says where it comes from, since when, and shows examples."""

from datetime import date

import pytest

from coverwell.services.rulebook.coordination import read_order
from coverwell.services.rulebook.load import read_rulebook, rulebook
from coverwell.services.rulebook.policies import in_force
from coverwell.services.rulebook.precertification import changes
from coverwell.services.rulebook.sheets import day, rulebook_folder
from coverwell.services.rulebook.text import RulebookError, read_mapping


ROOT = rulebook_folder()
BOOK = rulebook()
OURS = (
    "codes",
    "edits",
    "coverage_policies",
    "reimbursement",
    "precertification",
    "terms",
    "coordination",
    "assignment",
    "corrections",
    "anesthesia",
)
SHEETS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in ROOT.rglob("*.yaml")
    if path.relative_to(ROOT).parts[0] in (*OURS, "sentences", "drg_weights")
)
# Closed lists that other files' examples use.
WITHOUT_EXAMPLES = (
    "sentences/",
    "codes/adjustment_words",
    "codes/care.yaml",
    "codes/protection",
    "codes/disclosures",
)


@pytest.mark.parametrize("name", SHEETS)
def test_a_file_names_its_source_its_first_day_and_when_it_was_checked(name):
    entries = read_mapping((ROOT / name).read_text(), name)

    assert len(entries["source"]) > 5
    assert len(entries["says"]) > 20
    assert day(entries["effective"], name) <= date(2026, 12, 31)
    assert day(entries["checked"], name) >= date(2026, 1, 1)


@pytest.mark.parametrize(
    "name", [name for name in SHEETS if not name.startswith(WITHOUT_EXAMPLES)]
)
def test_a_file_shows_examples(name):
    assert read_mapping((ROOT / name).read_text(), name)["examples"]


def test_places_and_modifiers_mean_what_their_examples_say():
    places = read_mapping((ROOT / "codes/places/2025-01-01.yaml").read_text(), "places")
    for row in places["examples"]:
        facility = row["place"] in BOOK.prices.facility_places
        assert facility == (row["price"] == "facility"), row
    marks = read_mapping((ROOT / "edits/modifiers/2025-01-01.yaml").read_text(), "modifiers")
    tables = BOOK.edits.nearest(date(2026, 1, 1))
    for row in marks["examples"]:
        assert row["modifier"] in getattr(tables, row["among"]), row


def test_the_newest_edition_of_a_policy_is_in_force():
    numbers = {policy.number for policy in in_force(BOOK.policies, date(2020, 2, 17))}

    assert numbers == {"0551", "0070", "R32"}


def test_a_precertification_edition_outlines_what_changed():
    before = BOOK.precertification.on(date(2019, 12, 31))
    after = BOOK.precertification.on(date(2020, 1, 1))
    added, removed = changes(before, after)

    assert "81307" in added
    assert removed == {"E0601"}


def copied(tmp_path, name, old, new):
    for path in ROOT.rglob("*"):
        target = tmp_path / path.relative_to(ROOT)
        if path.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    text = (tmp_path / name).read_text()
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new, 1))
    return tmp_path


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (
            "coverage_policies/0070/2020-02-17/policy.yaml",
            'units: "80", months: "12"}',
            'units: "99", months: "12"}',
            "'The 81st blood test' gives none",
        ),
        (
            "edits/pairs/2025-01-01.yaml",
            'second: "93005, 93010", modifier: "no"',
            'second: "93005, 93010", modifier: "yes"',
            "gives none",
        ),
        (
            "coverage_policies/0149/2024-01-01/policy.yaml",
            "diagnoses: [G4733]",
            "diagnoses: [G4739]",
            "'Obstructive sleep apnea' gives policy_review",
        ),
        ("precertification/2020-01-01.yaml", "removed: E0601", "removed: E0602", "differs from"),
        ("precertification/2020-01-01.yaml", "genetic test:", "genetics test:", "Did you mean"),
        ("codes/emergency/2022-01-01.yaml", 'places: "23"', 'places: "22"', "differs"),
        ("codes/modifiers/2025-01-01.yaml", "percent: 150%", "percent: 200%", "pays"),
        ("codes/adjustments.yaml", 'code: "29"', 'code: "28"', "says CO-28"),
        ("codes/adjustments.yaml", ", release: price_known", "", "names its 'release'"),
        ("terms/outside/2026-01-01.yaml", "percent: 140%", "percent: 150%", "comes out as"),
        ("drg_weights/2025-10-01/weights.yaml", "$6,742", "$6,743", "weight is 0.6742"),
    ],
)
def test_a_change_that_breaks_an_example_is_refused(tmp_path, name, old, new, told):
    old, new = old.replace("removed: E", 'removed: "E'), new.replace("removed: E", 'removed: "E')

    with pytest.raises(RulebookError, match=told):
        read_rulebook(copied(tmp_path, name, old, new))


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("birthday, active", "birthdays, active", "Did you mean 'birthday'"),
        (", longer cover]", "]", "the last is 'longer cover'"),
        (
            'employees: "20"}\n  - {basis: dis',
            'employees: "21"}\n  - {basis: dis',
            "for 20 people",
        ),
        (
            "first: us, by: birthday",
            "first: them, by: birthday",
            "comes out as us by cob_birthday",
        ),
    ],
)
def test_an_order_of_payers_that_contradicts_its_examples_is_refused(tmp_path, was, now, told):
    file = tmp_path / "coordination" / "2025-01-01.yaml"
    file.parent.mkdir()
    text = (ROOT / "coordination/2025-01-01.yaml").read_text()
    assert was in text
    file.write_text(text.replace(was, now, 1))

    with pytest.raises(RulebookError, match=told):
        read_order(tmp_path)
