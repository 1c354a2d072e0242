"""Precertifications: asked for, decided, given; and referrals that were given."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from coverwell.records.members.family_key import family_key


class Authorization(models.Model):
    """An approved precertification: for whom, which codes and provider, when, how much.

    It holds for claims of the office `tax_id` and of the providers and places in `npis`; both
    empty: for any. `nobody_inside`: it was given because no network provider can do this.
    """

    pk = models.CompositePrimaryKey("family_id", "id")
    family = family_key("authorizations")
    id = models.BigIntegerField()
    number = models.CharField(max_length=20, db_index=True)
    person = models.SmallIntegerField()
    codes = ArrayField(models.CharField(max_length=15))
    tax_id = models.CharField(max_length=9)
    npis = ArrayField(models.CharField(max_length=10), default=list, db_default=[], blank=True)
    first_on = models.DateField()
    last_on = models.DateField()
    units = models.IntegerField(null=True)
    nobody_inside = models.BooleanField(default=False, db_default=False)
    approved_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"authorization {self.number}"


class Referral(models.Model):
    """A primary care provider's referral to another provider or specialty."""

    pk = models.CompositePrimaryKey("family_id", "id")
    family = family_key("referrals")
    id = models.BigIntegerField()
    number = models.CharField(max_length=20, db_index=True)
    person = models.SmallIntegerField()
    from_npi = models.CharField(max_length=10)
    to_tax_id = models.CharField(max_length=9)
    first_on = models.DateField()
    last_on = models.DateField()
    visits = models.IntegerField(null=True)

    def __str__(self) -> str:
        return f"referral {self.number}"


class Precertification(models.Model):
    """A request for approval as it came; it is never changed, its history is `ReviewEvent`.

    `tax_id` is the office that asks ('' : none of ours, then `npi` says who). `sender` says who
    sent it (an office or a partner), `trace` the sender's own number, `digest` a hash of what was
    asked: the same three again are the same request. `attachments` are the control numbers that
    the sender gave to documents which come apart from it.
    """

    class Kind(models.TextChoices):
        ADMISSION = "admission"
        SERVICES = "services"
        REFERRAL = "referral"

    class Urgency(models.TextChoices):
        STANDARD = "standard"
        URGENT = "urgent"
        CONCURRENT = "concurrent"

    pk = models.CompositePrimaryKey("family_id", "id")
    family = family_key("precertifications")
    id = models.BigIntegerField()
    reference = models.CharField(max_length=16, unique=True)
    person = models.SmallIntegerField()
    tax_id = models.CharField(max_length=9, blank=True)
    npi = models.CharField(max_length=10, blank=True)
    requester = models.CharField(max_length=80, blank=True)
    sender = models.CharField(max_length=20)
    trace = models.CharField(max_length=50, blank=True)
    digest = models.CharField(max_length=64)
    channel = models.CharField(max_length=10)
    requested_by = models.CharField(max_length=150)
    received_at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=Kind)
    urgency = models.CharField(max_length=10, choices=Urgency)
    behavioral = models.BooleanField(default=False)
    request_type = models.CharField(max_length=1)
    extends = models.CharField(max_length=20, blank=True)
    service_type = models.CharField(max_length=3, blank=True)
    place = models.CharField(max_length=3, blank=True)
    provider_tax_id = models.CharField(max_length=9, blank=True)
    provider_npi = models.CharField(max_length=10, blank=True)
    provider_name = models.CharField(max_length=80, blank=True)
    facility_npi = models.CharField(max_length=10, blank=True)
    facility_name = models.CharField(max_length=80, blank=True)
    first_on = models.DateField()
    last_on = models.DateField()
    quantity = models.IntegerField(null=True)
    diagnoses = ArrayField(models.CharField(max_length=8))
    attachments = ArrayField(models.CharField(max_length=80), default=list)
    note = models.TextField(blank=True)
    program = models.CharField(max_length=40)
    edition = models.CharField(max_length=80)
    rulebook = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "trace", "digest"],
                condition=~models.Q(trace=""),
                name="cw_precertification_once",
            )
        ]
        indexes = [
            models.Index(fields=["tax_id", "-id"], name="cw_precertification_office"),
            models.Index(fields=["family", "person"], name="cw_precertification_person"),
        ]

    def __str__(self) -> str:
        return f"precertification {self.reference}"


