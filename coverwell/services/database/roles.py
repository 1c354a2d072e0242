"""The database roles: who owns, who runs, and as whom a question is asked."""

from typing import Any, Final

from psycopg import Connection, errors, sql


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


class RolesMissingError(RuntimeError):
    """Roles are missing and this login may not create them; says what to run as superuser."""


def missing(link: "Connection[Any]", login: str) -> list[sql.Composed]:
    """The statements that are still to be run so that `login` can become each kind of actor."""
    known = {name for (name,) in link.execute("SELECT rolname FROM pg_roles")}
    granted = {
        name
        for (name,) in link.execute(
            "SELECT r.rolname FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid"
            " JOIN pg_roles l ON l.oid = m.member WHERE l.rolname = %s",
            [login],
        )
    }
    wanted = ACTORS | ({login: LOGINS[APP]} if login not in known else {})
    return [
        sql.SQL("CREATE ROLE {} {}").format(_name(name), sql.SQL(rights))
        for name, rights in wanted.items()
        if name not in known
    ] + [
        sql.SQL("GRANT {} TO {}").format(_name(name), _name(login))
        for name in ACTORS
        if name not in granted
    ]


def create_missing(link: "Connection[Any]", login: str) -> None:
    """Create what is missing, or raise RolesMissingError with the statements for a superuser."""
    statements = missing(link, login)
    try:
        for statement in statements:
            link.execute(statement)
    except errors.InsufficientPrivilege:
        link.rollback()
        rest = "".join(f"  {statement.as_string(link)};\n" for statement in missing(link, login))
        raise RolesMissingError(
            f"The owner login may not create database roles. As superuser, run once:\n{rest}"
        ) from None


def create_everything(link: "Connection[Any]") -> None:
    """As superuser, on a server of our own: logins, roles and the database, where missing."""
    known = link.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone()
    if known is None:
        link.execute(sql.SQL("CREATE ROLE {} {}").format(_name(OWNER), sql.SQL(LOGINS[OWNER])))
    create_missing(link, APP)
    known = link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
    if known is None:
        link.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(_name(DATABASE), _name(OWNER)))


def _name(name: str) -> sql.Identifier:
    return sql.Identifier(name)
