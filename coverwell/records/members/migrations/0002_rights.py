"""A member sees themself and whom they act for; the family key binds every child."""

from django.db import migrations

from coverwell.records.access.rights import CHANGE, EVERYTHING, FAMILY, Scope, audit, foreign_key, protect


class Migration(migrations.Migration):
    dependencies = [("cw_members", "0001_initial"), ("cw_audit", "0002_append_only")]

    operations = [
        *protect("cw_members_account", CHANGE),
        *protect("cw_members_family", CHANGE, Scope(family="id")),
        *protect("cw_members_person", CHANGE, Scope("family_id", "number")),
        *protect("cw_members_coveragespan", EVERYTHING, FAMILY),
        *protect("cw_members_othercoverage", EVERYTHING, FAMILY),
        *foreign_key("cw_members_person", "family_id", "cw_members_family", "id"),
        *foreign_key("cw_members_coveragespan", "family_id", "cw_members_family", "id"),
        *foreign_key("cw_members_othercoverage", "family_id", "cw_members_family", "id"),
        *audit("cw_members_account", "id"),
        *audit("cw_members_person", "family_id || '-' || number", "family_id"),
        *audit("cw_members_coveragespan", "family_id || '-' || id", "family_id"),
        *audit("cw_members_othercoverage", "family_id || '-' || id", "family_id"),
    ]
