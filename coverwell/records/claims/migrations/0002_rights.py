"""The decision path: history is appended, queues are emptied, every child is bound to its claim."""

from django.db import migrations

from coverwell.records.access.rights import APPEND, CHANGE, ENGINE, FAMILY, PARTY, QUEUE, Scope, audit, foreign_key, protect


class Migration(migrations.Migration):
    dependencies = [("cw_claims", "0001_initial"), ("cw_members", "0002_rights"), ("cw_audit", "0002_append_only")]

    operations = [
        # Public claim numbers are made from it; taken in blocks, so it may have gaps.
        migrations.RunSQL(
            f"CREATE SEQUENCE cw_claims_number; GRANT USAGE ON SEQUENCE cw_claims_number TO {ENGINE}",
            "DROP SEQUENCE cw_claims_number",
        ),
        *protect("cw_claims_claim", APPEND, PARTY),
        *protect("cw_claims_claimnumber", APPEND, Scope("family", "person", "tax_id")),
        *protect("cw_claims_todecide", QUEUE),
        *protect("cw_claims_decision", APPEND, PARTY),
        *protect("cw_claims_decisionline", APPEND, PARTY),
        *protect("cw_claims_accumulatorentry", APPEND, FAMILY),
        *protect("cw_claims_accumulatorbalance", CHANGE, FAMILY),
        *protect("cw_claims_topay", QUEUE),
        *foreign_key("cw_claims_claim", "family_id", "cw_members_family", "id"),
        *foreign_key("cw_claims_claimnumber", "family, claim", "cw_claims_claim", "family_id, id"),
        *foreign_key("cw_claims_todecide", "family_id, claim", "cw_claims_claim", "family_id, id"),
        *foreign_key("cw_claims_decision", "family_id, claim", "cw_claims_claim", "family_id, id"),
        *foreign_key("cw_claims_decisionline", "family_id, claim, decision_no", "cw_claims_decision", "family_id, claim, decision_no"),
        *foreign_key("cw_claims_accumulatorentry", "family_id, claim, decision_no", "cw_claims_decision", "family_id, claim, decision_no"),
        *foreign_key("cw_claims_topay", "family_id, claim, decision_no", "cw_claims_decision", "family_id, claim, decision_no"),
        *foreign_key("cw_claims_accumulatorbalance", "family_id", "cw_members_family", "id"),
        *audit("cw_claims_claim", "family_id || '-' || id", "family_id"),
        *audit("cw_claims_decision", "family_id || '-' || claim || '-' || decision_no", "family_id"),
    ]
