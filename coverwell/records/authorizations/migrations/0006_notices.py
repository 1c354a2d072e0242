from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cw_authorizations', '0005_request_rights'),
    ]

    operations = [
        migrations.AlterField(
            model_name='reviewevent',
            name='state',
            field=models.CharField(choices=[('received', 'Received'), ('pended', 'Pended'), ('asked', 'Asked'), ('informed', 'Informed'), ('not needed', 'Not Required'), ('approved', 'Approved'), ('partly', 'Partly'), ('modified', 'Modified'), ('denied', 'Denied'), ('withdrawn', 'Withdrawn'), ('cancelled', 'Cancelled'), ('noticed', 'Noticed')], max_length=10),
        ),
    ]
