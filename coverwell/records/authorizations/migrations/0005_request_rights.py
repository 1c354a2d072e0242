"""Requests for approval: the member's, and the office's that asked; their history is appended."""

from django.db import migrations

from coverwell.records.access.rights import APPEND, ENGINE, PARTY, QUEUE, audit, foreign_key, protect


REQUEST = "cw_authorizations_precertification"
CHILDREN = {
    "cw_authorizations_requestedservice": "family_id || '-' || request || '-' || line",
    "cw_authorizations_reviewevent": "family_id || '-' || request || '-' || event",
    "cw_authorizations_linedecision": "family_id || '-' || request || '-' || event || '-' || line",
}


class Migration(migrations.Migration):
    dependencies = [("cw_authorizations", "0004_requests"), ("cw_authorizations", "0002_rights")]

    operations = [
        # Reference numbers, and the keys of what is approved, are made from it.
        migrations.RunSQL(
            f"CREATE SEQUENCE cw_authorizations_number; GRANT USAGE ON SEQUENCE cw_authorizations_number TO {ENGINE}",
            "DROP SEQUENCE cw_authorizations_number",
        ),
        *protect(REQUEST, APPEND, PARTY),
        *foreign_key(REQUEST, "family_id", "cw_members_family", "id"),
        *audit(REQUEST, "family_id || '-' || id", "family_id"),
        *(one for table in CHILDREN for one in protect(table, APPEND, PARTY)),
        *(one for table in CHILDREN for one in foreign_key(table, "family_id, request", REQUEST, "family_id, id")),
        *(one for table, key in CHILDREN.items() for one in audit(table, key, "family_id")),
        *protect("cw_authorizations_toreview", QUEUE),
        *foreign_key("cw_authorizations_toreview", "family_id, request", REQUEST, "family_id, id"),
    ]
