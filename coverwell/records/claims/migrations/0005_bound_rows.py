"""Rows of a batch are bound to their claim and decision once a statement (docs/adr/0016)."""

from django.db import migrations

from coverwell.records.access.rights import bound, kept


CLAIM, DECISION = "family_id, claim", "family_id, claim, decision_no"
BOUND = (
    ("cw_claims_claimnumber", "family, claim", "cw_claims_claim"),
    ("cw_claims_todecide", CLAIM, "cw_claims_claim"),
    ("cw_claims_decision", CLAIM, "cw_claims_claim"),
    ("cw_claims_decisionline", DECISION, "cw_claims_decision"),
    ("cw_claims_accumulatorentry", DECISION, "cw_claims_decision"),
    ("cw_claims_topay", DECISION, "cw_claims_decision"),
)
KEYS = {"cw_claims_claim": "family_id, id", "cw_claims_decision": DECISION}


def unbind(table: str, columns: str) -> migrations.RunSQL:
    name = f"{table}_{columns.replace(', ', '_')}_fk"[:63]
    return migrations.RunSQL(
        f"ALTER TABLE {table} DROP CONSTRAINT {name}", migrations.RunSQL.noop
    )


class Migration(migrations.Migration):
    dependencies = [("cw_claims", "0004_units_paid")]

    operations = [
        *(one for parent, keys in KEYS.items() for one in kept(parent, keys)),
        *(unbind(table, columns) for table, columns, _ in BOUND),
        *(one for table, columns, parent in BOUND for one in bound(table, columns, parent, KEYS[parent])),
        # Nobody searches numbers by a prefix; Django makes this index for every text key.
        migrations.RunSQL(
            "DROP INDEX IF EXISTS cw_claims_claimnumber_number_eeba711f_like", migrations.RunSQL.noop
        ),
    ]
