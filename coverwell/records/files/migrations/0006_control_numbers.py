"""The control numbers of a file, so that it is found by any of them."""

import django.db.models.deletion
from django.db import migrations, models

from coverwell.records.access.rights import APPEND, OFFICE, protect


class Migration(migrations.Migration):
    dependencies = [("cw_files", "0005_fewer_indexes")]

    operations = [
        migrations.CreateModel(
            name="ControlNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=14)),
                ("kind", models.CharField(max_length=3)),
                ("tax_id", models.CharField(blank=True, max_length=9)),
                ("file", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cw_files.keptfile")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("number", "kind", "file"), name="cw_files_control_number_once")],
            },
        ),
        *protect("cw_files_controlnumber", APPEND, OFFICE),
    ]
