"""Files are kept whole before anything is read in them."""

import hashlib

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from coverwell.services.acting import Actor, DeniedError
from coverwell.services.files import archive, progress
from coverwell.services.files.keep import Answer, Arrival, keep, keep_answer
from coverwell.services.files.show import file_bytes, newest_files, show_file


pytestmark = pytest.mark.django_db(transaction=True)
OFFICE = Actor("olivia", "provider", frozenset({"231234567"}))
OTHER = Actor("otto", "provider", frozenset({"987654321"}))
STAFF = Actor("sam", "staff")
ARRIVAL = Arrival("claims.x12", "portal", tax_id="231234567")


@pytest.fixture(autouse=True)
def own_archive(settings, tmp_path):
    settings.ARCHIVE_FOLDER = tmp_path / "files"


def test_a_file_lies_under_its_hash_and_comes_back_byte_for_byte():
    chunks = [b"ISA*00*" + bytes([n]) * 70_000 for n in range(30)]
    kept = keep(iter(chunks), ARRIVAL, OFFICE)
    whole = b"".join(chunks)
    assert (kept.sha256, kept.size) == (hashlib.sha256(whole).hexdigest(), len(whole))
    assert b"".join(file_bytes(kept.id, OFFICE)) == whole
    assert [path.name for path in archive.path_of(kept.sha256).parent.iterdir()] == [kept.sha256]


def test_a_file_is_enqueued_for_the_gateway_once_it_is_kept():
    kept = keep([b"ISA"], ARRIVAL, OFFICE)
    job = ProcrastinateJob.objects.get(args__file=kept.id)
    assert (job.task_name, job.args, job.queue_name) == (
        "edi_gateway.read_claims",
        {"file": kept.id},
        "gateway",
    )


def test_the_same_bytes_twice_point_to_the_first_and_are_not_read_again():
    first = keep([b"ISA*00"], ARRIVAL, OFFICE)
    again = keep([b"ISA", b"*00"], Arrival("again.x12", "portal", tax_id="231234567"), OFFICE)
    assert (first.first, again.first) == (0, first.id)
    assert show_file(again.id, OFFICE).state == "duplicate"
    assert show_file(again.id, OFFICE).detail == {"first": first.id}
    ids = [first.id, again.id]
    assert ProcrastinateJob.objects.filter(args__file__in=ids).count() == 1


def test_bytes_that_were_refused_may_come_again():
    first = keep([b"ISA"], ARRIVAL, OFFICE)
    progress.note(first.id, "refused", {"because": ["Nobody knows this sender."]})
    assert keep([b"ISA"], ARRIVAL, OFFICE).first == 0


def test_an_office_sees_its_own_files_and_no_other():
    kept = keep([b"ISA"], ARRIVAL, OFFICE)
    assert [story.id for story in newest_files(OFFICE)] == [kept.id]
    assert [story.id for story in newest_files(STAFF)] == [kept.id]
    assert newest_files(OTHER) == ()
    assert show_file(kept.id, OTHER) is None
    assert file_bytes(kept.id, OTHER) is None


def test_an_office_keeps_no_file_for_another_office():
    with pytest.raises(DeniedError):
        keep([b"ISA"], ARRIVAL, OTHER)


def test_an_answer_is_kept_once_and_belongs_to_its_file():
    kept = keep([b"ISA"], ARRIVAL, OFFICE)
    answer = Answer(kept.id, "999", "claims.999")
    one, two = keep_answer([b"AK1"], answer), keep_answer([b"AK1"], answer)
    assert one.id == two.id
    story = show_file(kept.id, OFFICE)
    assert [(answer.id, answer.kind) for answer in story.answers] == [(one.id, "999")]
    assert [story.id for story in newest_files(OFFICE)] == [kept.id]


def test_a_stream_that_breaks_leaves_nothing(tmp_path):
    def broken():
        yield b"ISA"
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        keep(broken(), ARRIVAL, OFFICE)
    assert list((tmp_path / "files").iterdir()) == []
    assert newest_files(STAFF) == ()
