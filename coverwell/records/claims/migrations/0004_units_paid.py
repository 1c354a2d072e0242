from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cw_claims', '0003_review'),
    ]

    operations = [
        migrations.AddField(
            model_name='decisionline',
            name='units_paid',
            field=models.DecimalField(decimal_places=3, max_digits=15, null=True),
        ),
    ]
