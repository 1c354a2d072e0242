"""The virus scanner that the operator named: clamd's stream protocol, or a program.

`clamd:/run/clamav/clamd.ctl` and `clamd:127.0.0.1:3310` speak INSTREAM (clamd(8)); `program:/path`
is called with the file as its only argument and answers as clamscan(1) does: 0 clean, 1 infected.
"""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from django.conf import settings


SECONDS: Final = 300
CLEAN, INFECTED, FAILED = "clean", "infected", "failed"


class Verdict(NamedTuple):
    """What a scanner found: clean, infected or failed, and what it said."""

    state: str
    said: str


class ScannerSettingError(ValueError):
    """VIRUS_SCANNER names no scanner; the message says how to write it."""


def scanner() -> str:
    """The scanner of this installation; '' : none. ScannerSettingError: it cannot be read."""
    named: str = settings.VIRUS_SCANNER
    kind, _, where = named.partition(":")
    if named and (kind not in ("clamd", "program") or not where):
        raise ScannerSettingError(
            f"VIRUS_SCANNER={named!r}: write clamd:SOCKET, clamd:HOST:PORT or program:PATH."
        )
    return named


def scan(path: Path, named: str) -> Verdict:
    """Scan a file; whatever hinders the scanner is 'failed', never 'clean'."""
    kind, _, where = named.partition(":")
    try:
        return _by_program(path, where) if kind == "program" else _by_clamd(path, where)
    except (OSError, subprocess.SubprocessError, ValueError) as problem:
        return Verdict(FAILED, f"{type(problem).__name__}: {problem}"[:200])


def _by_program(path: Path, program: str) -> Verdict:
    done = subprocess.run(  # noqa: S603 - the operator's own program, and a path of our archive
        [program, str(path)], capture_output=True, timeout=SECONDS, check=False, text=True,
        errors="replace",
    )  # fmt: skip
    said = next(iter((done.stdout or done.stderr).strip().splitlines()), "")
    # Its report names our file first: "<path>: <signature> FOUND".
    told = said.removeprefix(f"{path}:").strip()[:200]
    return Verdict({0: CLEAN, 1: INFECTED}.get(done.returncode, FAILED), told)


def _by_clamd(path: Path, where: str) -> Verdict:
    with _connection(where) as link, path.open("rb") as source:
        link.sendall(b"zINSTREAM\0")
        _send(link, iter(lambda: source.read(1 << 20), b""))
        answer = _answer(link)
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return Verdict(CLEAN, "")
    if said.endswith(" FOUND"):
        return Verdict(INFECTED, said.removesuffix(" FOUND")[:200])
    return Verdict(FAILED, said[:200])


def _connection(where: str) -> socket.socket:
    if where.startswith("/"):
        link = socket.socket(socket.AF_UNIX)
        try:
            link.settimeout(SECONDS)
            link.connect(where)
        except OSError:
            link.close()
            raise
        return link
    host, _, port = where.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)


def _send(link: socket.socket, chunks: Iterable[bytes]) -> None:
    """Send chunks with their lengths; clamd hangs up where a file is larger than its limit."""
    try:
        for chunk in chunks:
            link.sendall(len(chunk).to_bytes(4, "big") + chunk)
        link.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        return  # its answer says why


def _answer(link: socket.socket) -> str:
    answer = bytearray()
    while b"\0" not in answer and (part := link.recv(4096)):
        answer += part
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()
