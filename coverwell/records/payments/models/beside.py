"""Money beside the claims: what is asked back, refunded, adjusted, withheld or paid again."""

from django.db import models
from django.db.models.functions import Now

from coverwell.records.members.family_key import family_key
from coverwell.records.payments.models.payments import Payment


class PayeeOrder(models.Model):
    """An amount (cents, above zero) that coming payments settle; `adjustment` may raise (below).

    recovery: an overpayment asked back by letter, taken from payments that are made from
    `first_on` on. refund: money that a payee sent us. adjustment: what a person decided, positive
    lowers. levy: what an authority takes. reissue: a payment that came back or was voided.
    """

    class Kind(models.TextChoices):
        RECOVERY = "recovery"
        REFUND = "refund"
        ADJUSTMENT = "adjustment"
        LEVY = "levy"
        REISSUE = "reissue"

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind)
    payee = models.CharField(max_length=30)
    tax_id = models.CharField(max_length=9, blank=True)
    family = models.BigIntegerField(null=True)
    person = models.SmallIntegerField(null=True)
    reference = models.CharField(max_length=30)
    claim_number = models.CharField(max_length=20, blank=True)
    amount = models.BigIntegerField()
    first_on = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    # A payment is paid again once, whatever happens.
    reissues = models.OneToOneField(
        Payment, on_delete=models.PROTECT, null=True, related_name="reissue"
    )
    by = models.CharField(max_length=150)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cw_order_amount",
                condition=models.Q(amount__gt=0)
                | models.Q(kind="adjustment") & ~models.Q(amount=0),
            ),
            models.CheckConstraint(
                name="cw_order_reissues",
                condition=models.Q(kind="reissue", reissues__isnull=False)
                | ~models.Q(kind="reissue") & models.Q(reissues=None),
            ),
            # The same cheque of a payee is booked once.
            models.UniqueConstraint(
                fields=["payee", "kind", "reference"],
                condition=models.Q(kind__in=("refund", "levy")),
                name="cw_order_once",
            ),
        ]
        indexes = [models.Index(fields=["payee", "kind"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class PaymentAdjustment(models.Model):
    """One amount beside a payment's claims, with the sign of PLB: positive lowers the payment."""

    pk = models.CompositePrimaryKey("payment_id", "line")
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="adjustments", db_index=False
    )
    line = models.SmallIntegerField()
    tax_id = models.CharField(max_length=9, blank=True)
    family = models.BigIntegerField(null=True)
    person = models.SmallIntegerField(null=True)
    code = models.CharField(max_length=2)
    reference = models.CharField(max_length=30)
    amount = models.BigIntegerField()
    order = models.ForeignKey(
        PayeeOrder, on_delete=models.PROTECT, null=True, related_name="settled"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cw_adjustment_sign",
                condition=models.Q(code__in=("72", "B2"), amount__lt=0)
                | models.Q(code__in=("IR", "LE"), amount__gt=0)
                | models.Q(code__in=("WO", "CS")) & ~models.Q(amount=0),
            ),
            # What is settled whole is settled once.
            models.UniqueConstraint(
                fields=["order", "code"],
                condition=models.Q(code__in=("72", "B2", "CS")),
                name="cw_order_settled_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.payment_id}-{self.line}"


class RecoveryByLetter(models.Model):
    """A reversal whose money is asked back by letter instead of being netted at once."""

    pk = models.CompositePrimaryKey("family_id", "claim", "decision_no")
    family = family_key("recoveries_by_letter")
    claim = models.BigIntegerField()
    decision_no = models.SmallIntegerField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"letter for {self.family_id}-{self.claim}-{self.decision_no}"


class BackupWithholding(models.Model):
    """Whether tax is withheld from an office's payments from a day on; the newest row counts."""

    tax_id = models.CharField(max_length=9)
    first_on = models.DateField()
    withheld = models.BooleanField()
    reason = models.CharField(max_length=100)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["tax_id", "first_on"])]

    def __str__(self) -> str:
        return f"backup withholding {self.pk}"
