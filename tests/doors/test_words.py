"""Every word of the pages has its Spanish."""

import re
from datetime import date

import pytest
from django.utils import translation
from django.utils.formats import date_format

from coverwell.ui.catalogue import catalogue, compiled
from coverwell.ui.words import LOCALE, missing, used


PLACE = re.compile(r"%\(\w+\)s")


def test_the_code_is_searched_for_words():
    assert {"Sign in", "Skip to body of page", "Write the date like 3/14/2026."} <= set(used())


def test_nothing_is_said_in_english_only():
    assert missing("es") == []


def test_translations_keep_every_place_for_a_value():
    words = catalogue(LOCALE / "es" / "LC_MESSAGES" / "django.po")
    wrong = [
        text
        for text, said in words.items()
        if set(PLACE.findall(text)) != set(PLACE.findall(said))
    ]
    assert wrong == []


@pytest.mark.parametrize("word", ["Sign in", "Dashboard", "%(ms)s thousandths of a second"])
def test_compiled_words_are_read_by_gettext(tmp_path, word):
    import gettext

    words = catalogue(LOCALE / "es" / "LC_MESSAGES" / "django.po")
    path = tmp_path / "django.mo"
    path.write_bytes(compiled(words))
    with path.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext(word) == words[word]


def test_days_are_written_month_first_in_both_languages_as_the_forms_take_them():
    for language in ("en", "es"):
        with translation.override(language):
            assert date_format(date(2026, 11, 12), "SHORT_DATE_FORMAT") == "11/12/2026"
