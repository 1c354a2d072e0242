"""The columns that held account numbers in plain text go; a payment names its sealed account."""

import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cw_payments", "0005_seal_accounts")]

    operations = [
        migrations.RemoveConstraint(
            model_name='payment',
            name='cw_payment_adds_up',
        ),
        migrations.RemoveConstraint(
            model_name='payment',
            name='cw_payment_method',
        ),
        migrations.RemoveField(
            model_name='payment',
            name='account',
        ),
        migrations.RemoveField(
            model_name='payment',
            name='routing',
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('amount', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('claims_total'), '+', models.F('interest_total')), '-', models.F('balance_before')), '+', models.F('balance_after')), '-', models.F('adjustments_total')))), name='cw_payment_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount', 0), ('method', 'none')), models.Q(('amount__gt', 0), ('method', 'cheque')), models.Q(('amount__gt', 0), ('bank_account__isnull', False), ('method', 'eft')), _connector='OR'), name='cw_payment_method'),
        ),
        migrations.DeleteModel(
            name='MemberAccount',
        ),
        migrations.DeleteModel(
            name='ReturnedPayment',
        ),
    ]
