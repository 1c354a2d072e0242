from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("cw_intake", "0004_one_index_less"),
    ]

    operations = [
        migrations.AlterField(
            model_name="intakeclaim",
            name="state",
            field=models.CharField(
                choices=[
                    ("accepted", "Accepted"),
                    ("rejected", "Rejected"),
                    ("answered", "Answered"),
                ],
                max_length=8,
            ),
        ),
    ]
