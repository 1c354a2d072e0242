"""An office sees what it sent and what is asked of it; members see none of it."""

from django.db import migrations

from coverwell.records.access.rights import APPEND, EVERYTHING, OFFICE, QUEUE, audit, foreign_key, protect


# Whose a document is may be found out later; all else of it stays as it came.
ONE_OFFICE_LATER = f"{APPEND}, UPDATE (tax_id)"
CLAIM = ("cw_claims_claim", "family_id, id")


class Migration(migrations.Migration):
    dependencies = [
        ("cw_attachments", "0001_initial"),
        ("cw_claims", "0002_rights"),
        ("cw_audit", "0002_append_only"),
    ]

    operations = [
        *protect("cw_attachments_attachment", ONE_OFFICE_LATER, OFFICE),
        *protect("cw_attachments_scan", APPEND, OFFICE),
        *protect("cw_attachments_placement", APPEND, OFFICE),
        *protect("cw_attachments_announced", APPEND, OFFICE),
        *protect("cw_attachments_request", APPEND, OFFICE),
        *protect("cw_attachments_toask", QUEUE),
        *protect("cw_attachments_toscan", EVERYTHING),
        *foreign_key("cw_attachments_placement", "family, claim", *CLAIM),
        *foreign_key("cw_attachments_announced", "family_id, claim", *CLAIM),
        *foreign_key("cw_attachments_request", "family_id, claim", *CLAIM),
        *foreign_key("cw_attachments_toask", "family_id, claim", *CLAIM),
        *audit("cw_attachments_attachment", "id"),
        *audit("cw_attachments_scan", "attachment_id"),
        *audit("cw_attachments_placement", "attachment_id", "family"),
        *audit("cw_attachments_request", "number", "family_id"),
    ]
