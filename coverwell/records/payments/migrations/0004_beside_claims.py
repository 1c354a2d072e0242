"""Bank accounts that are sealed, money beside the claims, and what becomes of a payment."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

from coverwell.records.access.rights import APPEND, ENGINE, Scope, audit, foreign_key, protect


PAYEE = Scope("family", "person", "tax_id")
DECISION = ("family_id, claim, decision_no", "cw_claims_decision", "family_id, claim, decision_no")


class Migration(migrations.Migration):
    dependencies = [("cw_payments", "0003_payment_made_on"), ("cw_members", "0002_rights")]

    operations = [
        migrations.CreateModel(
            name='BackupWithholding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tax_id', models.CharField(max_length=9)),
                ('first_on', models.DateField()),
                ('withheld', models.BooleanField()),
                ('reason', models.CharField(max_length=100)),
                ('by', models.CharField(max_length=150)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name='BankAccount',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('payee', models.CharField(max_length=30)),
                ('tax_id', models.CharField(blank=True, max_length=9)),
                ('family', models.BigIntegerField(null=True)),
                ('person', models.SmallIntegerField(null=True)),
                ('first_on', models.DateField()),
                ('routing', models.CharField(max_length=9)),
                ('account_sealed', models.CharField(max_length=200)),
                ('account_index', models.CharField(db_index=True, max_length=64)),
                ('ending', models.CharField(blank=True, max_length=4)),
                ('checking', models.BooleanField(default=True)),
                ('source', models.CharField(choices=[('enrolled', 'Enrolled'), ('bank', 'Bank')], default='enrolled', max_length=8)),
                ('by', models.CharField(max_length=150)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name='PayeeOrder',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('recovery', 'Recovery'), ('refund', 'Refund'), ('adjustment', 'Adjustment'), ('levy', 'Levy'), ('reissue', 'Reissue')], max_length=10)),
                ('payee', models.CharField(max_length=30)),
                ('tax_id', models.CharField(blank=True, max_length=9)),
                ('family', models.BigIntegerField(null=True)),
                ('person', models.SmallIntegerField(null=True)),
                ('reference', models.CharField(max_length=30)),
                ('claim_number', models.CharField(blank=True, max_length=20)),
                ('amount', models.BigIntegerField()),
                ('first_on', models.DateField()),
                ('note', models.CharField(blank=True, max_length=200)),
                ('by', models.CharField(max_length=150)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('reissues', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reissue', to='cw_payments.payment')),
            ],
        ),
        migrations.CreateModel(
            name='PaymentAdjustment',
            fields=[
                ('pk', models.CompositePrimaryKey('payment_id', 'line', blank=True, editable=False, primary_key=True, serialize=False)),
                ('line', models.SmallIntegerField()),
                ('tax_id', models.CharField(blank=True, max_length=9)),
                ('family', models.BigIntegerField(null=True)),
                ('person', models.SmallIntegerField(null=True)),
                ('code', models.CharField(max_length=2)),
                ('reference', models.CharField(max_length=30)),
                ('amount', models.BigIntegerField()),
                ('order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='settled', to='cw_payments.payeeorder')),
                ('payment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='adjustments', to='cw_payments.payment')),
            ],
        ),
        migrations.CreateModel(
            name='PaymentOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('returned', 'Returned'), ('voided', 'Voided'), ('cashed', 'Cashed')], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=8)),
                ('on', models.DateField()),
                ('by', models.CharField(max_length=150)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('payment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='outcome', to='cw_payments.payment')),
            ],
        ),
        migrations.CreateModel(
            name='RecoveryByLetter',
            fields=[
                ('pk', models.CompositePrimaryKey('family_id', 'claim', 'decision_no', blank=True, editable=False, primary_key=True, serialize=False)),
                ('claim', models.BigIntegerField()),
                ('decision_no', models.SmallIntegerField()),
                ('by', models.CharField(max_length=150)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('family', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='recoveries_by_letter', to='cw_members.family')),
            ],
        ),
        migrations.AddField(
            model_name='payment',
            name='adjustments_total',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='posting',
            name='order',
            field=models.BigIntegerField(null=True, unique=True),
        ),
        migrations.AddField(
            model_name='runrequest',
            name='last_order',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='posting',
            name='kind',
            field=models.CharField(choices=[('payment', 'Payment'), ('return', 'Return'), ('void', 'Void'), ('cashed', 'Cashed'), ('refund', 'Refund')], max_length=8),
        ),
        migrations.AlterField(
            model_name='posting',
            name='payment',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='cw_payments.payment'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'refund'), ('order__isnull', False), ('payment', None)), models.Q(models.Q(('kind', 'refund'), _negated=True), ('order', None), ('payment__isnull', False)), _connector='OR'), name='cw_posting_of_something'),
        ),
        migrations.AddIndex(
            model_name='backupwithholding',
            index=models.Index(fields=['tax_id', 'first_on'], name='cw_payments_tax_id_2dfdfe_idx'),
        ),
        migrations.AddIndex(
            model_name='bankaccount',
            index=models.Index(fields=['payee', 'first_on'], name='cw_payments_payee_b2b0d0_idx'),
        ),
        migrations.AddConstraint(
            model_name='bankaccount',
            constraint=models.CheckConstraint(condition=models.Q(('account_sealed__regex', '^s1\\.[a-z0-9]{1,16}\\.[A-Za-z0-9_-]+={0,2}$')), name='cw_bank_account_is_sealed'),
        ),
        migrations.AddField(
            model_name='payment',
            name='bank_account',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='cw_payments.bankaccount'),
        ),
        migrations.AddIndex(
            model_name='payeeorder',
            index=models.Index(fields=['payee', 'kind'], name='cw_payments_payee_896d41_idx'),
        ),
        migrations.AddConstraint(
            model_name='payeeorder',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0), models.Q(('kind', 'adjustment'), models.Q(('amount', 0), _negated=True)), _connector='OR'), name='cw_order_amount'),
        ),
        migrations.AddConstraint(
            model_name='payeeorder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'reissue'), ('reissues__isnull', False)), models.Q(models.Q(('kind', 'reissue'), _negated=True), ('reissues', None)), _connector='OR'), name='cw_order_reissues'),
        ),
        migrations.AddConstraint(
            model_name='payeeorder',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ('refund', 'levy'))), fields=('payee', 'kind', 'reference'), name='cw_order_once'),
        ),
        migrations.AddConstraint(
            model_name='paymentadjustment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__lt', 0), ('code__in', ('72', 'B2'))), models.Q(('amount__gt', 0), ('code__in', ('IR', 'LE'))), models.Q(('code__in', ('WO', 'CS')), models.Q(('amount', 0), _negated=True)), _connector='OR'), name='cw_adjustment_sign'),
        ),
        migrations.AddConstraint(
            model_name='paymentadjustment',
            constraint=models.UniqueConstraint(condition=models.Q(('code__in', ('72', 'B2', 'CS'))), fields=('order', 'code'), name='cw_order_settled_once'),
        ),
        *protect("cw_payments_bankaccount", APPEND, PAYEE),
        # A new key seals the same number again: nothing else of a row changes.
        migrations.RunSQL(
            f"GRANT UPDATE (account_sealed, account_index) ON cw_payments_bankaccount TO {ENGINE}",
            migrations.RunSQL.noop,
        ),
        *protect("cw_payments_payeeorder", APPEND, PAYEE),
        *protect("cw_payments_paymentadjustment", APPEND, PAYEE),
        *protect("cw_payments_paymentoutcome", APPEND),
        *protect("cw_payments_recoverybyletter", APPEND),
        *protect("cw_payments_backupwithholding", APPEND),
        *foreign_key("cw_payments_recoverybyletter", *DECISION),
        *audit("cw_payments_bankaccount", "id", "family"),
        *audit("cw_payments_payeeorder", "id", "family"),
        *audit("cw_payments_paymentoutcome", "payment_id"),
        *audit("cw_payments_recoverybyletter", "family_id || '-' || claim || '-' || decision_no", "family_id"),
        *audit("cw_payments_backupwithholding", "id"),
    ]
