"""Account numbers that stand in plain columns are sealed, each for the row that it moves to."""

from datetime import date

from django.db import migrations

from coverwell.records.sealing.seal import index, seal


COLUMN = "cw_payments_bankaccount.account"
# The owner moves rows of tables on which row security is forced even for the owner.
TABLES = (
    "cw_providers_group", "cw_payments_memberaccount", "cw_payments_payment",
    "cw_payments_returnedpayment", "cw_payments_bankaccount", "cw_payments_paymentoutcome",
)
LONG_AGO, BEFORE = date(2000, 1, 1), date(1900, 1, 1)


def seal_accounts(apps, schema_editor):
    """Payees' own accounts first; then those that only payments name, too old to be used again."""
    known = {}
    for group in apps.get_model("cw_providers", "Group").objects.exclude(eft_account="").order_by("pk"):
        _account(apps, schema_editor, known, (group.tax_id, group.eft_routing, group.eft_account), LONG_AGO)
    for row in apps.get_model("cw_payments", "MemberAccount").objects.order_by("pk"):
        payee = f"{row.family_id}-{row.person:02d}"
        _account(apps, schema_editor, known, (payee, row.routing, row.account), row.first_on)
    payment = apps.get_model("cw_payments", "Payment")
    for key in payment.objects.filter(method="eft").values_list("payee", "routing", "account").distinct().order_by("payee", "routing", "account"):
        number = _account(apps, schema_editor, known, key, BEFORE)
        payment.objects.filter(method="eft", payee=key[0], routing=key[1], account=key[2]).update(bank_account=number)
    outcome = apps.get_model("cw_payments", "PaymentOutcome")
    for row in apps.get_model("cw_payments", "ReturnedPayment").objects.order_by("pk"):
        outcome.objects.create(payment_id=row.payment_id, kind="returned", reason=row.reason, on=row.returned_on, by=row.by)


def _account(apps, schema_editor, known, key, first_on):
    if key in known:
        return known[key]
    payee, routing, account = key
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cw_payments_number')")
        (number,) = cursor.fetchone()
    family, _, person = payee.partition("-")
    apps.get_model("cw_payments", "BankAccount").objects.create(
        id=number, payee=payee, tax_id="" if person else payee,
        family=int(family) if person else None, person=int(person) if person else None,
        first_on=first_on, routing=routing, account_sealed=seal(f"{COLUMN}:{number}", account),
        account_index=index(COLUMN, f"{routing} {account}"),
        ending=account[-4:] if len(account) > 7 else "", by="migration",
    )
    known[key] = number
    return number


class Migration(migrations.Migration):
    dependencies = [("cw_payments", "0004_beside_claims"), ("cw_providers", "0002_rights")]

    operations = [
        migrations.RunSQL([f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in TABLES], migrations.RunSQL.noop),
        migrations.RunPython(seal_accounts, migrations.RunPython.noop),
        migrations.RunSQL(
            ["SET CONSTRAINTS ALL IMMEDIATE", *(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in TABLES)],
            migrations.RunSQL.noop,
        ),
    ]
