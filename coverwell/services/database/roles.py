"""The database roles: who owns, who runs, and as whom a question is asked."""

from typing import Final

from psycopg import Connection, sql


DATABASE: Final = "coverwell"
SUPERUSER: Final = "postgres"
OWNER: Final = "coverwell_owner"
APP: Final = "coverwell_app"
ENGINE: Final = "coverwell_engine"
MEMBER: Final = "coverwell_member"
PROVIDER: Final = "coverwell_provider"
STAFF: Final = "coverwell_staff"
# Kinds of actor. The engine decides on whole families and copies rows in: COPY FROM is refused
# under row-level security, so it alone stands above it.
ACTORS: Final = {
    ENGINE: "NOLOGIN BYPASSRLS",
    MEMBER: "NOLOGIN",
    PROVIDER: "NOLOGIN",
    STAFF: "NOLOGIN",
}
# NOINHERIT: the running login has no right of a kind of actor until a service becomes one.
LOGINS: Final = {OWNER: "LOGIN CREATEDB", APP: "LOGIN NOINHERIT"}


def create_everything(link: "Connection[tuple[object, ...]]") -> None:
    """As superuser, on a server of our own: create roles, logins and the database if missing."""
    for name, rights in {**ACTORS, **LOGINS}.items():
        create_role(link, name, rights)
    for actor in ACTORS:
        link.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(actor), sql.Identifier(APP)))
    known = link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
    if known is None:
        link.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(
                sql.Identifier(DATABASE), sql.Identifier(OWNER)
            )
        )


def create_role(link: "Connection[tuple[object, ...]]", name: str, rights: str) -> None:
    """Create one role unless the server knows it; roles belong to the whole server."""
    if link.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone() is None:
        link.execute(sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(name), sql.SQL(rights)))
