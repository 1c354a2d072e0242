"""Bringing a database up to date: by two at once, with few rights, on an older server."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import pytest
from psycopg import sql

from coverwell.config import local_postgres
from coverwell.services.database import roles


ROOT = Path(__file__).resolve().parents[2]
OLDER = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]


@pytest.fixture
def folder():
    """A data folder that root's database user can reach too (pytest's own is shut)."""
    made = Path(mkdtemp(prefix="coverwell-prepare-"))
    made.chmod(0o755)
    yield made
    subprocess.run(["rm", "-rf", made, local_postgres.address(made).socket_folder], check=True)


def preparing(folder, code="from coverwell.doors.cli.main import main; main(['db', 'prepare'])"):
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"COVERWELL_DATA": str(folder), "DATABASE_URL": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_two_commands_at_once_prepare_a_new_database_once(folder):
    both = [preparing(folder), preparing(folder)]
    told = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    assert sum("(0 migrations run)" in said for said in told) == 1


@pytest.mark.parametrize("programs", OLDER, ids=lambda path: path.parent.name)
def test_the_tables_are_made_on_each_installed_server(folder, programs):
    code = (
        "from pathlib import Path\n"
        "from coverwell.config import postgres_programs\n"
        f"postgres_programs._embedded = lambda: Path({str(programs)!r})\n"
        "from coverwell.doors.cli.main import main\n"
        "main(['db', 'prepare'])"
    )
    process = preparing(folder, code)
    assert "The database is ready" in process.communicate(timeout=120)[0]


def test_an_owner_who_may_not_create_roles_is_told_what_a_superuser_must_run(runtime_login):
    login, host = f"newcomer_{os.getpid()}", runtime_login["HOST"]
    where = f"postgresql://{{}}@/postgres?host={host}&port={runtime_login['PORT']}"
    with psycopg.connect(where.format(roles.SUPERUSER), autocommit=True) as superuser:
        superuser.execute(sql.SQL("CREATE ROLE {} LOGIN NOINHERIT").format(sql.Identifier(login)))
        with psycopg.connect(where.format(roles.OWNER)) as owner:
            with pytest.raises(roles.RolesMissingError, match="As superuser, run once") as told:
                roles.create_missing(owner, login)
            assert f'GRANT "{roles.ENGINE}" TO "{login}";' in str(told.value)
        roles.create_missing(superuser, login)
        assert roles.missing(superuser, login) == []
        superuser.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(login)))
