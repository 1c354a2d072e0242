"""When the doors of partners served: spans grow while they do."""

from django.db import migrations, models

from coverwell.records.access.rights import CHANGE, protect


class Migration(migrations.Migration):
    dependencies = [("cw_partners", "0008_profile")]

    operations = [
        migrations.CreateModel(
            name="ServedSpan",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False, auto_created=True, verbose_name="ID")),
                ("door", models.CharField(max_length=10)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["door", "last_at"], name="cw_served_until")],
            },
        ),
        *protect("cw_partners_servedspan", CHANGE),
    ]
