"""What `pip install` brings: the program, its pages and its rulebook."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    wheel = next(folder.glob("coverwell-*.whl"))
    return set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_holds_the_built_pages(names):
    built = "coverwell/ui/static/built"
    for name in ("coverwell.css", "govuk-frontend.min.js", "htmx.min.js", "start.js"):
        assert f"{built}/{name}" in names


def test_the_wheel_holds_the_whole_rulebook(names):
    shipped = {path.relative_to(ROOT) for path in (ROOT / "rulebook").rglob("*") if path.is_file()}
    assert {f"coverwell/{path}" for path in shipped} <= names


def test_the_wheel_holds_every_template_and_no_test(names):
    pages = {str(path.relative_to(ROOT)) for path in (ROOT / "coverwell").rglob("*.html")}
    assert pages
    assert pages <= names
    assert not [name for name in names if name.startswith("tests/")]
