"""Plan editions are public, and a published one is never changed."""

from django.db import migrations

from coverwell.records.access.rights import APPEND, audit, publish


class Migration(migrations.Migration):
    dependencies = [("cw_plans", "0001_initial"), ("cw_audit", "0002_append_only")]

    operations = [
        *publish("cw_plans_planedition", APPEND),
        *audit("cw_plans_planedition", "id"),
    ]
