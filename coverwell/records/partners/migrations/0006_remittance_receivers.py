"""Who fetches the 835s of a payee; an office sees its own."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from coverwell.records.access.rights import APPEND, OFFICE, audit, protect


class Migration(migrations.Migration):
    dependencies = [("cw_partners", "0005_exchanges")]

    operations = [
        migrations.CreateModel(
            name="RemittanceReceiver",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False, auto_created=True, verbose_name="ID")),
                ("tax_id", models.CharField(max_length=9)),
                ("first_on", models.DateField()),
                ("why", models.CharField(max_length=200, blank=True)),
                ("by", models.CharField(max_length=150)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("partner", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="remittances_of", to="cw_partners.partner")),
            ],
            options={
                "indexes": [models.Index(fields=["tax_id", "first_on"], name="cw_receiver_of_day")],
            },
        ),
        *protect("cw_partners_remittancereceiver", APPEND, OFFICE),
        *audit("cw_partners_remittancereceiver", "id"),
    ]
