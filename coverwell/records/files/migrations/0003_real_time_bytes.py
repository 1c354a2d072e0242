"""Messages in real time are kept as rows: the commit that notes them makes them safe."""

import django.db.models.deletion
from django.db import migrations, models

from coverwell.records.access.rights import APPEND, protect


class Migration(migrations.Migration):
    dependencies = [("cw_files", "0002_rights")]

    operations = [
        migrations.AddField(
            model_name="keptfile",
            name="at_once",
            field=models.BooleanField(db_default=False),
        ),
        migrations.CreateModel(
            name="KeptBytes",
            fields=[
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="cw_files.keptfile",
                    ),
                ),
                ("content", models.BinaryField()),
            ],
        ),
        *protect("cw_files_keptbytes", APPEND),
    ]
