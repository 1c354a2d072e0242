"""What a partner asks beyond the guides: dated files that are read, judged by, and written to."""

import re
from datetime import date

import pytest

from coverwell.doors.edi_gateway.claims.receive import receive
from coverwell.doors.edi_gateway.quirks import read_profile, written_for
from coverwell.doors.edi_gateway.sniff import sender_in
from coverwell.records.files.models import KeptFile
from coverwell.records.partners.models import Partner
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.files import archive
from coverwell.services.files.keep import Arrival, keep
from coverwell.services.files.show import show_file
from coverwell.services.partners.enrol import EnrolmentError, change
from coverwell.services.partners.quirks import Quirks, editions, profiles, quirks_of
from coverwell.services.rulebook.text import RulebookError
from coverwell.wire.x12 import Severity, check
from coverwell.wire.x12.guide import guides
from coverwell.wire.x12.profile import rules_for
from tests.claim_files import Sent, file_837
from tests.inquiry_files import file_270, subscriber
from tests.services import world


STAFF = Actor("ines", "staff")
DAY = date(2026, 11, 2)
GOOD = {"837": file_837([Sent("A1")]), "270": file_270(subscriber())}
EXAMPLES = [
    pytest.param(one, example, id=f"{name} {example.says}")
    for name in profiles()
    for one in editions(name).editions
    for example in one.examples
]


def counted(text: str) -> bytes:
    """The segments of each set, counted anew."""

    def recount(found: re.Match) -> str:
        return f"{found[1]}SE*{found[1].count('~') + 1}*"

    return re.sub(r"(ST\*.*?)SE\*\d+\*", recount, text).encode()


@pytest.mark.parametrize(("quirks", "example"), EXAMPLES)
def test_a_profile_judges_as_its_own_examples_say(quirks, example):
    text = GOOD[example.kind].decode()
    for old, new in example.changes:
        assert old in text
        text = text.replace(old, new)
    found = list(check([counted(text)], read_profile(quirks)))
    refused = [str(one) for one in found if one.rejects]
    if example.says in ("accepted", "warned"):
        assert refused == []
        assert bool(found) == (example.says == "warned")
    else:
        assert example.says in "; ".join(refused)


@pytest.mark.parametrize("name", profiles())
def test_every_profile_is_understood_and_says_something(name):
    for quirks in editions(name).editions:
        assert quirks != Quirks(examples=quirks.examples)
        assert quirks.examples
        for guide in guides():
            rules_for(guide, read_profile(quirks))
        known = {name.split(".")[0] for guide in guides() for name in (guide.id, *guide.also)}
        assert set().union(*quirks.versions.values(), set()) <= known


def test_a_profile_holds_from_its_first_day_on():
    assert quirks_of("bridgeline", date(2025, 12, 31)) == Quirks()
    assert quirks_of("bridgeline", date(2026, 1, 1)).capitals
    assert quirks_of("", DAY) == Quirks()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("line end: LF", "line end: CR", "'CR' is not known"),
        ("line end: LF", "end of line: LF", "'end of line' is not a known key"),
        (', why: "Self-pay', ', because: "Self-pay', "'because' is not a known key"),
        ("group receiver: BRIDGELINE837", "receiver: BRIDGELINE837", "such as ZZ/BRIDGE"),
        ("HI*ABK: => REF", "HI*ABK: to REF", "'old text => new text'"),
    ],
)
def test_a_slip_in_a_profile_is_named(monkeypatch, tmp_path, old, new, told):
    from coverwell.services.rulebook.sheets import rulebook_folder

    text = (rulebook_folder() / "partners/bridgeline/2026-01-01.yaml").read_text()
    folder = tmp_path / "partners" / "bridgeline"
    folder.mkdir(parents=True)
    assert old in text
    (folder / "2026-01-01.yaml").write_text(text.replace(old, new))
    monkeypatch.setenv("COVERWELL_RULEBOOK", str(tmp_path))
    with pytest.raises(RulebookError, match=told):
        editions("bridgeline")


def test_a_message_is_written_in_the_receivers_delimiters_lines_and_capitals():
    plain = b"ISA*00*a^b:c~GS*x~"
    quirks = Quirks(line_end="\r\n", capitals=True)
    assert written_for(plain, "~*:^", Quirks()) == plain
    assert written_for(plain, "!|>;", quirks) == b"ISA|00|A;B>C!\r\nGS|X!\r\n"
    # The usual four in other roles.
    assert written_for(plain, "*~^:", Quirks()) == b"ISA~00~a:b^c*GS~x*"
    # A value holds the mark: nobody could tell them apart, so the usual ones stay.
    assert written_for(b"ISA*a|b~", "!|>;", quirks) == b"ISA*A|B~\r\n"


def test_the_first_sender_is_seen_in_any_file():
    assert sender_in(GOOD["837"]) == ("ZZ", "SENDER1")
    for nothing in (b"", b"ISA", b"ISA*00", b"no X12 at all, but long enough", b"ISA*" * 30):
        assert sender_in(nothing)[0] in ("", "ISA")


@pytest.fixture
def partner(db, settings, tmp_path):
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", people=2, plan="open_access")
        world.contract(world.group(), "OA001 Open Access", world.TERMS)
        return world.partner().pk


def read(data: bytes, partner: int, tax_id: str = ""):
    kept = keep([data], Arrival("a.837", "test", "837", tax_id, partner), ENGINE)
    receive(kept.id)
    return show_file(kept.id, ENGINE)


def answers(file: int) -> dict[str, bytes]:
    with acting(ENGINE):
        rows = list(KeptFile.objects.filter(answers=file))
    return {row.kind: b"".join(archive.read(row.sha256)) for row in rows}


@pytest.mark.django_db(transaction=True)
def test_a_partners_profile_judges_its_claims_and_shapes_their_answers(partner):
    change(partner, {"profile": "bridgeline", "delimiters": "~|:^"}, "agreed", STAFF)
    needed = read(file_837([Sent("A1")]), partner)
    assert needed.detail["rejected"] == 1
    text = file_837([Sent("A2")], control=2).decode().replace("HI*ABK:", "REF*D9*BR17~HI*ABK:")
    good = read(counted(text.replace("******CI", "******09")), partner)
    assert (good.detail["accepted"], good.detail["rejected"]) == (1, 0)
    for kind, data in answers(good.id).items():
        lines = data.decode().split("\n")
        assert lines[0].startswith("ISA|00|"), kind
        assert lines[-1] == ""
        assert all(line.endswith("~") for line in lines[:-1])
        assert "|BRIDGELINE837|" in lines[1]
        assert data == data.upper()
        assert [one for one in check([data]) if one.severity is Severity.REJECT] == []


@pytest.mark.django_db(transaction=True)
def test_the_registry_takes_only_profiles_that_exist_and_marks_that_differ(partner):
    with pytest.raises(EnrolmentError, match="bridgeline, tidewater"):
        change(partner, {"profile": "bridgline"}, "", STAFF)
    with pytest.raises(EnrolmentError, match="four different marks"):
        change(partner, {"delimiters": "~~:^"}, "", STAFF)
    with pytest.raises(EnrolmentError, match="no field"):
        change(partner, {"state": "live"}, "", STAFF)
    changed = change(partner, {"transactions": ("837",)}, "their form of May", STAFF)
    assert changed.application.transactions == ("837",)
    assert changed.steps[-1].why == "Changed transactions. their form of May"
    with acting(ENGINE):
        assert Partner.objects.get(pk=partner).transactions == ["837"]
