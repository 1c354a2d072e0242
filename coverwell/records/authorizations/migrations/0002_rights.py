"""Approvals and referrals: the member's, and the office's that they name."""

from django.db import migrations

from coverwell.records.access.rights import EVERYTHING, PARTY, Scope, audit, foreign_key, protect


class Migration(migrations.Migration):
    dependencies = [("cw_authorizations", "0001_initial"), ("cw_members", "0002_rights"), ("cw_audit", "0002_append_only")]

    operations = [
        *protect("cw_authorizations_authorization", EVERYTHING, PARTY),
        *protect("cw_authorizations_referral", EVERYTHING, Scope("family_id", "person", "to_tax_id")),
        *foreign_key("cw_authorizations_authorization", "family_id", "cw_members_family", "id"),
        *foreign_key("cw_authorizations_referral", "family_id", "cw_members_family", "id"),
        *audit("cw_authorizations_authorization", "family_id || '-' || id", "family_id"),
        *audit("cw_authorizations_referral", "family_id || '-' || id", "family_id"),
    ]
