"""A partner's enrolment has states, keys and a history; `live` and `active` become its state."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from coverwell.records.access.rights import APPEND, CHANGE, audit, protect

STATES = [(word, word.title()) for word in ("draft", "submitted", "testing", "live", "suspended")]
# The table is walled from its owner too: for this one statement the wall stands aside.
STATE_OF_OLD = """
ALTER TABLE cw_partners_partner NO FORCE ROW LEVEL SECURITY;
UPDATE cw_partners_partner
   SET state = CASE WHEN NOT active THEN 'suspended' WHEN live THEN 'live' ELSE 'testing' END;
ALTER TABLE cw_partners_partner FORCE ROW LEVEL SECURITY;
"""


def text(length: int, **rest: object) -> models.CharField:
    return models.CharField(max_length=length, **rest)


class Migration(migrations.Migration):
    # The update leaves trigger events behind, with which no table can be altered.
    atomic = False
    dependencies = [("cw_partners", "0002_rights"), ("cw_audit", "0002_append_only")]

    operations = [
        migrations.AddField("partner", "state", text(9, choices=STATES, default="draft")),
        migrations.RunSQL(STATE_OF_OLD, migrations.RunSQL.noop),
        migrations.RemoveField("partner", "live"),
        migrations.RemoveField("partner", "active"),
        migrations.AddField(
            "partner",
            "transactions",
            django.contrib.postgres.fields.ArrayField(
                base_field=text(6), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            "partner", "login", text(40, blank=True, default=""), preserve_default=False
        ),
        migrations.AddConstraint(
            "partner",
            models.UniqueConstraint(
                fields=("login",), condition=~models.Q(login=""), name="cw_partner_login"
            ),
        ),
        migrations.AddField("partner", "delimiters", text(4, default="~*:^")),
        migrations.AddField("partner", "contact_name", text(60, blank=True)),
        migrations.AddField("partner", "contact_phone", text(20, blank=True)),
        migrations.AddField("partner", "contact_email", text(80, blank=True)),
        migrations.CreateModel(
            name="PartnerKey",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False, auto_created=True, verbose_name="ID")),
                ("kind", text(6, choices=[("ssh", "Ssh"), ("tls", "Certificate"), ("shared", "Shared")])),
                ("fingerprint", text(100)),
                ("label", text(80)),
                ("first_on", models.DateField()),
                ("last_on", models.DateField(null=True)),
                ("added_by", text(150)),
                ("partner", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="keys", to="cw_partners.partner")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "fingerprint"), name="cw_partner_key_once")],
            },
        ),
        migrations.CreateModel(
            name="PartnerEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False, auto_created=True, verbose_name="ID")),
                ("state", text(9, choices=STATES)),
                ("by", text(150)),
                ("why", models.TextField(blank=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("partner", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="events", to="cw_partners.partner")),
            ],
        ),
        *protect("cw_partners_partnerkey", CHANGE),
        *audit("cw_partners_partnerkey", "id"),
        *protect("cw_partners_partnerevent", APPEND),
        *audit("cw_partners_partnerevent", "id"),
    ]
