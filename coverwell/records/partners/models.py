"""Trading partners: who may send files, and how they name themselves on the wire."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Partner(models.Model):
    """A sender of interchanges; `tax_ids` are the offices it may send for (empty: any)."""

    name = models.CharField(max_length=80)
    qualifier = models.CharField(max_length=2)
    sender_id = models.CharField(max_length=15)
    tax_ids = ArrayField(models.CharField(max_length=9), default=list, blank=True)
    live = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["qualifier", "sender_id"], name="cw_partner_address")
        ]

    def __str__(self) -> str:
        return self.name
