"""The demonstration's trading partner: its keys, a question to send, its doors."""

from __future__ import annotations

import secrets
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import asyncssh
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils import timezone

from coverwell.doors.cli.demo_step import Advance, Outcome
from coverwell.doors.cli.ports import free_port
from coverwell.services.acting import Actor
from coverwell.services.files import mailbox
from coverwell.services.partners.enrol import EnrolmentError, enrolled
from coverwell.services.partners.keys import add_key, add_secret
from coverwell.services.partners.receivers import receiver_on, set_receiver
from coverwell.services.payer.read import payer
from coverwell.services.payments.sending import (
    bank_files,
    note_answer,
    note_sent,
    take_for_sending,
)
from coverwell.services.world.create import CLEARINGHOUSE, World, draw
from coverwell.services.world.sign_ins import shown_groups, speaking
from coverwell.wire.x12.writer import Envelope, interchange, segment


LOADER: Final = Actor("world", "staff")
LOGIN: Final = "bridgeline"
SINCE: Final = date(2025, 1, 1)
SFTP, HTTPS = 2222, 8443
VERSION: Final = "005010X279A1"


def folder() -> Path:
    """Return where the partner keeps its keys."""
    return Path(settings.DATA_FOLDER) / "demo-partner"


def partner(_: Advance) -> Outcome:
    """Give the clearinghouse its keys, and let it fetch the 835s of the offices that sign in."""
    drawn, place, number = draw(), folder(), _number()
    place.mkdir(parents=True, exist_ok=True)
    if not (place / "secret").exists():
        _keys(place, number)
    (place / "question.270").write_bytes(question(drawn))
    for group in shown_groups(drawn):
        if receiver_on(group.tax_id, SINCE) is None:
            set_receiver(group.tax_id, number, SINCE, LOADER, "demonstration")
    people = (("trading partner (SFTP, HTTPS)", LOGIN, "keys in " + str(place)),)
    return Outcome("Bridgeline Clearinghouse", people=people)


def caught_up() -> None:
    """Let the bank have taken the year's files, and the clearinghouse fetched its 835s."""
    for file in bank_files(LOADER):
        if file.state == "written":
            take_for_sending(file.id, LOADER)
            note_sent(file.id, LOADER)
            note_answer(file.name, "confirmed", LOADER)
    number = _number()
    for one in mailbox.mailbox(number):
        if not one.taken:
            mailbox.take(number, one.id, LOGIN)


def _number() -> int:
    return next(
        one.id
        for one in enrolled(LOADER)
        if (one.application.qualifier, one.application.sender_id) == CLEARINGHOUSE
    )


def _keys(place: Path, number: int) -> None:
    """Make an SSH key, a secret and the server's certificate; nobody else may read them."""
    key = asyncssh.generate_private_key("ssh-ed25519")
    _private(place / "id_ed25519", key.export_private_key("openssh"))
    with suppress(EnrolmentError):
        add_key(number, "ssh", key.get_fingerprint(), "demonstration", LOADER)
    secret = secrets.token_urlsafe(32)
    add_secret(number, secret, "demonstration", LOADER)
    _certificate(place)
    # The last one: what is half done is done again.
    _private(place / "secret", secret.encode())


def _private(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(content)


def _certificate(place: Path) -> None:
    """Write a certificate for localhost that signs itself (server.pem) and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=825))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (place / "server.pem").write_bytes(made.public_bytes(pem))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    _private(place / "server.key", key.private_bytes(pem, *plain))


def question(drawn: World) -> bytes:
    """Write a 270 about a member of the demonstration, as its partner would."""
    office = shown_groups(drawn)[0]
    family = speaking(drawn, "en")
    person = family.people[0]
    now = timezone.localtime()
    us = payer(now.date()).payer_id
    body = [
        segment("BHT", "0022", "13", "DEMO-1", f"{now:%Y%m%d}", f"{now:%H%M}"),
        segment("HL", "1", "", "20", "1"),
        segment("NM1", "PR", "2", "HARBORLIGHT", "", "", "", "", "PI", us),
        segment("HL", "2", "1", "21", "1"),
        segment("NM1", "1P", "2", office.name.upper(), "", "", "", "", "XX", office.npi),
        segment("HL", "3", "2", "22", "0"),
        segment("TRN", "1", "DEMO-1", "9BRIDGELIN"),
        segment("NM1", "IL", "1", person.last_name.upper(), person.first_name.upper(), "", "", "",
                "MI", f"{family.subscriber_number}01"),
        segment("DMG", "D8", f"{person.birth_date:%Y%m%d}"),
        segment("EQ", "30"),
    ]  # fmt: skip
    envelope = Envelope(*CLEARINGHOUSE, "ZZ", us, now.replace(tzinfo=None), 1, "P")
    return interchange(envelope, "HS", VERSION, [("270", body)])


def curl_file(port: int) -> Path:
    """Write what `curl --config` needs to ask that question in real time; returns where."""
    place = folder()
    said = {
        "PayloadType": f"X12_270_Request_{VERSION}",
        "ProcessingMode": "RealTime",
        "PayloadID": "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "TimeStamp": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "UserName": LOGIN,
        "Password": (place / "secret").read_text(),
        "SenderID": CLEARINGHOUSE[1],
        "ReceiverID": payer(timezone.localdate()).payer_id,
        "CORERuleVersion": "2.2.0",
    }
    lines = [f'form = "{name}={value}"' for name, value in said.items()]
    lines += [f'form = "Payload=<{place / "question.270"}"', f'cacert = "{place / "server.pem"}"']
    lines += [f'url = "https://localhost:{port}/edi/core/mime"', "silent", "show-error"]
    path = place / "ask.curl"
    _private(path, "\n".join([*lines, ""]).encode())
    return path


def start() -> tuple[list[subprocess.Popen[bytes]], tuple[str, ...]]:
    """Start both doors; returns their processes, and what a partner types to use them.

    Without a partner (an installation that only serves its database) there is nobody to let in.
    """
    if not (folder() / "secret").exists():
        return [], ()
    place, sftp, https = folder(), free_port(SFTP), free_port(HTTPS)
    key, certificate = str(place / "server.key"), str(place / "server.pem")
    doors = (
        ("sftp", "--port", str(sftp)),
        ("https", "--port", str(https), "--workers", "1", "--certificate", certificate,
         "--key", key),
    )  # fmt: skip
    running = [
        subprocess.Popen(  # noqa: S603 - our own program with our own words
            [sys.executable, "-m", "coverwell.doors.cli.main", "gateway", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        for words in doors
    ]
    return running, (
        f"sftp -P {sftp} -i {place / 'id_ed25519'} {LOGIN}@localhost",
        f"curl --config {curl_file(https)}",
    )
