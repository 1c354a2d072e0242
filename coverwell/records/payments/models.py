"""Payment runs, payments, what each settles, and the ledger. Rows are added, never changed."""

from django.db import models
from django.db.models.functions import Now

from coverwell.records.members.family_key import family_key


class RunRequest(models.Model):
    """A run above the limit that waits for a second person; its items are fixed when asked."""

    as_of = models.DateField()
    asked_by = models.CharField(max_length=150)
    total = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"payment run request {self.pk}"


class RunRequestItem(models.Model):
    """One decision that a request would pay."""

    pk = models.CompositePrimaryKey("request_id", "family_id", "claim", "decision_no")
    request = models.ForeignKey(RunRequest, on_delete=models.PROTECT, db_index=False)
    family = family_key("requested_payments")
    claim = models.BigIntegerField()
    decision_no = models.SmallIntegerField()

    def __str__(self) -> str:
        return f"request {self.request_id} {self.family_id}-{self.claim}-{self.decision_no}"


class Run(models.Model):
    """One payment run: who asked and approved it, its day, its totals (cents), its versions."""

    as_of = models.DateField()
    effective_on = models.DateField()
    asked_by = models.CharField(max_length=150)
    approved_by = models.CharField(max_length=150, blank=True)
    request = models.OneToOneField(RunRequest, on_delete=models.PROTECT, null=True)
    payments = models.IntegerField()
    claims = models.IntegerField()
    claims_total = models.BigIntegerField()
    interest_total = models.BigIntegerField()
    paid_total = models.BigIntegerField()
    code = models.CharField(max_length=16)
    rulebook = models.CharField(max_length=16)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"payment run {self.pk}"


class Payment(models.Model):
    """What one payee gets from one run (cents): claims + interest - what was owed to us.

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
    made_on = models.DateField()
    effective_on = models.DateField()
    name = models.CharField(max_length=100)
    routing = models.CharField(max_length=9, blank=True)
    account = models.CharField(max_length=17, blank=True)

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
                | models.Q(method="eft", amount__gt=0) & ~models.Q(routing=""),
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


class Posting(models.Model):
    """One business event in the ledger; its entries balance or the transaction fails."""

    class Kind(models.TextChoices):
        PAYMENT = "payment"
        RETURN = "return"

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=8, choices=Kind)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="postings")
    posted_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "kind"], name="cw_posting_once"),
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


class Channel(models.TextChoices):
    """How a payment leaves the house."""

    REMITTANCE = "835"
    BANK = "bank"
    CHEQUE = "cheque"


class ToSend(models.Model):
    """The outbox: files still to be written; the writer deletes what it kept."""

    channel = models.CharField(max_length=6, choices=Channel)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="to_send")
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, null=True)

    def __str__(self) -> str:
        return f"to send {self.channel} {self.run_id}"


class SentFile(models.Model):
    """The file that carries a payment (835) or a run (bank, cheques): one each, ever."""

    channel = models.CharField(max_length=6, choices=Channel)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="files")
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, null=True)
    tax_id = models.CharField(max_length=9, blank=True)
    file = models.ForeignKey("cw_files.KeptFile", on_delete=models.PROTECT)
    entries = models.IntegerField()
    total = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "channel"],
                condition=models.Q(payment=None),
                name="cw_sent_file_once_a_run",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} file of run {self.run_id}"


class SendingEvent(models.Model):
    """What became of a bank file, in order; one that is `sending` is unknown, not unsent."""

    class State(models.TextChoices):
        WRITTEN = "written"
        SENDING = "sending"
        SENT = "sent"
        CONFIRMED = "confirmed"
        MISSING = "missing"
        REFUSED = "refused"

    sent_file = models.ForeignKey(SentFile, on_delete=models.PROTECT, related_name="sendings")
    state = models.CharField(max_length=9, choices=State)
    attempt = models.SmallIntegerField()
    by = models.CharField(max_length=150)
    detail = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sent_file", "attempt", "state"], name="cw_sending_step_once"
            )
        ]

    def __str__(self) -> str:
        return f"file {self.sent_file_id} {self.state}"


class ReturnedPayment(models.Model):
    """A payment that the bank could not deliver: its return reason (R01 ...) and day."""

    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="returned")
    reason = models.CharField(max_length=3)
    returned_on = models.DateField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"returned payment {self.payment_id}"


class MemberAccount(models.Model):
    """A member's bank account for direct deposit, from a day on; the newest one counts."""

    family = family_key("bank_accounts")
    person = models.SmallIntegerField()
    first_on = models.DateField()
    routing = models.CharField(max_length=9)
    account = models.CharField(max_length=17)
    checking = models.BooleanField(default=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["family", "person", "first_on"])]

    def __str__(self) -> str:
        return f"bank account {self.pk}"
