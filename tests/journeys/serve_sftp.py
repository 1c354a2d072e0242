"""Serves SFTP on the test database: what the journeys of partners start beside themselves."""

import os
import sys
from pathlib import Path

import django


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coverwell.config.settings")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
django.setup()

from django.conf import settings  # noqa: E402


def main(folder: Path) -> None:
    user, password, host, port = os.environ["TEST_LOGIN"].split("\n")
    settings.DATABASES["default"].update(
        NAME=os.environ["TEST_DATABASE"], USER=user, PASSWORD=password, HOST=host, PORT=port
    )
    settings.DATA_FOLDER, settings.ARCHIVE_FOLDER = folder, folder / "files"
    from coverwell.doors.edi_gateway.sftp.server import serve

    def say(line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    serve("127.0.0.1", 0, say)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
