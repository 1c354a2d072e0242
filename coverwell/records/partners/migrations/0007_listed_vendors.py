"""Who agreed to stand on the public list of vendors, and where offices read about them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cw_partners", "0006_remittance_receivers")]

    operations = [
        migrations.AddField("partner", "listed", models.BooleanField(default=False)),
        migrations.AddField("partner", "web", models.CharField(blank=True, max_length=100, default=""), preserve_default=False),
    ]
