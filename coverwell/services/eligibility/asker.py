"""Which office asks: by its NPI or its tax id, and whether the sender may ask for it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from coverwell.kernel.edits.identifiers import valid_npi
from coverwell.records.providers.models import Group
from coverwell.services.acting import ENGINE, acting


@dataclass(frozen=True, slots=True)
class Asker:
    """The office that asks; `tax_id` '' : none of ours. `refused` is a rule, '' where none is."""

    tax_id: str = ""
    refused: str = ""


def asker_of(npi: str, tax_id: str, allowed: frozenset[str]) -> Asker:
    """Find the office that asks. `allowed` are the tax ids the sender may ask for (empty: any).

    A provider outside our networks may ask too: 45 CFR 162.923 refuses nobody.
    """
    if npi and not valid_npi(npi):
        return Asker(refused="provider_invalid")
    with acting(ENGINE):
        known = Q(npi=npi) | Q(practitioners__npi=npi) if npi else Q(tax_id=tax_id)
        row = Group.objects.filter(known).order_by("pk").first()
    found = row.tax_id if row is not None else ""
    if allowed and found not in allowed:
        return Asker(refused="not_allowed")
    return Asker(found) if npi or found else Asker(refused="provider_unknown")
