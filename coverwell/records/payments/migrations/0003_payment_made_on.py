"""The day of a payment stands on the payment: offices and members do not see runs."""

import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cw_payments", "0002_rights")]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="made_on",
            field=models.DateField(default=datetime.date(2026, 1, 1)),
            preserve_default=False,
        ),
    ]
