"""Who may sign in, and what each person may see and do."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models


class User(AbstractUser):
    """A person who signs in; rights come from grants, never from this row."""

    language = models.CharField(max_length=2, default="en")


class Grant(models.Model):
    """One right of one user: a role with its scope. Ended, never deleted.

    `entitlements` are what the user may do for an office beyond looking at its work.
    """

    class Role(models.TextChoices):
        MEMBER = "member"
        PROVIDER = "provider"
        STAFF = "staff"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=10, choices=Role)
    tax_id = models.CharField(max_length=9, blank=True)
    family = models.BigIntegerField(null=True)
    person = models.SmallIntegerField(null=True)
    entitlements = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    granted_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cw_grant_has_its_scope",
                condition=models.Q(role="provider", family=None) & ~models.Q(tax_id="")
                | models.Q(role="member", tax_id="", family__isnull=False, person__isnull=False)
                | models.Q(role="staff", tax_id="", family=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} grant {self.pk}"


class Draft(models.Model):
    """What somebody had entered in a form when they were signed out, until they send it."""

    user = models.CharField(max_length=150)
    path = models.CharField(max_length=200)
    fields = models.JSONField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "path"], name="cw_access_one_draft")
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class Visit(models.Model):
    """When somebody was here last, and the time before: what is new since then is shown."""

    user = models.CharField(max_length=150, unique=True)
    before = models.DateTimeField(null=True)
    last = models.DateTimeField()

    def __str__(self) -> str:
        return f"visit {self.pk}"


class Flag(models.Model):
    """A patient or a claim that an office keeps in sight; taken off, never deleted."""

    class Kind(models.TextChoices):
        PATIENT = "patient"
        CLAIM = "claim"

    tax_id = models.CharField(max_length=9)
    kind = models.CharField(max_length=8, choices=Kind)
    key = models.CharField(max_length=16)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tax_id", "kind", "key"],
                condition=models.Q(ended_at=None),
                name="cw_access_one_flag",
            )
        ]

    def __str__(self) -> str:
        return f"flag {self.pk}"
