"""Where the office of a document is found out later, what its scan said is that office's too."""

from django.db import migrations

from coverwell.records.access.rights import ENGINE


class Migration(migrations.Migration):
    dependencies = [("cw_attachments", "0003_for_approvals")]

    operations = [
        migrations.RunSQL(
            f"GRANT UPDATE (tax_id) ON cw_attachments_scan TO {ENGINE}", migrations.RunSQL.noop
        ),
    ]
