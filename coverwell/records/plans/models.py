"""Published editions of plans: the text that was signed, with its hash."""

from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Now


class PlanEdition(models.Model):
    """One dated edition, copied whole from the rulebook when it was published; never changed."""

    key = models.CharField(max_length=60)
    effective_first = models.DateField()
    effective_last = models.DateField()
    sha256 = models.CharField(max_length=64)
    text = models.TextField()
    examples_text = models.TextField()
    kind = models.GeneratedField(
        expression=Func(F("text"), Value("(?n)^kind: *(.*)$"), function="substring"),
        output_field=models.TextField(null=True),
        db_persist=True,
    )
    published_by = models.CharField(max_length=150)
    published_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "effective_first"], name="cw_plan_edition")
        ]

    def __str__(self) -> str:
        return f"{self.key}/{self.effective_first}"