class RequestedService(models.Model):
    """One service of a request. `need` is what the plan and the list said about it."""

    pk = models.CompositePrimaryKey("family_id", "request", "line")
    family = family_key("requested_services")
    request = models.BigIntegerField()
    line = models.SmallIntegerField()
    person = models.SmallIntegerField()
    tax_id = models.CharField(max_length=9, blank=True)
    code = models.CharField(max_length=15, blank=True)
    modifiers = models.CharField(max_length=11, blank=True)
    revenue = models.CharField(max_length=4, blank=True)
    units = models.IntegerField(null=True)
    first_on = models.DateField()
    last_on = models.DateField()
    trace = models.CharField(max_length=50, blank=True)
    care = models.CharField(max_length=40, blank=True)
    need = models.CharField(max_length=12)

    def __str__(self) -> str:
        return f"requested service {self.family_id}-{self.request}-{self.line}"


class ReviewEvent(models.Model):
    """Something that happened to a request; the newest event says where it stands, unless it is
    a mere notice (`noticed`).

    `asked` are documents of rulebook/authorizations that the requester is to send under
    `control_number`; `documents` are references to what was added. `signed` is the clinician who
    stands for a clinical denial, with `criteria`. `due_at`: until when the plan must decide as
    of this event (None: decided); `answer_by`: until when the requester may answer.
    """

    class State(models.TextChoices):
        RECEIVED = "received"
        PENDED = "pended"
        ASKED = "asked"
        INFORMED = "informed"
        NOT_REQUIRED = "not needed"
        APPROVED = "approved"
        PARTLY = "partly"
        MODIFIED = "modified"
        DENIED = "denied"
        WITHDRAWN = "withdrawn"
        CANCELLED = "cancelled"
        NOTICED = "noticed"

    pk = models.CompositePrimaryKey("family_id", "request", "event")
    family = family_key("review_events")
    request = models.BigIntegerField()
    event = models.SmallIntegerField()
    person = models.SmallIntegerField()
    tax_id = models.CharField(max_length=9, blank=True)
    state = models.CharField(max_length=10, choices=State)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = models.CharField(max_length=30, blank=True)
    note = models.TextField(blank=True)
    signed = models.CharField(max_length=120, blank=True)
    criteria = models.TextField(blank=True)
    asked = ArrayField(models.CharField(max_length=30), default=list)
    control_number = models.CharField(max_length=50, blank=True, db_index=True)
    documents = ArrayField(models.CharField(max_length=60), default=list)
    due_at = models.DateTimeField(null=True)
    answer_by = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"review event {self.family_id}-{self.request}-{self.event}"


class LineDecision(models.Model):
    """What an event decided about one service: approved, modified, denied, not needed."""

    pk = models.CompositePrimaryKey("family_id", "request", "event", "line")
    family = family_key("precertified_lines")
    request = models.BigIntegerField()
    event = models.SmallIntegerField()
    line = models.SmallIntegerField()
    person = models.SmallIntegerField()
    tax_id = models.CharField(max_length=9, blank=True)
    action = models.CharField(max_length=10)
    reason = models.CharField(max_length=30, blank=True)
    units = models.IntegerField(null=True)
    first_on = models.DateField()
    last_on = models.DateField()
    number = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return f"line decision {self.family_id}-{self.request}-{self.event}-{self.line}"


class ToReview(models.Model):
    """The reviewers' queue: a row while a request is open. `waits`: for the requester."""

    pk = models.CompositePrimaryKey("family_id", "request")
    family = family_key("to_review")
    request = models.BigIntegerField()
    due_at = models.DateTimeField(db_index=True)
    answer_by = models.DateTimeField(null=True)
    waits = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"to review {self.family_id}-{self.request}"
