"""Bank accounts are sealed and stand with the payments."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cw_providers", "0002_rights"), ("cw_payments", "0005_seal_accounts")]

    operations = [
        migrations.RemoveField(model_name="group", name="eft_account"),
        migrations.RemoveField(model_name="group", name="eft_routing"),
    ]
