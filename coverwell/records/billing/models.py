"""Premiums: invoices, receipts and what of them is applied, and a ledger that balances."""

from django.db import models
from django.db.models.functions import Now


class Invoice(models.Model):
    """What an account (or a family by itself) owes for a month, adjustments in it.

    `payer` is `account 0042031` or `family U00000042`; one invoice a payer and month (cents).
    `binder`: the first one of somebody who pays alone, whose payment makes the cover effective.
    """

    number = models.CharField(max_length=14, unique=True)
    payer = models.CharField(max_length=24)
    account = models.ForeignKey("cw_members.Account", on_delete=models.PROTECT)
    family = models.BigIntegerField(null=True)
    month = models.DateField()
    due_on = models.DateField()
    grace_until = models.DateField()
    total = models.BigIntegerField()
    binder = models.BooleanField(default=False)
    issued_on = models.DateField()
    issued_by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["payer", "month"], name="cw_invoice_once")]

    def __str__(self) -> str:
        return self.number


class InvoiceLine(models.Model):
    """A family's premium for one plan and part of a month, or what is set right of an earlier one.

    `family` is whose it is; `tier` the tier or `by age`; `rates` names the sheet (cents).
    """

    class Kind(models.TextChoices):
        PREMIUM = "premium"
        ADJUSTMENT = "adjustment"

    pk = models.CompositePrimaryKey("invoice_id", "line")
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    line = models.IntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    family = models.BigIntegerField(db_index=True)
    plan_key = models.CharField(max_length=60)
    tier = models.CharField(max_length=24)
    for_month = models.DateField()
    first_on = models.DateField()
    last_on = models.DateField()
    amount = models.BigIntegerField()
    rates = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"invoice line {self.invoice_id}-{self.line}"


class Receipt(models.Model):
    """A payment that came in (BPR and TRN of an 820), once; a reversal takes one back (cents)."""

    originator = models.CharField(max_length=30)
    trace_number = models.CharField(max_length=50)
    amount = models.BigIntegerField()
    method = models.CharField(max_length=3)
    effective_on = models.DateField(null=True)
    payer_name = models.CharField(max_length=80, blank=True)
    file = models.BigIntegerField(null=True)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True)
    why = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=150)
    posted_on = models.DateField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["originator", "trace_number"],
                condition=models.Q(reverses=None),
                name="cw_receipt_once",
            )
        ]

    def __str__(self) -> str:
        return f"receipt {self.pk}"


class ReceiptItem(models.Model):
    """One part of a payment as its sender said it (cents). What is not applied waits in suspense.

    `why` names the rule by which something of it waits (see rulebook/premiums), '' where nothing
    did when it came.
    """

    pk = models.CompositePrimaryKey("receipt_id", "line")
    receipt = models.ForeignKey(
        Receipt, on_delete=models.PROTECT, related_name="items", db_index=False
    )
    line = models.IntegerField()
    said = models.CharField(max_length=120)
    qualifier = models.CharField(max_length=3, blank=True)
    reference = models.CharField(max_length=50, blank=True)
    amount = models.BigIntegerField()
    why = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"receipt item {self.receipt_id}-{self.line}"


class Application(models.Model):
    """What of an item is counted on an invoice (cents); a correction is another row."""

    receipt = models.BigIntegerField()
    line = models.IntegerField()
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="applications")
    amount = models.BigIntegerField()
    why = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["receipt", "line"])]

    def __str__(self) -> str:
        return f"application {self.pk}"


class BillingPosting(models.Model):
    """One event of the premium ledger; its entries balance or the transaction fails."""

    class Kind(models.TextChoices):
        INVOICE = "invoice"
        RECEIPT = "receipt"
        REVERSAL = "reversal"
        APPLICATION = "application"

    kind = models.CharField(max_length=11, choices=Kind)
    of = models.BigIntegerField()
    posted_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "of"], name="cw_billing_posting_once")
        ]

    def __str__(self) -> str:
        return f"billing posting {self.pk}"


class BillingEntry(models.Model):
    """One side of a posting (cents): a debit or a credit of an account of ours."""

    pk = models.CompositePrimaryKey("posting_id", "line")
    posting = models.ForeignKey(
        BillingPosting, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    line = models.IntegerField()
    account = models.CharField(max_length=80)
    debit = models.BigIntegerField()
    credit = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cw_billing_entry_is_debit_or_credit",
                condition=models.Q(debit__gt=0, credit=0) | models.Q(debit=0, credit__gt=0),
            )
        ]

    def __str__(self) -> str:
        return f"billing entry {self.posting_id}-{self.line}"
