"""The queue of small files: rows are added, marked and taken."""

import django.db.models.deletion
from django.db import migrations, models

from coverwell.records.access.rights import EVERYTHING, protect


class Migration(migrations.Migration):
    dependencies = [("cw_files", "0003_real_time_bytes")]

    operations = [
        migrations.CreateModel(
            name="ToRead",
            fields=[
                ("file", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to="cw_files.keptfile")),
                ("read", models.BooleanField(default=False)),
            ],
        ),
        *protect("cw_files_toread", EVERYTHING),
    ]
