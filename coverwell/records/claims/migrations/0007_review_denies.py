"""A person's answer may deny a line, by a rule and with the name that stands for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cw_claims", "0006_spots")]

    operations = [
        migrations.AddField(
            model_name="review",
            name="denial",
            field=models.CharField(blank=True, db_default="", max_length=60),
        ),
        migrations.AddField(
            model_name="review",
            name="signed",
            field=models.CharField(blank=True, db_default="", max_length=120),
        ),
    ]
