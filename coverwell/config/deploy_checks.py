"""What an installation must have before real people's claims go in; each fault has its cure."""

from collections.abc import Iterator
from typing import Any

import psycopg
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Warned

from coverwell.config import environment


ENCRYPTED = {"require", "verify-ca", "verify-full"}


def fault(number: int, says: str, cure: str) -> Error:
    """One reason to refuse, with what to do about it."""
    return Error(says, hint=cure, id=f"coverwell.E{number:03}")


@register(Tags.security, deploy=True)
def surroundings(**_: Any) -> list[CheckMessage]:
    """Judge the environment variables."""
    return [*_key_and_pages(), *_addresses(), *_scanner()]


def _scanner() -> Iterator[CheckMessage]:
    named = environment.text("VIRUS_SCANNER")
    kind, _, where = named.partition(":")
    if not named:
        yield Warned(
            "VIRUS_SCANNER is not set: no document that comes is ever shown to anybody.",
            hint="Set it to clamd:SOCKET, clamd:HOST:PORT or program:PATH.",
            id="coverwell.W014",
        )
    elif kind not in ("clamd", "program") or not where:
        yield fault(
            14,
            "VIRUS_SCANNER names no scanner.",
            "Write clamd:SOCKET, clamd:HOST:PORT or program:PATH.",
        )


def _key_and_pages() -> Iterator[Error]:
    key, hosts = environment.text("SECRET_KEY"), environment.words("ALLOWED_HOSTS")
    if len(key) < 50 or len(set(key)) < 5:
        yield fault(
            1,
            "SECRET_KEY is not set, or is short or simple.",
            "Set it to 50 random characters or more, the same on every server.",
        )
    if not environment.text("FIELD_KEYS"):
        yield fault(
            13,
            "FIELD_KEYS is not set: the key of the bank accounts would lie beside their backup.",
            "Set it to keys, or a file of keys, that `coverwell keys new` makes.",
        )
    if environment.switched_on("DEBUG"):
        yield fault(2, "DEBUG is on: errors would show people's data.", "Set DEBUG=off.")
    if "*" in hosts or set(hosts) <= environment.LOOPBACK:
        yield fault(
            3,
            "ALLOWED_HOSTS names every host or only this machine.",
            "Set it to the host names people use, comma between.",
        )
    if not environment.https():
        yield fault(4, "Pages are served without HTTPS.", "Set HTTPS=on behind a TLS proxy.")
    if not environment.text("COVERWELL_DATA"):
        yield fault(
            5,
            "COVERWELL_DATA is not set: received files would lie beside the program.",
            "Set it to a folder that is backed up and that only this service can read.",
        )


def _addresses() -> Iterator[Error]:
    running, owner = environment.text("DATABASE_URL"), environment.text("DATABASE_OWNER_URL")
    if not running:
        yield fault(
            6,
            "DATABASE_URL is not set: the local database is for demonstration.",
            "Set it to the login that runs the system on a PostgreSQL 15 or later.",
        )
        return
    if not owner or environment.database(owner)["USER"] == environment.database(running)["USER"]:
        yield fault(
            7,
            "One login both owns the tables and runs the system.",
            "Set DATABASE_OWNER_URL to a second login and run `coverwell db prepare`.",
        )
    found = environment.database(running)
    remote = found["HOST"] and not found["HOST"].startswith("/")
    if remote and found["OPTIONS"].get("sslmode") not in ENCRYPTED:
        yield fault(
            8,
            f"The connection to {found['HOST']} may be unencrypted.",
            "Add ?sslmode=verify-full to DATABASE_URL.",
        )


@register(Tags.security, deploy=True)
def server(**_: Any) -> list[CheckMessage]:
    """Ask the database itself whether it keeps what it confirms, and who we are to it."""
    address = environment.text("DATABASE_URL")
    if not address:
        return []
    try:
        with psycopg.connect(address, connect_timeout=5) as link:
            return [*_durability(link), *_rights(link)]
    except psycopg.OperationalError as problem:
        return [
            fault(
                9,
                f"The database does not answer: {str(problem).strip().splitlines()[-1]}",
                "Check the address, the password and the network.",
            )
        ]


def _durability(link: "psycopg.Connection[Any]") -> Iterator[Error]:
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        row = link.execute("SELECT current_setting(%s)", [name]).fetchone()
        if row is not None and row[0] == "off":
            yield fault(
                10, f"The database runs with {name}=off and may lose claims.", f"Set {name}=on."
            )
    if link.info.server_version < 150000:
        yield fault(11, "PostgreSQL is older than 15.", "Upgrade it to 15 or later.")


def _rights(link: "psycopg.Connection[Any]") -> Iterator[Error]:
    row = link.execute(
        "SELECT rolsuper OR rolbypassrls, EXISTS (SELECT FROM pg_tables"
        " WHERE tableowner = current_user AND schemaname = 'public')"
        " FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if row is not None and any(row):
        yield fault(
            12,
            "The login of DATABASE_URL is a superuser, stands above row security or owns tables.",
            "Give it its own login with no rights but those `coverwell db prepare` grants.",
        )
