"""What is older than the law asks for may be cleared away; the audit notes each time."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cw_partners", "0009_served_spans")]

    operations = [
        migrations.RunSQL(
            f"GRANT DELETE ON {table} TO coverwell_engine",
            f"REVOKE DELETE ON {table} FROM coverwell_engine",
        )
        for table in ("cw_partners_exchangelog", "cw_partners_servedspan")
    ]
