from django.db import migrations, models
from django.db.models import F, Func, Value


class Migration(migrations.Migration):

    dependencies = [
        ("cw_plans", "0002_rights"),
    ]

    operations = [
        migrations.AddField(
            model_name="planedition",
            name="kind",
            field=models.GeneratedField(
                expression=Func(F("text"), Value("(?n)^kind: *(.*)$"), function="substring"),
                output_field=models.TextField(null=True),
                db_persist=True,
            ),
        ),
    ]
