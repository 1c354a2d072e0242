"""Grants of access are read by the engine on behalf of whoever signs in."""

from django.db import migrations

from coverwell.records.access.rights import CHANGE, audit, protect


class Migration(migrations.Migration):
    dependencies = [("cw_access", "0001_initial"), ("cw_audit", "0002_append_only")]

    operations = [
        *protect("cw_access_grant", CHANGE),
        *audit("cw_access_grant", "id", "family"),
    ]
