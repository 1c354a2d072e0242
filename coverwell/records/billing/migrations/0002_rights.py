"""Premiums are the staff's: appended, audited, and every posting balances when it is committed."""

from django.db import migrations

from coverwell.records.access.rights import APPEND, ENGINE, audit, protect


BALANCE = """
CREATE FUNCTION cw_billing_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    off_by bigint;
BEGIN
    SELECT sum(debit) - sum(credit) INTO off_by
    FROM cw_billing_billingentry WHERE posting_id = NEW.posting_id;
    IF off_by <> 0 THEN
        RAISE EXCEPTION 'Posting % is off by % cents.', NEW.posting_id, off_by
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cw_billing_posting_balances';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER cw_billing_posting_balances AFTER INSERT OR UPDATE OR DELETE
    ON cw_billing_billingentry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cw_billing_balance()
"""


class Migration(migrations.Migration):
    dependencies = [("cw_billing", "0001_initial"), ("cw_audit", "0002_append_only")]

    operations = [
        # Numbers of invoices; taken in blocks, so it may have gaps.
        migrations.RunSQL(
            f"CREATE SEQUENCE cw_billing_number; GRANT USAGE ON SEQUENCE cw_billing_number TO {ENGINE}",
            "DROP SEQUENCE cw_billing_number",
        ),
        *protect("cw_billing_invoice", APPEND),
        *protect("cw_billing_invoiceline", APPEND),
        *protect("cw_billing_receipt", APPEND),
        *protect("cw_billing_receiptitem", APPEND),
        *protect("cw_billing_application", APPEND),
        *protect("cw_billing_billingposting", APPEND),
        *protect("cw_billing_billingentry", APPEND),
        migrations.RunSQL(BALANCE, migrations.RunSQL.noop),
        *audit("cw_billing_invoice", "number"),
        *audit("cw_billing_receipt", "id"),
        *audit("cw_billing_application", "receipt || '-' || line"),
    ]
