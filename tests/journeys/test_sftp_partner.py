"""A partner drops files and fetches answers with the OpenSSH client, as partners do."""

import signal
import subprocess
import time
from datetime import date
from pathlib import Path

import pytest

from coverwell.doors.edi_gateway.claims.receive import receive
from coverwell.doors.edi_gateway.sftp.server import key_fingerprint
from coverwell.records.files.models import FileEvent, KeptFile
from coverwell.records.partners.models import Partner
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.partners.enrol import Application, EnrolmentError, apply, move
from coverwell.services.partners.keys import add_key, add_secret, by_secret, end_key
from tests.claim_files import Sent, file_837
from tests.journeys.partner_story import live_partner, serving


pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor("ines", "staff")
TODAY = date.today()  # noqa: DTZ011 - keys hold by the same clock


class Client:
    """The `sftp` of OpenSSH with one key, talking to one server."""

    def __init__(self, folder: Path, port: int, login: str) -> None:
        self.folder, self.port, self.login = folder, port, login
        self.key = folder / "id_ed25519"
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.key)], check=True
        )

    @property
    def public_key(self) -> str:
        return self.key.with_suffix(".pub").read_text()

    def command(self, *words: str) -> list[str]:
        known = f"UserKnownHostsFile={self.folder / 'known_hosts'}"
        options = ("StrictHostKeyChecking=accept-new", known, "IdentitiesOnly=yes")
        said = [word for option in options for word in ("-o", option)]
        return [
            "sftp", "-q", "-P", str(self.port), "-i", str(self.key), *said, *words,
            f"{self.login}@127.0.0.1",
        ]  # fmt: skip

    def run(self, *steps: str) -> subprocess.CompletedProcess[str]:
        """Do some steps; a step that begins with `-` may fail."""
        return subprocess.run(
            self.command("-b", "-"),
            input="\n".join(steps) + "\n",
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def server(settings, tmp_path):
    """The gateway's SFTP in a process of its own, on the test database."""
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    settings.DATA_FOLDER = tmp_path
    with serving("sftp", tmp_path) as port:
        yield port


@pytest.fixture
def partner(tmp_path, server) -> Client:
    """A live partner with a claim's family behind it."""
    client = Client(tmp_path, server, "bridge")
    add_key(live_partner(), "ssh", key_fingerprint(client.public_key), "test", STAFF)
    return client


def kept() -> list[KeptFile]:
    with acting(ENGINE):
        return list(KeptFile.objects.filter(direction="in").order_by("pk"))


def claim_file(folder: Path, account: str = "A1", control: int = 1) -> Path:
    path = folder / f"{account}.837"
    path.write_bytes(file_837([Sent(account, day=TODAY.replace(day=1))], control=control))
    return path


def test_a_file_arrives_when_it_is_closed_is_read_and_its_answers_are_fetched(partner, tmp_path):
    sent = claim_file(tmp_path)
    done = partner.run(f"put {sent} inbound/claims.837", "ls -l inbound")
    assert done.returncode == 0, done.stderr
    assert "claims.837" in done.stdout
    (row,) = kept()
    assert (row.name, row.kind, row.channel) == ("claims.837", "837", "sftp")
    assert row.size == sent.stat().st_size
    receive(row.pk)
    listed = partner.run("ls -1 outbound").stdout.split()
    names = [name for name in listed if name.startswith("outbound/")]
    assert sorted(name.split("-", 1)[1].split("-")[0].split(".")[0] for name in names)
    fetched = tmp_path / "answer.x12"
    done = partner.run(f"get {names[0]} {fetched}", f"rm {names[0]}", "ls -1 outbound")
    assert done.returncode == 0, done.stderr
    assert fetched.read_bytes().startswith(b"ISA*")
    name = names[0].removeprefix("outbound/")
    assert partner.run(f"get collected/{name} {fetched}").returncode == 0
    with acting(ENGINE):
        assert FileEvent.objects.filter(file=int(name.split("-")[0]), state="sent").count() == 1


def test_a_file_under_a_passing_name_arrives_when_it_is_renamed(partner, tmp_path):
    sent = claim_file(tmp_path)
    assert partner.run(f"put {sent} inbound/c.837.part").returncode == 0
    assert kept() == []
    done = partner.run(f"put {sent} inbound/c.837.part", "rename inbound/c.837.part inbound/c.837")
    assert done.returncode == 0, done.stderr
    assert [row.name for row in kept()] == ["c.837"]


def test_a_sender_that_dies_in_the_middle_of_its_file_has_sent_nothing(partner, tmp_path):
    large = tmp_path / "large.837"
    with large.open("wb") as out:
        out.truncate(300_000_000)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    slowly = partner.command("-l", "8000")
    with subprocess.Popen(slowly, stdin=subprocess.PIPE, **quiet) as sending:
        sending.stdin.write(f"put {large} inbound/large.837\n".encode())
        sending.stdin.flush()
        time.sleep(3)
        sending.send_signal(signal.SIGKILL)
    time.sleep(2)
    assert kept() == []
    assert partner.run(f"put {claim_file(tmp_path)} inbound/next.837").returncode == 0
    assert [row.name for row in kept()] == ["next.837"]


def test_nobody_else_comes_in_and_no_path_leads_out(partner, tmp_path):
    for step in ("ls ../../etc", "get /etc/passwd x", "-mkdir more", "put x outbound/x"):
        done = partner.run("-ls inbound", step.removeprefix("-"))
        assert done.returncode != 0, step
    stranger = Client(_folder(tmp_path, "stranger"), partner.port, "bridge")
    assert stranger.run("ls").returncode != 0
    wrong = Client(_folder(tmp_path, "wrong"), partner.port, "nobody")
    assert wrong.run("ls").returncode != 0


def _folder(parent: Path, name: str) -> Path:
    made = parent / name
    made.mkdir()
    return made


def test_partners_see_their_own_files_only(partner, tmp_path):
    sent = claim_file(tmp_path)
    partner.run(f"put {sent} inbound/mine.837")
    receive(kept()[0].pk)
    other = apply(Application("Other House", "ZZ", "OTHER", login="other"), STAFF)
    for state in ("submitted", "testing"):
        move(other.id, state, "", STAFF)
    client = Client(_folder(tmp_path, "other"), partner.port, "other")
    add_key(other.id, "ssh", key_fingerprint(client.public_key), "test", STAFF)
    done = client.run("ls -1 inbound", "ls -1 outbound", "ls -1 collected")
    assert done.returncode == 0, done.stderr
    assert "837" not in done.stdout
    assert "999" not in done.stdout


def test_a_key_that_ended_opens_nothing(partner):
    fingerprint = key_fingerprint(partner.public_key)
    with acting(ENGINE):
        number = Partner.objects.get(login="bridge").pk
    assert partner.run("ls").returncode == 0
    assert end_key(number, fingerprint, TODAY.replace(year=TODAY.year - 1), STAFF)
    assert partner.run("ls").returncode != 0


def test_nobody_is_live_who_was_not_tested(db):
    made = apply(Application("New House", "ZZ", "NEWHOUSE", login="new"), STAFF)
    with pytest.raises(EnrolmentError, match="can become submitted"):
        move(made.id, "live", "", STAFF)
    for state in ("submitted", "testing", "live"):
        made = move(made.id, state, "tried", STAFF)
    assert [step.state for step in made.steps] == ["draft", "submitted", "testing", "live"]
    with pytest.raises(EnrolmentError, match="Another partner"):
        apply(Application("Twin", "ZZ", "NEWHOUSE"), STAFF)


def test_a_secret_is_kept_as_its_hash_and_a_short_one_is_refused(db):
    made = apply(Application("New House", "ZZ", "NEWHOUSE", login="new"), STAFF)
    for state in ("submitted", "testing"):
        move(made.id, state, "", STAFF)
    with pytest.raises(EnrolmentError, match="32 characters"):
        add_secret(made.id, "short", "test", STAFF)
    secret = "a-long-secret-that-a-machine-has-made"
    add_secret(made.id, secret, "test", STAFF)
    assert by_secret("new", secret, TODAY).partner == made.id
    assert by_secret("new", secret + "x", TODAY) is None
