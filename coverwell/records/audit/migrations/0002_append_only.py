"""Events are appended by triggers, and by the services for reads; nobody changes or removes one."""

from django.db import migrations

from coverwell.records.access.rights import APPEND, ENGINE, MEMBER, PROVIDER, STAFF, protect


# SECURITY DEFINER: whoever writes to a table needs no right of their own to the audit.
APPEND_FUNCTION = """
CREATE FUNCTION cw_audit_append(
    operation text, subject text, keys text[], first_family bigint, last_family bigint
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO cw_audit_event (actor, role, action, subject, family, keys, row_count, transaction)
    VALUES (
        coalesce(nullif(current_setting('coverwell.user', true), ''), session_user::text),
        coalesce(nullif(current_setting('coverwell.role', true), ''), 'owner'),
        lower(operation), subject,
        CASE WHEN first_family = last_family THEN first_family END,
        keys, cardinality(keys), pg_current_xact_id()::text::bigint
    )
$$
"""

REFUSE_FUNCTION = """
CREATE FUNCTION cw_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit is appended to, never changed.'
        USING ERRCODE = 'insufficient_privilege';
END $$
"""


def refuse(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_refuse BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION cw_audit_refuse()",
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    dependencies = [("cw_audit", "0001_initial")]

    operations = [
        migrations.RunSQL(APPEND_FUNCTION, migrations.RunSQL.noop),
        # Row-level security is forced on the owner too, whose function appends.
        *protect("cw_audit_event", APPEND),
        migrations.RunSQL(
            "CREATE POLICY coverwell_append ON cw_audit_event FOR INSERT TO CURRENT_USER"
            " WITH CHECK (true)",
            migrations.RunSQL.noop,
        ),
        *protect("cw_audit_seal", APPEND),
        migrations.RunSQL(REFUSE_FUNCTION, migrations.RunSQL.noop),
        refuse("cw_audit_event"),
        refuse("cw_audit_seal"),
        migrations.RunSQL(
            "REVOKE ALL ON FUNCTION cw_audit_append FROM PUBLIC;"
            f" GRANT EXECUTE ON FUNCTION cw_audit_append TO {ENGINE}, {MEMBER}, {PROVIDER}, {STAFF}",
            migrations.RunSQL.noop,
        ),
    ]
