"""What the machine lacks is named in one sentence, with what to install."""

import subprocess
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parents[2]


def machine(word, path):
    return subprocess.run(
        ["/bin/sh", ROOT / ".ci" / "machine", word],
        env={"PATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def bare(tmp_path):
    """A folder of programs with next to nothing in it."""
    (tmp_path / "id").symlink_to("/usr/bin/id")
    return tmp_path


@pytest.mark.parametrize(
    ("word", "named"),
    [("python", "apt-get install python3-venv"), ("chromium", "install chromium")],
)
def test_what_is_missing_and_cannot_be_installed_is_named_in_one_sentence(bare, word, named):
    done = machine(word, bare)
    assert done.returncode == 1
    assert named in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_old_python_does_not_suit(bare):
    (bare / "python3").write_text("#!/bin/sh\nexit 1\n")
    (bare / "python3").chmod(0o755)
    assert "Python 3.11 or later" in machine("python", bare).stderr


def test_an_old_node_does_not_suit(bare):
    for name, told in (("npm", "exit 0"), ("node", "exit 1")):
        (bare / name).write_text(f"#!/bin/sh\n{told}\n")
        (bare / name).chmod(0o755)
    assert machine("node", bare).returncode == 1


def test_an_unknown_word_is_refused(bare):
    assert machine("pyhton", bare).returncode == 2
