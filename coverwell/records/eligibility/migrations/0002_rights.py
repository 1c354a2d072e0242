"""Coverage answers are appended and read by who asked: the office, or the member they are about."""

from django.db import migrations

from coverwell.records.access.rights import APPEND, ENGINE, PARTY, audit, protect


class Migration(migrations.Migration):
    dependencies = [
        ("cw_eligibility", "0001_initial"),
        ("cw_members", "0002_rights"),
        ("cw_audit", "0002_append_only"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE cw_eligibility_number;"
            f" GRANT USAGE ON SEQUENCE cw_eligibility_number TO {ENGINE}",
            "DROP SEQUENCE cw_eligibility_number",
        ),
        *protect("cw_eligibility_coverageanswer", APPEND, PARTY),
        *audit("cw_eligibility_coverageanswer", "reference", "family_id"),
    ]
