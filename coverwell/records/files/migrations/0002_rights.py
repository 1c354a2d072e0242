"""An office sees its own files and what happened to them."""

from django.db import migrations

from coverwell.records.access.rights import APPEND, OFFICE, audit, protect


class Migration(migrations.Migration):
    dependencies = [("cw_files", "0001_initial"), ("cw_audit", "0002_append_only")]

    operations = [
        *protect("cw_files_keptfile", APPEND, OFFICE),
        *protect("cw_files_fileevent", APPEND, OFFICE),
        *protect("cw_files_interchange", APPEND),
        *audit("cw_files_keptfile", "id"),
    ]
