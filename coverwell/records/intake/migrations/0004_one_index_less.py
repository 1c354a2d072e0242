"""The key of file and position finds the claims of a file: a second index on the file is waste."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cw_files", "0001_initial"), ("cw_intake", "0003_repair")]

    operations = [
        migrations.AlterField(
            model_name="intakeclaim",
            name="file",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="cw_files.keptfile",
            ),
        ),
    ]
