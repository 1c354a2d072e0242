"""Rulebook text is read strictly: a slip of the pen is refused where it stands."""

import pytest

from coverwell.services.rulebook.text import (
    RulebookError,
    check_keys,
    mapping,
    read_mapping,
    read_yaml,
    required,
    scalar,
    sequence,
)


def test_every_value_is_text():
    read = read_yaml("a: 1\nb: [yes, 2026-01-01, ~]\nc: 0.10\n", "plan.yaml")

    assert read == {"a": "1", "b": ["yes", "2026-01-01", "~"], "c": "0.10"}


def test_an_empty_file_is_empty_text():
    assert read_yaml("# only a comment\n", "plan.yaml") == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1\nb: 2\na: 3", "plan.yaml, line 3: the key 'a' is written twice"),
        ("rows:\n  - x: 1\n    x: 2", "plan.yaml, line 3: the key 'x' is written twice"),
        ("a: &one 1\nb: *one", "plan.yaml, line 2: aliases"),
        ("a:\n  b: 1\n  b: 2", "plan.yaml, line 3: the key 'b' is written twice"),
        ("says: section 4: visits", "Put quotes around"),
        ("[1]: 2", "a key must be plain text"),
        ("[" * 3000, "nested too deep"),
        ("a: !!int 3", "line 1: tags (!name) are not used"),
        ("a: 1\n---\nb: 2", "line 2: a second document"),
        ("\x00", "is not YAML text"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text, told):
    with pytest.raises(RulebookError) as refused:
        read_yaml(text, "plan.yaml")

    assert told in str(refused.value)


def test_an_unknown_key_is_refused_with_the_nearest_known_one():
    with pytest.raises(RulebookError, match=r"known key\. Did you mean 'effective"):
        check_keys({"efective": "x"}, ("effective", "source"), "plan.yaml")


def test_an_unknown_key_near_to_nothing_lists_the_known_ones():
    with pytest.raises(RulebookError, match=r"Known: effective, source\."):
        check_keys({"zzz": "x"}, ("effective", "source"), "plan.yaml")


def test_a_required_key_may_not_be_missing_or_empty():
    with pytest.raises(RulebookError, match="'source' is missing"):
        required({"source": ""}, "source", "plan.yaml")


@pytest.mark.parametrize(("take", "node"), [(mapping, "x"), (sequence, "x"), (scalar, ["x"])])
def test_a_node_of_another_kind_is_refused(take, node):
    with pytest.raises(RulebookError, match="row 3: write"):
        take(node, "row 3")


def test_a_mapping_is_wanted_at_the_top():
    with pytest.raises(RulebookError, match="write 'key: value' lines"):
        read_mapping("- a\n- b\n", "plan.yaml")
