from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("cw_claims", "0005_bound_rows"),
    ]

    operations = [
        migrations.AddField(
            model_name="decisionline",
            name="spots",
            field=models.CharField(max_length=200, default="", db_default=""),
        ),
    ]
