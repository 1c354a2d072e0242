"""An office sees what it sent."""

from django.db import migrations

from coverwell.records.access.rights import APPEND, OFFICE, audit, protect


class Migration(migrations.Migration):
    dependencies = [("cw_intake", "0001_initial"), ("cw_audit", "0002_append_only")]

    operations = [
        *protect("cw_intake_intakeclaim", APPEND, OFFICE),
        *audit("cw_intake_intakeclaim", "id"),
    ]
