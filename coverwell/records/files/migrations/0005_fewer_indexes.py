"""What each question in real time pays for: two indexes that nobody uses, one foreign key."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cw_files", "0004_to_read")]

    operations = [
        migrations.AlterField(
            model_name="keptbytes",
            name="file",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                primary_key=True,
                serialize=False,
                to="cw_files.keptfile",
            ),
        ),
        migrations.AlterField(
            model_name="keptfile",
            name="sha256",
            field=models.CharField(max_length=64),
        ),
        migrations.AlterField(
            model_name="keptfile",
            name="tax_id",
            field=models.CharField(blank=True, max_length=9),
        ),
        migrations.AddIndex(
            model_name="keptfile",
            index=models.Index(fields=["sha256"], name="cw_keptfile_sha256"),
        ),
        migrations.AddIndex(
            model_name="keptfile",
            index=models.Index(fields=["tax_id"], name="cw_keptfile_tax_id"),
        ),
    ]
