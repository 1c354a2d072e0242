"""Payments, what each settles, and what became of it."""

from django.db import models
from django.db.models.functions import Now

from coverwell.records.members.family_key import family_key
from coverwell.records.payments.models.bank_accounts import BankAccount
from coverwell.records.payments.models.runs import Run


class Payment(models.Model):
    """What one payee gets from one run (cents): claims + interest - owed to us - adjustments.

    `sequence` counts a payee's payments; `balance_after` is the one open balance that the payee
    owes, and `balance_before` is that of the sequence before.
    """

    class Method(models.TextChoices):
        EFT = "eft"
        CHEQUE = "cheque"
        NONE = "none"

    id = models.BigIntegerField(primary_key=True)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="paid")
    trace_number = models.CharField(max_length=15, unique=True)
    payee = models.CharField(max_length=30)
    sequence = models.IntegerField()
    tax_id = models.CharField(max_length=9, blank=True)
    family = models.BigIntegerField(null=True)
    person = models.SmallIntegerField(null=True)
    method = models.CharField(max_length=6, choices=Method)
    amount = models.BigIntegerField()
    claims_total = models.BigIntegerField()
    interest_total = models.BigIntegerField()
    balance_before = models.BigIntegerField()
    balance_after = models.BigIntegerField()
    adjustments_total = models.BigIntegerField(default=0)
    made_on = models.DateField()
    effective_on = models.DateField()
    name = models.CharField(max_length=100)
    bank_account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payee", "sequence"], name="cw_payment_one_open"),
            models.CheckConstraint(
                name="cw_payment_adds_up",
                condition=models.Q(
                    amount=models.F("claims_total")
                    + models.F("interest_total")
                    - models.F("balance_before")
                    + models.F("balance_after")
                    - models.F("adjustments_total")
                ),
            ),
            models.CheckConstraint(
                name="cw_payment_is_never_negative",
                condition=models.Q(amount__gte=0, balance_after__gte=0, interest_total__gte=0)
                & (models.Q(amount=0) | models.Q(balance_after=0)),
            ),
            models.CheckConstraint(
                name="cw_payment_method",
                condition=models.Q(method="none", amount=0)
                | models.Q(method="cheque", amount__gt=0)
                | models.Q(method="eft", amount__gt=0, bank_account__isnull=False),
            ),
            models.CheckConstraint(
                name="cw_payment_has_one_payee",
                condition=models.Q(family=None, person=None) & ~models.Q(tax_id="")
                | models.Q(tax_id="", family__isnull=False, person__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["tax_id", "effective_on"]),
            models.Index(
                fields=["family", "person"],
                condition=models.Q(tax_id=""),
                name="cw_payment_member",
            ),
        ]

    def __str__(self) -> str:
        return f"payment {self.trace_number}"


class PaymentItem(models.Model):
    """One decision that a payment settles; a decision is settled once."""

    pk = models.CompositePrimaryKey("family_id", "claim", "decision_no")
    family = family_key("payment_items")
    claim = models.BigIntegerField()
    decision_no = models.SmallIntegerField()
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="items")
    person = models.SmallIntegerField()
    tax_id = models.CharField(max_length=9)
    amount = models.BigIntegerField()
    interest = models.BigIntegerField()

    def __str__(self) -> str:
        return f"payment of {self.family_id}-{self.claim}-{self.decision_no}"


class PaymentOutcome(models.Model):
    """What became of a payment, once: sent back by the bank, voided by us, or cashed."""

    class Kind(models.TextChoices):
        RETURNED = "returned"
        VOIDED = "voided"
        CASHED = "cashed"

    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="outcome")
    kind = models.CharField(max_length=8, choices=Kind)
    # R01 and the like for a return; lost, stale, damaged or error for a void.
    reason = models.CharField(max_length=8, blank=True)
    on = models.DateField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"payment {self.payment_id} {self.kind}"
