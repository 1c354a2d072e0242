"""A virus scanner is asked as clamd(8) and clamscan(1) are; what hinders it is never 'clean'."""

import socketserver
import threading
from pathlib import Path

import pytest

from coverwell.services.attachments.scanner import ScannerSettingError, scan, scanner
from tests.attachment_files import INFECTED, PDF, planted_scanner


MOST = 1_000


class Clamd(socketserver.StreamRequestHandler):
    """Answers as clamd does to zINSTREAM: lengths of four bytes, an empty one ends, NUL ends."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        data = b""
        while length := int.from_bytes(self.rfile.read(4), "big"):
            data += self.rfile.read(length)
            if len(data) > MOST:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        found = b"Planted FOUND" if b"HARBORLIGHT-PLANTED-VIRUS-MARK" in data else b"OK"
        self.wfile.write(b"stream: " + found + b"\0")


@pytest.fixture(params=["socket", "port"])
def clamd(request, tmp_path):
    kind = socketserver.UnixStreamServer if request.param == "socket" else socketserver.TCPServer
    where = str(tmp_path / "ctl") if request.param == "socket" else ("127.0.0.1", 0)
    with kind(where, Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = server.server_address
        named = str(address) if isinstance(address, str) else f"{address[0]}:{address[1]}"
        yield f"clamd:{named}"
        server.shutdown()


def file(folder: Path, data: bytes) -> Path:
    found = folder / "document"
    found.write_bytes(data)
    return found


def test_clamd_finds_what_is_clean_what_is_infected_and_what_is_too_large(clamd, tmp_path):
    assert scan(file(tmp_path, PDF), clamd) == ("clean", "")
    assert scan(file(tmp_path, INFECTED), clamd) == ("infected", "Planted")
    state, said = scan(file(tmp_path, bytes(MOST + 1)), clamd)
    assert (state, said) == ("failed", "INSTREAM size limit exceeded. ERROR")


def test_a_program_answers_by_its_exit_code(tmp_path):
    named = planted_scanner(tmp_path)
    assert scan(file(tmp_path, PDF), named) == ("clean", "OK")
    assert scan(file(tmp_path, INFECTED), named) == ("infected", "Planted FOUND")


@pytest.mark.parametrize(
    "named", ["clamd:/nowhere/ctl", "clamd:127.0.0.1:1", "program:/nowhere/scan", "clamd:here"]
)
def test_a_scanner_that_is_not_there_has_failed(named, tmp_path):
    assert scan(file(tmp_path, PDF), named).state == "failed"


@pytest.mark.parametrize("named", ["clamav", "clamd:", "sophos:/run/it"])
def test_a_scanner_that_cannot_be_named_is_said(named, settings):
    settings.VIRUS_SCANNER = named
    with pytest.raises(ScannerSettingError, match="write clamd:SOCKET"):
        scanner()
