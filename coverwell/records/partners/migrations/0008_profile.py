"""A partner names its profile of quirks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cw_partners", "0007_listed_vendors")]

    operations = [
        migrations.AddField("partner", "profile", models.CharField(max_length=40, blank=True, default="")),
    ]
