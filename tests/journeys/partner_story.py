"""What the journeys of partners share: a server beside the test, and a partner in the registry."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from coverwell.records.partners.models import Partner
from coverwell.services.acting import ENGINE, acting
from tests.services import world


@contextmanager
def serving(kind: str, folder: Path) -> Iterator[int]:
    """Serve SFTP or HTTPS in a process of its own; gives its port, and ends it again."""
    command = [
        sys.executable, str(Path(__file__).with_name("partner_server.py")), kind, str(folder),
    ]  # fmt: skip
    found = connection.settings_dict
    login = "\n".join(str(found[key]) for key in ("USER", "PASSWORD", "HOST", "PORT"))
    environment = {**os.environ, "TEST_DATABASE": str(found["NAME"]), "TEST_LOGIN": login}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline()
        yield int(line.split(":")[1].split(",")[0])
        process.terminate()
        process.wait(timeout=20)


def live_partner(login: str = "bridge") -> int:
    """A live partner, with a family and an office behind it."""
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", people=2, plan="open_access")
        world.contract(world.group(), "OA001 Open Access", world.TERMS)
        row = world.partner()
        Partner.objects.filter(pk=row.pk).update(login=login)
    return row.pk
