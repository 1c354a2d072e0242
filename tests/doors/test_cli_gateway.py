"""`coverwell gateway submit` takes any kind of file and says what came of it."""

import pytest
from click.testing import CliRunner

from coverwell.doors.cli.main import main
from coverwell.services.acting import ENGINE, acting
from tests.doors.test_enrollment_files import file_834, member
from tests.inquiry_files import file_270, subscriber
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def payer(settings, tmp_path) -> None:
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", people=1, plan="open_access")
        world.group()
        world.partner()


def submit(tmp_path, data: bytes, *words: str):
    path = tmp_path / "sent.x12"
    path.write_bytes(data)
    return CliRunner().invoke(main, ["gateway", "submit", str(path), *words])


def test_a_question_is_answered_and_the_answer_written_where_it_is_wanted(tmp_path):
    done = submit(tmp_path, file_270(subscriber()), "--answers", str(tmp_path / "out"))
    assert done.exit_code == 0, done.output
    assert "read as 270: read, accepted 1" in done.output
    (answer,) = (tmp_path / "out").glob("271-*")
    assert answer.read_bytes().startswith(b"ISA*")
    again = submit(tmp_path, file_270(subscriber()))
    assert "The same bytes came before" in again.output


def test_an_enrolment_of_an_account_that_is_not_the_sender_s_says_so(tmp_path):
    done = submit(tmp_path, file_834(member("S1")))
    assert "read as 834: read, accepted 0, rejected 1" in done.output
