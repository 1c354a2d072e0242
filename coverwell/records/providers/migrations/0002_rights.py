"""The directory is public; bank details are the group's own, contracts the staff's."""

from django.db import migrations

from coverwell.records.access.rights import CHANGE, OFFICE, audit, protect, publish


class Migration(migrations.Migration):
    dependencies = [("cw_providers", "0001_initial"), ("cw_audit", "0002_append_only")]

    operations = [
        *protect("cw_providers_group", CHANGE, OFFICE),
        *publish("cw_providers_practitioner", CHANGE),
        *protect("cw_providers_contract", CHANGE),
        *audit("cw_providers_group", "id"),
        *audit("cw_providers_practitioner", "npi"),
        *audit("cw_providers_contract", "id"),
    ]
