"""Where transfers go: the account number is sealed."""

from django.db import models
from django.db.models.functions import Now

from coverwell.records.sealing.seal import PATTERN


class BankAccount(models.Model):
    """A payee's account for transfers, from a day on; the newest usable one counts.

    A row that `ended` is no account: from its day on the payee is paid by cheque.
    The account number is sealed for its row, and found by its index. `ending` is what people see.
    """

    class Source(models.TextChoices):
        ENROLLED = "enrolled"
        BANK = "bank"
        ENDED = "ended"

    id = models.BigIntegerField(primary_key=True)
    payee = models.CharField(max_length=30)
    tax_id = models.CharField(max_length=9, blank=True)
    family = models.BigIntegerField(null=True)
    person = models.SmallIntegerField(null=True)
    first_on = models.DateField()
    routing = models.CharField(max_length=9)
    account_sealed = models.CharField(max_length=200)
    account_index = models.CharField(max_length=64, db_index=True)
    ending = models.CharField(max_length=4, blank=True)
    checking = models.BooleanField(default=True)
    source = models.CharField(max_length=8, choices=Source, default=Source.ENROLLED)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cw_bank_account_is_sealed",
                condition=models.Q(account_sealed__regex=PATTERN),
            )
        ]
        indexes = [models.Index(fields=["payee", "first_on"])]

    def __str__(self) -> str:
        return f"bank account {self.pk}"
