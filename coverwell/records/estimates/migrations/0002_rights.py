"""Estimates are appended and read by who asked: the office, or the member it is about."""

from django.db import migrations

from coverwell.records.access.rights import APPEND, ENGINE, PARTY, audit, foreign_key, protect


class Migration(migrations.Migration):
    dependencies = [
        ("cw_estimates", "0001_initial"),
        ("cw_members", "0002_rights"),
        ("cw_audit", "0002_append_only"),
    ]

    operations = [
        migrations.RunSQL(
            f"CREATE SEQUENCE cw_estimates_number; GRANT USAGE ON SEQUENCE cw_estimates_number TO {ENGINE}",
            "DROP SEQUENCE cw_estimates_number",
        ),
        *protect("cw_estimates_estimate", APPEND, PARTY),
        *foreign_key("cw_estimates_estimate", "family_id", "cw_members_family", "id"),
        *audit("cw_estimates_estimate", "family_id || '-' || id", "family_id"),
    ]
