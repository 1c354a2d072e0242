"""Provider groups, their people and places, and the contracts that price their claims."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Group(models.Model):
    """A billing entity, known by its tax id."""

    tax_id = models.CharField(max_length=9, unique=True)
    name = models.CharField(max_length=80)
    npi = models.CharField(max_length=10, db_index=True)
    street = models.CharField(max_length=55)
    city = models.CharField(max_length=30)
    state = models.CharField(max_length=2)
    zip_code = models.CharField(max_length=9)
    locality = models.CharField(max_length=10)

    def __str__(self) -> str:
        return f"group {self.tax_id}"


class Practitioner(models.Model):
    """A clinician, or a facility (`facility` true), by NPI; `taxonomy` is the NUCC code.

    `networks` are those of the group's that the person takes part in; empty: all of them.
    """

    npi = models.CharField(max_length=10, primary_key=True)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="practitioners")
    last_name = models.CharField(max_length=80)
    first_name = models.CharField(max_length=35, blank=True)
    taxonomy = models.CharField(max_length=10)
    facility = models.BooleanField(default=False)
    first_on = models.DateField()
    last_on = models.DateField(null=True)
    sanctioned_on = models.DateField(null=True)
    networks = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    def __str__(self) -> str:
        return f"practitioner {self.npi}"


class Contract(models.Model):
    """A group's terms in one network and tier; `terms` is the text that pricing reads (YAML)."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="contracts")
    network = models.CharField(max_length=40)
    tier = models.SmallIntegerField(default=1)
    first_on = models.DateField()
    last_on = models.DateField(null=True)
    timely_filing_days = models.IntegerField()
    terms = models.TextField()

    def __str__(self) -> str:
        return f"contract {self.pk}"
