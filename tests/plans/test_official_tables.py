"""Official code edits are loaded by the operator, checked first, and then decide."""

import gzip
import lzma
import shutil
from datetime import date

import pytest
from click.testing import CliRunner

from coverwell.doors.cli.rulebook import command
from coverwell.kernel.edits.facts import CodeList, UnitLimit
from coverwell.kernel.vocabulary.period import Period
from coverwell.services.rulebook.load import read_rulebook
from coverwell.services.rulebook.official import (
    Kind,
    load_official,
    read_codes,
    read_pairs,
    read_units,
)
from coverwell.services.rulebook.sheets import rulebook_folder
from coverwell.services.rulebook.text import RulebookError


ROOT = rulebook_folder()
JULY = date(2026, 7, 1)
PAIRS = (
    "column1|modifier_indicator|rationale|column2_codes(;)\n"
    "11111|1|x|22222;33333\n11111|0|x|44444\n55555|9|x|22222\n"
)
UNITS = "hcpcs_code,mue_units,mue_mai,mue_rationale\n11111,3,2,x\n22222,1,1,x\n"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(ROOT, tmp_path / "rulebook")


@pytest.fixture
def pairs(tmp_path):
    path = tmp_path / "pairs.psv"
    path.write_text(PAIRS)
    return path


@pytest.fixture
def units(tmp_path):
    path = tmp_path / "units.csv"
    path.write_text(UNITS)
    return path


def test_pairs_are_read_by_the_code_that_is_not_paid(pairs):
    assert read_pairs(pairs) == {
        "22222": {"11111": True},
        "33333": {"11111": True},
        "44444": {"11111": False},
    }


def test_a_packed_file_reads_the_same(pairs, tmp_path):
    packed = tmp_path / "pairs.psv.xz"
    packed.write_bytes(lzma.compress(pairs.read_bytes()))

    assert read_pairs(packed) == read_pairs(pairs)


def test_units_are_of_the_day_or_of_the_line(units):
    assert read_units(units) == {"11111": UnitLimit(3), "22222": UnitLimit(1, per_day=False)}


def test_a_code_list_knows_first_and_last_days_and_leaves_headings_out(tmp_path):
    path = tmp_path / "codes.csv.gz"
    path.write_bytes(gzip.compress(b"code,billable,first,last\nE66,0,,\nE66811,1,2024-10-01,\n"))

    listed = read_codes(path, Kind.DIAGNOSIS_CODES)

    assert listed == CodeList({"E66811": Period(date(2024, 10, 1))}, whole=True)


@pytest.mark.parametrize(
    ("text", "told"),
    [("a,b\n", "no column 'code'"), ("code,first\nA,soon\n", "line 2: .*'soon' is not a date")],
)
def test_a_code_list_that_cannot_be_read_is_refused(tmp_path, text, told):
    path = tmp_path / "codes.csv"
    path.write_text(text)

    with pytest.raises(RulebookError, match=told):
        read_codes(path, Kind.MODIFIER_CODES)


def test_a_loaded_list_of_diagnoses_refuses_what_it_does_not_name(folder, tmp_path):
    path = tmp_path / "codes.csv"
    path.write_text("code\nR69\n")
    load_official(folder, Kind.DIAGNOSIS_CODES, path, JULY)

    book = read_rulebook(folder)

    assert book.edits.nearest(JULY).diagnoses.whole
    assert not book.edits.nearest(date(2026, 6, 30)).diagnoses.whole


def test_official_base_units_of_anesthesia_take_the_place_of_the_sample(folder, tmp_path):
    path = tmp_path / "units.csv"
    path.write_text("code,base units\n01402,9\n00999,3\n")
    load_official(folder, Kind.ANESTHESIA_UNITS, path, JULY)

    tables = read_rulebook(folder).prices.anesthesia

    assert tables.nearest(JULY).base["01402"] == 9
    assert "00999" in tables.nearest(JULY).base
    assert tables.nearest(date(2026, 6, 30)).base["01402"] == 7


def test_a_file_of_other_things_is_no_file_of_base_units(folder, tmp_path):
    path = tmp_path / "units.csv"
    path.write_text("code,units\n01402,7\n01402,7\n")

    with pytest.raises(RulebookError, match="line 3: a code stands once"):
        load_official(folder, Kind.ANESTHESIA_UNITS, path, JULY)


def test_a_loaded_table_decides_from_its_first_day_on(folder, pairs, units):
    load_official(folder, Kind.PRACTITIONER_PAIRS, pairs, JULY)
    load_official(folder, Kind.OUTPATIENT_UNITS, units, JULY)

    book = read_rulebook(folder)
    before, after = book.edits.nearest(date(2026, 6, 30)), book.edits.nearest(JULY)

    assert "29870" in before.pairs
    assert set(after.pairs) == {"22222", "33333", "44444"}
    assert after.facility_pairs == before.facility_pairs
    assert set(after.facility_units) == {"11111", "22222"}
    assert after.units == before.units


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a|b|c\n11111|1|x\n", "line 2: this is not a line of pairs"),
        ("a|b|c|d\n11111|7|x|22222\n", "line 2: this is not a line of pairs"),
    ],
)
def test_a_file_that_is_not_of_its_kind_is_refused_and_not_kept(folder, pairs, text, told):
    pairs.write_text(text)

    with pytest.raises(RulebookError, match=told):
        load_official(folder, Kind.PRACTITIONER_PAIRS, pairs, JULY)
    assert not (folder / "official").exists()


def test_bytes_that_are_no_table_are_refused(tmp_path):
    packed = tmp_path / "pairs.psv.xz"
    packed.write_bytes(b"not packed at all")

    with pytest.raises(RulebookError, match="cannot be read as a table"):
        read_pairs(packed)


def test_a_wrong_ending_is_refused(folder, units):
    with pytest.raises(RulebookError, match=r"practitioner-pairs ends in \.psv"):
        load_official(folder, Kind.PRACTITIONER_PAIRS, units, JULY)


def test_the_command_line_loads_a_table_and_checks_the_rulebook(folder, pairs, monkeypatch):
    monkeypatch.setenv("COVERWELL_RULEBOOK", str(folder))
    runner = CliRunner()

    loaded = runner.invoke(
        command, ["load", "practitioner-pairs", str(pairs), "--effective", "2026-07-01"]
    )
    checked = runner.invoke(command, ["check"])

    assert loaded.output.startswith("3 rows are in force from 2026-07-01")
    assert checked.exit_code == 0
    assert "code pairs           3" in checked.output


def test_the_command_line_says_what_is_wrong_and_where(folder, monkeypatch):
    monkeypatch.setenv("COVERWELL_RULEBOOK", str(folder))
    (folder / "codes" / "care.yaml").write_text("care: []\n")

    checked = CliRunner().invoke(command, ["check"])

    assert checked.exit_code == 1
    assert "codes/care.yaml: 'source' is missing" in checked.output
