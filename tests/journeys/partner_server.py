"""Serves SFTP or HTTPS on the test database: what the journeys of partners start beside them."""

import os
import ssl
import sys
from pathlib import Path

import django


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coverwell.config.settings")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
django.setup()

from django.conf import settings  # noqa: E402


def use_test_database(folder: Path) -> None:
    user, password, host, port = os.environ["TEST_LOGIN"].split("\n")
    settings.DATABASES["default"].update(
        NAME=os.environ["TEST_DATABASE"], USER=user, PASSWORD=password, HOST=host, PORT=port
    )
    settings.DATA_FOLDER, settings.ARCHIVE_FOLDER = folder, folder / "files"


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def serve_sftp() -> None:
    from coverwell.doors.edi_gateway.sftp.server import serve

    serve("127.0.0.1", 0, say)


def serve_https(folder: Path) -> None:
    import uvicorn

    from coverwell.doors.cli.ports import free_port

    port = free_port(18443)
    config = uvicorn.Config(
        "coverwell.config.asgi:application",
        host="127.0.0.1",
        port=port,
        http="coverwell.config.client_certificates:PartnerProtocol",
        ssl_certfile=str(folder / "server.pem"),
        ssl_keyfile=str(folder / "server.key"),
        ssl_ca_certs=str(folder / "client.pem"),
        ssl_cert_reqs=ssl.CERT_OPTIONAL,
        lifespan="off",
        log_level="warning",
        timeout_graceful_shutdown=3,
    )
    say(f"HTTPS on 127.0.0.1:{port}, ready")
    uvicorn.Server(config).run()


if __name__ == "__main__":
    place = Path(sys.argv[2])
    use_test_database(place)
    if sys.argv[1] == "sftp":
        serve_sftp()
    else:
        serve_https(place)
