"""Payments and the ledger are appended, postings balance when they are committed."""

from django.db import migrations

from coverwell.records.access.rights import APPEND, ENGINE, FAMILY, OFFICE, PARTY, QUEUE, Scope, audit, foreign_key, protect


BALANCE = """
CREATE FUNCTION cw_payments_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    off_by bigint;
BEGIN
    SELECT sum(debit) - sum(credit) INTO off_by
    FROM cw_payments_ledgerentry WHERE posting_id = NEW.posting_id;
    IF off_by <> 0 THEN
        RAISE EXCEPTION 'Posting % is off by % cents.', NEW.posting_id, off_by
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cw_posting_balances';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER cw_posting_balances AFTER INSERT OR UPDATE OR DELETE
    ON cw_payments_ledgerentry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cw_payments_balance()
"""
PAYEE = Scope("family", "person", "tax_id")
DECISION = ("family_id, claim, decision_no", "cw_claims_decision", "family_id, claim, decision_no")


class Migration(migrations.Migration):
    dependencies = [
        ("cw_payments", "0001_initial"), ("cw_claims", "0002_rights"),
        ("cw_members", "0002_rights"), ("cw_files", "0002_rights"), ("cw_audit", "0002_append_only"),
    ]

    operations = [
        # Payments and postings are numbered from it; taken in blocks, so it may have gaps.
        migrations.RunSQL(
            f"CREATE SEQUENCE cw_payments_number; GRANT USAGE ON SEQUENCE cw_payments_number TO {ENGINE}",
            "DROP SEQUENCE cw_payments_number",
        ),
        *protect("cw_payments_runrequest", APPEND),
        *protect("cw_payments_runrequestitem", APPEND),
        *protect("cw_payments_run", APPEND),
        *protect("cw_payments_payment", APPEND, PAYEE),
        *protect("cw_payments_paymentitem", APPEND, PARTY),
        *protect("cw_payments_posting", APPEND),
        *protect("cw_payments_ledgerentry", APPEND),
        *protect("cw_payments_tosend", QUEUE),
        *protect("cw_payments_sentfile", APPEND, OFFICE),
        *protect("cw_payments_sendingevent", APPEND),
        *protect("cw_payments_returnedpayment", APPEND),
        *protect("cw_payments_memberaccount", APPEND, FAMILY),
        *foreign_key("cw_payments_runrequestitem", *DECISION),
        *foreign_key("cw_payments_paymentitem", *DECISION),
        *foreign_key("cw_payments_memberaccount", "family_id, person", "cw_members_person", "family_id, number"),
        migrations.RunSQL(BALANCE, migrations.RunSQL.noop),
        *audit("cw_payments_runrequest", "id"),
        *audit("cw_payments_run", "id"),
        *audit("cw_payments_payment", "trace_number", "family"),
        *audit("cw_payments_paymentitem", "family_id || '-' || claim || '-' || decision_no", "family_id"),
        *audit("cw_payments_sendingevent", "sent_file_id || '-' || state"),
        *audit("cw_payments_returnedpayment", "payment_id"),
        *audit("cw_payments_memberaccount", "family_id || '-' || person", "family_id"),
    ]
