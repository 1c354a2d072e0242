"""Trading partners: who may send files, how they name themselves, by which keys they come in."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Partner(models.Model):
    """A sender of interchanges; `tax_ids` are the offices it may send for (empty: any).

    `accounts` are the employer accounts that it may enrol members of (empty: none).
    `transactions` are what it may send ('837', '270' …; empty: all that we take). `login` names
    it where it signs in. `delimiters` are those of the files that we write for it: segment,
    element, component and repetition; `profile` is its folder in rulebook/partners. `listed`: it
    agreed to stand on the public list of vendors.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        SUBMITTED = "submitted"
        TESTING = "testing"
        LIVE = "live"
        SUSPENDED = "suspended"

    name = models.CharField(max_length=80)
    qualifier = models.CharField(max_length=2)
    sender_id = models.CharField(max_length=15)
    tax_ids = ArrayField(models.CharField(max_length=9), default=list, blank=True)
    transactions = ArrayField(models.CharField(max_length=6), default=list, blank=True)
    accounts = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    login = models.CharField(max_length=40, blank=True)
    delimiters = models.CharField(max_length=4, default="~*:^")
    profile = models.CharField(max_length=40, blank=True, default="")
    contact_name = models.CharField(max_length=60, blank=True)
    contact_phone = models.CharField(max_length=20, blank=True)
    contact_email = models.CharField(max_length=80, blank=True)
    listed = models.BooleanField(default=False)
    web = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["qualifier", "sender_id"], name="cw_partner_address"),
            models.UniqueConstraint(
                fields=["login"], condition=~models.Q(login=""), name="cw_partner_login"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def live(self) -> bool:
        """Say whether what it sends counts."""
        return self.state == self.State.LIVE


class PartnerKey(models.Model):
    """A key by which a partner signs in; it ends, it is never deleted.

    `fingerprint` is the SHA-256 of an SSH key or a certificate as its tools print it, or of a
    shared secret of which nothing else is kept.
    """

    class Kind(models.TextChoices):
        SSH = "ssh"
        CERTIFICATE = "tls"
        SHARED = "shared"

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="keys")
    kind = models.CharField(max_length=6, choices=Kind)
    fingerprint = models.CharField(max_length=100)
    label = models.CharField(max_length=80)
    first_on = models.DateField()
    last_on = models.DateField(null=True)
    added_by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "fingerprint"], name="cw_partner_key_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} key {self.pk}"


class PartnerEvent(models.Model):
    """What happened to a partner's enrolment, in order: from draft to live, and why."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="events")
    state = models.CharField(max_length=9, choices=Partner.State)
    by = models.CharField(max_length=150)
    why = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"partner {self.partner_id} {self.state}"


class ExchangeLog(models.Model):
    """One message of a partner: when it came and when its answer left (CAQH CORE 155, 156).

    `payload_id` is the sender's own: the same one again is the same message.
    """

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="exchanges")
    channel = models.CharField(max_length=16)
    mode = models.CharField(max_length=8)
    payload_type = models.CharField(max_length=60)
    payload_id = models.CharField(max_length=60)
    file = models.BigIntegerField(null=True)
    came_at = models.DateTimeField()
    milliseconds = models.IntegerField()
    answered = models.CharField(max_length=16)

    class Meta:
        indexes = [
            models.Index(fields=["partner", "payload_id"]),
            models.Index(fields=["came_at"]),
        ]

    def __str__(self) -> str:
        return f"exchange {self.pk}"


class RemittanceReceiver(models.Model):
    """Who fetches the 835s of a payee from a day on; the newest row of a day counts.

    `partner` None: nobody from that day on, the office reads them on its own pages.
    """

    tax_id = models.CharField(max_length=9)
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, related_name="remittances_of"
    )
    first_on = models.DateField()
    why = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["tax_id", "first_on"], name="cw_receiver_of_day")]

    def __str__(self) -> str:
        return f"receiver {self.pk}"


class ServedSpan(models.Model):
    """A time in which one process of a door served, from its first beat to its last."""

    door = models.CharField(max_length=10)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["door", "last_at"], name="cw_served_until")]

    def __str__(self) -> str:
        return f"{self.door} span {self.pk}"
