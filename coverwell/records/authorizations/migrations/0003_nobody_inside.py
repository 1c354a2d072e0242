from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cw_authorizations', '0002_rights'),
    ]

    operations = [
        migrations.AddField(
            model_name='authorization',
            name='nobody_inside',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
