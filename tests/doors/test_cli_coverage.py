"""`coverwell coverage` asks the one service, and says what to correct."""

from datetime import date

import pytest
from click.testing import CliRunner

from coverwell.doors.cli.main import main
from coverwell.services.acting import ENGINE, acting
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def family() -> None:
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", people=1, plan="open_access")


def asked(*words: str):
    day = ("--day", str(date.today()))  # noqa: DTZ011 - the command asks the same clock
    return CliRunner().invoke(main, ["coverage", "--member", "H1000000101", *day, *words])


def test_a_coverage_question_is_answered_on_the_command_line(family):
    found = asked("--born", "1980-03-01", "--type", "98")
    assert found.exit_code == 0, found.output
    assert "covered on" in found.output
    assert "$30 copay" in found.output
    assert "not a guarantee" in found.output


def test_a_question_that_cannot_be_answered_says_what_to_send(family):
    found = asked("--type", "98")
    assert found.exit_code == 1
    assert "Send the last name or the birth date" in found.output
