"""Every file that came or went, kept whole before anything is read in it."""

from django.db import models
from django.db.models.functions import Now


class KeptFile(models.Model):
    """A file in the archive: its bytes lie under its SHA-256, this row says where from.

    `at_once`: a question in real time, or the answer that went back on the same connection. The
    bytes of those stand in `KeptBytes`, and no mailbox offers them.
    """

    class Direction(models.TextChoices):
        IN = "in"
        OUT = "out"

    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=8)
    direction = models.CharField(max_length=3, choices=Direction)
    channel = models.CharField(max_length=16)
    partner = models.ForeignKey("cw_partners.Partner", on_delete=models.PROTECT, null=True)
    answers = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    tax_id = models.CharField(max_length=9, blank=True)
    kept_by = models.CharField(max_length=150)
    kept_at = models.DateTimeField(db_default=Now())
    at_once = models.BooleanField(db_default=False)

    class Meta:
        # Not `db_index`, which makes a second index for LIKE beside each: nobody asks that way.
        indexes = [
            models.Index(fields=["sha256"], name="cw_keptfile_sha256"),
            models.Index(fields=["tax_id"], name="cw_keptfile_tax_id"),
        ]

    def __str__(self) -> str:
        return f"file {self.pk}"


class KeptBytes(models.Model):
    """The bytes of a message in real time (zlib), made in one statement with their file.

    So they need no foreign key, which would be looked up for each row.
    """

    file = models.OneToOneField(
        KeptFile, on_delete=models.PROTECT, primary_key=True, db_constraint=False
    )
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"bytes of file {self.pk}"


class FileEvent(models.Model):
    """What happened to a file, in order; the newest event is its state."""

    class State(models.TextChoices):
        KEPT = "kept"
        READING = "reading"
        READ = "read"
        DECIDED = "decided"
        DUPLICATE = "duplicate"
        REFUSED = "refused"
        SENT = "sent"

    file = models.ForeignKey(KeptFile, on_delete=models.PROTECT, related_name="events")
    state = models.CharField(max_length=10, choices=State)
    detail = models.JSONField(default=dict)
    tax_id = models.CharField(max_length=9, blank=True)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"file {self.file_id} {self.state}"


class ToRead(models.Model):
    """The small claim files of partners that wait to be read, many of them in one transaction.

    `read`: it is read, and what it brought may still have to be decided.
    """

    file = models.OneToOneField(KeptFile, on_delete=models.PROTECT, primary_key=True)
    read = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"to read {self.file_id}"


class Interchange(models.Model):
    """The register of control numbers: the same one twice from a sender is a duplicate."""

    qualifier = models.CharField(max_length=2)
    sender_id = models.CharField(max_length=15)
    control_number = models.CharField(max_length=9)
    file = models.ForeignKey(KeptFile, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["qualifier", "sender_id", "control_number"],
                name="cw_interchange_control_number",
            )
        ]

    def __str__(self) -> str:
        return f"interchange {self.control_number}"


class ControlNumber(models.Model):
    """A control number that stands in a file, without leading zeros: of ISA, GS or ST."""

    number = models.CharField(max_length=14)
    kind = models.CharField(max_length=3)
    file = models.ForeignKey(KeptFile, on_delete=models.PROTECT)
    tax_id = models.CharField(max_length=9, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number", "kind", "file"], name="cw_files_control_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
