"""Documents that support claims: as they came, what a scan found, whose they are, what was asked.

Rows are appended. The bytes lie in the archive under their SHA-256; a document is not keyed by
family, since it may come before its claim, or never find one.
"""

from django.db import models
from django.db.models.functions import Now

from coverwell.records.members.family_key import family_key


class Attachment(models.Model):
    """One document as it came: its bytes, who sent it for which office, and what it names.

    `file` and `position` are the 275 that it stood in; an upload has none. `control` is its
    control number (PWK06, TRN02), or the number of the request that it answers. `refused` and
    `unplaced` are rules of rulebook/attachments, '' where all is well. `same_as` is an earlier
    one with the same bytes and number.
    """

    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    name = models.CharField(max_length=255, blank=True)
    media_type = models.CharField(max_length=40, blank=True)
    file = models.ForeignKey("cw_files.KeptFile", on_delete=models.PROTECT, null=True)
    position = models.IntegerField(null=True)
    channel = models.CharField(max_length=16)
    partner = models.ForeignKey("cw_partners.Partner", on_delete=models.PROTECT, null=True)
    tax_id = models.CharField(max_length=9, blank=True, db_index=True)
    sent_by = models.CharField(max_length=150)
    control = models.CharField(max_length=50, blank=True, db_index=True)
    claim_number = models.CharField(max_length=50, blank=True)
    patient_account = models.CharField(max_length=38, blank=True)
    member_id = models.CharField(max_length=80, blank=True)
    report = models.CharField(max_length=2, blank=True)
    loinc = models.CharField(max_length=10, blank=True)
    refused = models.CharField(max_length=20, blank=True)
    unplaced = models.CharField(max_length=20, blank=True)
    waits_until = models.DateField(null=True)
    same_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    came_on = models.DateField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "position"], name="cw_attachment_once")
        ]

    def __str__(self) -> str:
        return f"attachment {self.pk}"


class Scan(models.Model):
    """What a virus scanner said of a document; the newest counts, and none means: not yet."""

    class State(models.TextChoices):
        CLEAN = "clean"
        INFECTED = "infected"
        FAILED = "failed"

    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="scans")
    state = models.CharField(max_length=8, choices=State)
    scanner = models.CharField(max_length=200)
    said = models.CharField(max_length=200, blank=True)
    tax_id = models.CharField(max_length=9, blank=True)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"scan {self.pk}"


class ToScan(models.Model):
    """The outbox: a document that waits for the scanner, perhaps until `after` a failure."""

    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, primary_key=True)
    after = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"to scan {self.pk}"


class Placement(models.Model):
    """Which claim a document belongs to, and how that was found; the newest of it is in force.

    `precertification` is the reference of a request for approval instead; with neither, a person
    took it off. `request` is the one that it answers, by its number.
    """

    class How(models.TextChoices):
        UPLOADED = "uploaded"
        REQUEST = "request"
        CLAIM_NUMBER = "number"
        CONTROL = "control"
        BY_HAND = "hand"

    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="places")
    instead_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="newer"
    )
    family = models.BigIntegerField(null=True)
    claim = models.BigIntegerField(null=True)
    person = models.SmallIntegerField(null=True)
    tax_id = models.CharField(max_length=9)
    precertification = models.CharField(max_length=16, blank=True, db_index=True)
    request = models.CharField(max_length=50, blank=True, db_index=True)
    how = models.CharField(max_length=8, choices=How)
    by = models.CharField(max_length=150)
    why = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["family", "claim"])]
        constraints = [
            models.UniqueConstraint(
                fields=["attachment"],
                condition=models.Q(instead_of=None),
                name="cw_placement_first",
            )
        ]

    def __str__(self) -> str:
        return f"placement {self.pk}"


class Announced(models.Model):
    """A document that a claim says is on its way: one PWK segment (`line` 0: of the claim)."""

    pk = models.CompositePrimaryKey("family_id", "claim", "number")
    family = family_key("announced_documents")
    claim = models.BigIntegerField()
    number = models.SmallIntegerField()
    line = models.IntegerField()
    person = models.SmallIntegerField()
    tax_id = models.CharField(max_length=9)
    report = models.CharField(max_length=2)
    transmission = models.CharField(max_length=2)
    control = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["control", "tax_id"])]

    def __str__(self) -> str:
        return f"announced {self.family_id}-{self.claim}-{self.number}"


class ToAsk(models.Model):
    """The outbox: what a pended claim waits for, until it is asked of the office.

    `asked` are pairs of line (0: the claim) and kind of document, `file` what the claim came in.
    """

    pk = models.CompositePrimaryKey("family_id", "claim", "decision_no")
    family = family_key("to_ask")
    claim = models.BigIntegerField()
    decision_no = models.SmallIntegerField()
    file = models.BigIntegerField(null=True)
    asked = models.JSONField()
    by = models.CharField(max_length=150)

    def __str__(self) -> str:
        return f"to ask {self.family_id}-{self.claim}-{self.decision_no}"


class Request(models.Model):
    """Documents asked of an office for a claim: the `count`-th time, from when until when.

    `number` is the trace of its 277 (TRN02), `asked` are pairs of line and kind, `file` is the 277
    where a partner fetches it.
    """

    pk = models.CompositePrimaryKey("family_id", "claim", "count")
    family = family_key("document_requests")
    claim = models.BigIntegerField()
    count = models.SmallIntegerField()
    number = models.CharField(max_length=50, unique=True)
    decision_no = models.SmallIntegerField()
    person = models.SmallIntegerField()
    tax_id = models.CharField(max_length=9, db_index=True)
    asked = models.JSONField()
    asked_on = models.DateField()
    due_on = models.DateField()
    by = models.CharField(max_length=150)
    file = models.ForeignKey("cw_files.KeptFile", on_delete=models.PROTECT, null=True)

    def __str__(self) -> str:
        return f"request {self.number}"
