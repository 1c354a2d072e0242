"""Precertifications and referrals that were given."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from coverwell.records.members.family_key import family_key


class Authorization(models.Model):
    """An approved precertification: for whom, which codes and provider, when, how much.

    `nobody_inside`: it was given because no network provider can do this.
    """

    pk = models.CompositePrimaryKey("family_id", "id")
    family = family_key("authorizations")
    id = models.BigIntegerField()
    number = models.CharField(max_length=20, db_index=True)
    person = models.SmallIntegerField()
    codes = ArrayField(models.CharField(max_length=15))
    tax_id = models.CharField(max_length=9)
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
