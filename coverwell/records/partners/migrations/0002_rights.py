"""Trading partners are the staff's to see."""

from django.db import migrations

from coverwell.records.access.rights import CHANGE, audit, protect


class Migration(migrations.Migration):
    dependencies = [("cw_partners", "0001_initial"), ("cw_audit", "0002_append_only")]

    operations = [
        *protect("cw_partners_partner", CHANGE),
        *audit("cw_partners_partner", "id"),
    ]
