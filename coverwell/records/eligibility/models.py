"""Coverage answers: what was asked and what was said, kept under a reference number for good."""

from django.db import models
from django.db.models.functions import Now


class CoverageAnswer(models.Model):
    """One answer, whatever door it left by.

    `family` and `person` are empty where the question was refused, with `refusals` saying why.
    `tax_id` is the office that asked ('' where a member or the payer's staff did). `question` and
    `answer` are JSON.
    """

    reference = models.CharField(max_length=16, unique=True)
    family_id = models.BigIntegerField(null=True)
    person = models.SmallIntegerField(null=True)
    tax_id = models.CharField(max_length=9, blank=True)
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField(db_default=Now())
    as_of = models.DateField()
    day = models.DateField()
    edition = models.CharField(max_length=80, blank=True)
    rulebook = models.CharField(max_length=16)
    refusals = models.CharField(max_length=120, blank=True)
    question = models.TextField()
    answer = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["family_id", "person"]),
            models.Index(fields=["tax_id", "asked_at"]),
        ]

    def __str__(self) -> str:
        return f"coverage answer {self.reference}"
