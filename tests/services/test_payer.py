"""The payer's own data is dated and complete."""

from datetime import date

import pytest

from coverwell.services.payer.read import payer, read_payer
from coverwell.services.rulebook.text import RulebookError


def test_the_demonstration_payer_speaks_both_languages():
    found = payer(date(2026, 11, 23))

    assert found.name == "Harborlight Health Plan"
    assert set(found.no_guarantee) == {"en", "es"}
    assert "garantía" in found.no_guarantee["es"]


def test_a_day_before_the_first_file_is_refused():
    with pytest.raises(LookupError, match="no payer data for 1999"):
        payer(date(1999, 1, 1))


def test_a_misspelt_key_is_named_with_the_nearest_known_one(tmp_path):
    path = tmp_path / "payer.yaml"
    path.write_text("nmae: Harborlight\n", encoding="utf-8")

    with pytest.raises(RulebookError, match="Did you mean 'name'"):
        read_payer(path)
