"""What was done, by whom, to which rows: appended by triggers and by reads of a person."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Event(models.Model):
    """One statement that wrote, or one read of a person; `keys` are the rows' ids."""

    at = models.DateTimeField(db_default=Now())
    actor = models.TextField()
    role = models.TextField()
    action = models.TextField()
    subject = models.TextField()
    family = models.BigIntegerField(null=True)
    keys = ArrayField(models.TextField(), default=list)
    row_count = models.IntegerField(default=0)
    transaction = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.action} {self.subject} {self.pk}"


class Seal(models.Model):
    """A link of the hash chain over the events up to `last_event`.

    `rows` holds the id (8 bytes) and the SHA-256 (32 bytes) of each event, so that a change can
    be named; `digest` is the SHA-256 of the previous digest and `rows`.
    """

    first_event = models.BigIntegerField()
    rows = models.BinaryField()
    last_event = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"seal of events {self.first_event} to {self.last_event}"
