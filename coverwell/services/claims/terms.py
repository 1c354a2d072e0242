"""What claims are decided with besides the family: plans and contracts, read once per process."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.pricing.terms import Terms
from coverwell.services.plans.editions import read_edition_text
from coverwell.services.prepared import prepared
from coverwell.services.rulebook.load import rulebook
from coverwell.services.rulebook.terms import read_terms


_PLANS: dict[int, Plan] = {}
_EDITIONS = """
SELECT id, key, effective_first, CASE WHEN id = ANY (%s::bigint[]) THEN '' ELSE text END
FROM cw_plans_planedition WHERE key = ANY (%s::text[])
"""


def published_plans(keys: Iterable[str]) -> Mapping[str, Plan]:
    """Every published edition of these plans by 'plan/first day'; inside `acting`.

    An edition is never changed, so that a process fetches and reads each text once.
    """
    found = {}
    for pk, key, first, text in prepared(_EDITIONS, [list(_PLANS), list(set(keys))]):
        if pk not in _PLANS:
            _PLANS[pk] = read_edition_text(text, "", key).plan
        found[f"{key}/{first.isoformat()}"] = _PLANS[pk]
    return found


@lru_cache(maxsize=4096)
def contract_terms(text: str) -> Terms:
    """The terms of a contract; the same text is read once."""
    return read_terms(text, "contract", rulebook().cares)
