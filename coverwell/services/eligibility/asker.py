"""Which office asks: by its NPI or its tax id, and whether the sender may ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from coverwell.kernel.edits.identifiers import valid_npi
from coverwell.services.acting import ENGINE, acting
from coverwell.services.prepared import prepared


_BY_NPI: Final = """
SELECT g.tax_id FROM cw_providers_group g WHERE g.id = (
  SELECT min(known.id) FROM (
    SELECT id FROM cw_providers_group WHERE npi = %s
    UNION ALL SELECT group_id FROM cw_providers_practitioner WHERE npi = %s) known)
"""
_BY_TAX_ID: Final = "SELECT tax_id FROM cw_providers_group WHERE tax_id = %s ORDER BY id LIMIT 1"


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
        rows = prepared(_BY_NPI, [npi, npi]) if npi else prepared(_BY_TAX_ID, [tax_id])
    found = rows[0][0] if rows else ""
    if allowed and found not in allowed:
        return Asker(refused="not_allowed")
    return Asker(found) if npi or found else Asker(refused="provider_unknown")
