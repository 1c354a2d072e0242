"""What each kind of actor may do with a table, as statements for its migration.

Two walls stand before every row: a grant per table, and row-level security by the scope that
`services/acting` sets. An unset scope is NULL, which equals nothing: no rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import migrations


ENGINE: Final = "coverwell_engine"
MEMBER: Final = "coverwell_member"
PROVIDER: Final = "coverwell_provider"
STAFF: Final = "coverwell_staff"

APPEND: Final = "SELECT, INSERT"
"""For history: rows are added and never changed."""
QUEUE: Final = "SELECT, INSERT, DELETE"
"""For inboxes and outboxes: rows are added and taken."""
CHANGE: Final = "SELECT, INSERT, UPDATE"
"""For what is kept up to date, and never deleted."""
EVERYTHING: Final = "SELECT, INSERT, UPDATE, DELETE"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rows of a table a member and an office see; an empty column: none.

    `family` and `person` name the columns of a member's rows; without `person` the whole family
    sees them. `tax_id` names the column of the billing tax id.
    """

    family: str = ""
    person: str = ""
    tax_id: str = ""


NOBODY: Final = Scope()
FAMILY: Final = Scope("family_id", "person")
PARTY: Final = Scope("family_id", "person", "tax_id")
OFFICE: Final = Scope(tax_id="tax_id")


def protect(table: str, engine: str, scope: Scope = NOBODY) -> list[migrations.RunSQL]:
    """Wall a table: the engine's rights, and what members and offices see; staff read all."""
    policies = [(STAFF, "true")]
    if scope.family:
        policies.append((MEMBER, _of_member(scope)))
    if scope.tax_id:
        policies.append((PROVIDER, f"{scope.tax_id} = ANY ({_setting('tax_ids')})"))
    statements = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"GRANT {engine} ON {table} TO {ENGINE}",
        *(f"GRANT SELECT ON {table} TO {role}" for role, _ in policies),
        *(
            f"CREATE POLICY {role} ON {table} FOR SELECT TO {role} USING ({rows})"
            for role, rows in policies
        ),
    ]
    return _run(statements)


def publish(table: str, engine: str) -> list[migrations.RunSQL]:
    """Let every kind of actor read a table in which nobody's data stand."""
    readers = f"{MEMBER}, {PROVIDER}, {STAFF}"
    return _run(
        [f"GRANT {engine} ON {table} TO {ENGINE}", f"GRANT SELECT ON {table} TO {readers}"]
    )


def foreign_key(table: str, columns: str, parent: str, keys: str) -> list[migrations.RunSQL]:
    """Bind a child to its parent by the whole key, which begins with the family."""
    name = f"{table}_{columns.replace(', ', '_')}_fk"[:63]
    return _run(
        [
            f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns})"
            f" REFERENCES {parent} ({keys})"
        ]
    )


def bound(table: str, columns: str, parent: str, keys: str) -> list[migrations.RunSQL]:
    """Bind a child to a parent that is only appended to: one look a statement, not one a row.

    It is worth a foreign key where `kept` holds the parent, at a fifth of its cost on the path of
    a batch (docs/adr/0016). Refuses by the same code, 23503; a row never moves to another parent.
    """
    name = f"{table}_bound"
    own = columns.split(", ")
    same = " AND ".join(
        f"p.{key} = c.{one}" for key, one in zip(keys.split(", "), own, strict=True)
    )
    # No sequential scans: a plan made while the parent was empty would stay for the session.
    body = (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"  # noqa: S608 - our own names
        " SET search_path = public, pg_temp SET enable_seqscan = off AS $$ BEGIN"
        f" IF EXISTS (SELECT FROM (SELECT DISTINCT {columns} FROM changed) c"
        f" WHERE (SELECT true FROM {parent} p WHERE {same}) IS NULL) THEN"
        f" RAISE EXCEPTION 'A row of {table} has no parent in {parent}.'"
        " USING ERRCODE = 'foreign_key_violation'; END IF;"
        " RETURN NULL; END $$"
    )
    trigger = (
        f"CREATE TRIGGER {name} AFTER INSERT ON {table} REFERENCING NEW TABLE AS changed"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )
    return [*_run([body, trigger]), *_refuse(f"{table}_moved", table, f"UPDATE OF {columns}")]


def kept(table: str, keys: str) -> list[migrations.RunSQL]:
    """Refuse, whoever asks, to remove a row that others are bound to, or to change its key."""
    return _refuse(f"{table}_kept", table, f"DELETE OR UPDATE OF {keys}")


def _refuse(name: str, table: str, events: str) -> list[migrations.RunSQL]:
    body = (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" RAISE EXCEPTION 'Rows of {table} are appended and stay where they are.'"
        " USING ERRCODE = 'foreign_key_violation'; END $$"
    )
    trigger = (
        f"CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
    return _run([body, trigger])


def audit(table: str, key: str, family: str = "NULL") -> list[migrations.RunSQL]:
    """Append one event for each statement that writes to a table (see records/audit).

    `key` and `family` are SQL over the columns of a row: what names it, and whose it is.
    """
    function = f"{table}_audit"
    body = (
        f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
        " SET search_path = public, pg_temp AS $$ BEGIN"
        f" PERFORM cw_audit_append(TG_OP, TG_TABLE_NAME::text, array_agg(({key})::text),"
        f" min(({family})::bigint), max(({family})::bigint)) FROM changed HAVING count(*) > 0;"
        " RETURN NULL; END $$"
    )
    triggers = [
        f"CREATE TRIGGER {function}_{word} AFTER {word} ON {table}"
        f" REFERENCING {which} TABLE AS changed"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        for word, which in (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD"))
    ]
    return _run([body, *triggers])


def _of_member(scope: Scope) -> str:
    rows = f"{scope.family} = ANY (({_setting('families')})::bigint[])"
    if scope.person:
        who = f"{scope.family} || '-' || {scope.person}"
        rows += f" AND {who} = ANY ({_setting('persons')})"
    return rows


def _setting(name: str) -> str:
    # A sub-select is evaluated once a query, and its array is an index condition.
    return f"(SELECT string_to_array(current_setting('coverwell.{name}', true), ','))::text[]"


def _run(statements: Iterable[str]) -> list[migrations.RunSQL]:
    return [migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in statements]
