"""The ledger: postings whose entries balance."""

from django.db import models

from coverwell.records.payments.models.payments import Payment


class Posting(models.Model):
    """One business event in the ledger; its entries balance or the transaction fails."""

    class Kind(models.TextChoices):
        PAYMENT = "payment"
        RETURN = "return"
        VOID = "void"
        CASHED = "cashed"
        REFUND = "refund"

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=8, choices=Kind)
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="postings", null=True
    )
    # The refund that is posted: money that came in without a payment of ours.
    order = models.BigIntegerField(null=True, unique=True)
    posted_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "kind"], name="cw_posting_once"),
            models.CheckConstraint(
                name="cw_posting_of_something",
                condition=models.Q(kind="refund", payment=None, order__isnull=False)
                | ~models.Q(kind="refund") & models.Q(payment__isnull=False, order=None),
            ),
        ]

    def __str__(self) -> str:
        return f"posting {self.pk}"


class LedgerEntry(models.Model):
    """One side of a posting (cents): a debit or a credit of an account of ours."""

    pk = models.CompositePrimaryKey("posting_id", "line")
    posting = models.ForeignKey(
        Posting, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    line = models.SmallIntegerField()
    account = models.CharField(max_length=60)
    debit = models.BigIntegerField()
    credit = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cw_entry_is_debit_or_credit",
                condition=models.Q(debit__gt=0, credit=0) | models.Q(debit=0, credit__gt=0),
            )
        ]

    def __str__(self) -> str:
        return f"entry {self.posting_id}-{self.line}"
