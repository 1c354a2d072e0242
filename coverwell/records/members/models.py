"""Employer accounts, families, their people and what covers them when."""

from django.db import models

from coverwell.records.members.family_key import family_key


class Account(models.Model):
    """An employer account and whose money pays its claims."""

    class Funding(models.TextChoices):
        INSURED = "insured"
        SELF_FUNDED = "self-funded"

    number = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=80)
    funding = models.CharField(max_length=12, choices=Funding)
    administrator = models.CharField(max_length=80, blank=True)
    administrator_phone = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=2)
    employees = models.IntegerField(default=0)

    def __str__(self) -> str:
        return self.number


class Family(models.Model):
    """The unit of concurrency: this row is the lock, `next_order` the next benefit order.

    `sponsor_number` is what the employer calls the subscriber in its enrolment files.
    """

    subscriber_number = models.CharField(max_length=9, unique=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    next_order = models.IntegerField(default=1)
    sponsor_number = models.CharField(max_length=50, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "sponsor_number"],
                condition=~models.Q(sponsor_number=""),
                name="cw_family_sponsor_number",
            )
        ]

    def __str__(self) -> str:
        return f"family {self.pk}"


class Person(models.Model):
    """A member: `number` is the two-digit suffix of the member id (1 is the subscriber)."""

    pk = models.CompositePrimaryKey("family_id", "number")
    family = family_key("people")
    number = models.SmallIntegerField()
    first_name = models.CharField(max_length=35)
    last_name = models.CharField(max_length=60)
    birth_date = models.DateField()
    sex = models.CharField(max_length=1)
    relationship = models.CharField(max_length=2)
    street = models.CharField(max_length=55, blank=True)
    city = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=2)
    zip_code = models.CharField(max_length=9)
    language = models.CharField(max_length=2, default="en")

    class Meta:
        # The second is for questions that name a person without the member id.
        indexes = [
            models.Index(fields=["last_name", "birth_date"]),
            models.Index(fields=["birth_date"]),
        ]

    def __str__(self) -> str:
        return f"person {self.family_id}-{self.number}"


class CoverageSpan(models.Model):
    """One person's coverage under one plan; `ended_on` of a retroactive end says when we knew."""

    pk = models.CompositePrimaryKey("family_id", "id")
    family = family_key("spans")
    id = models.BigIntegerField()
    person = models.SmallIntegerField()
    plan_key = models.CharField(max_length=60)
    coverage_tier = models.CharField(max_length=9)
    first_on = models.DateField()
    last_on = models.DateField(null=True)
    pcp_npi = models.CharField(max_length=10, blank=True)
    known_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"coverage span {self.family_id}-{self.id}"


class OtherCoverage(models.Model):
    """Another payer that covers a person, with the facts that order the payers (JSON)."""

    pk = models.CompositePrimaryKey("family_id", "id")
    family = family_key("other_coverages")
    id = models.BigIntegerField()
    person = models.SmallIntegerField()
    payer = models.CharField(max_length=80)
    facts = models.JSONField(default=dict)
    first_on = models.DateField()
    last_on = models.DateField(null=True)
    verified_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"other coverage {self.family_id}-{self.id}"
