"""Deciding what waits: a batch of whole families under their locks, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import timezone

from coverwell.services.acting import Actor, acting
from coverwell.services.claims.decide import decide_waiting
from coverwell.services.claims.facts import Setting
from coverwell.services.claims.family import Family, Waiting
from coverwell.services.claims.load import (
    load_families,
    load_offices,
    load_placed,
    lock_families,
    lock_family,
    waiting_claims,
)
from coverwell.services.claims.save import save
from coverwell.services.claims.terms import published_plans
from coverwell.services.claims.uncollected import uncollected
from coverwell.services.plans.law import self_only_maximums
from coverwell.services.rulebook.load import rulebook


DECIDER: Final = Actor("adjudication", "engine")
BATCH: Final = 500
"""Claims in a batch, about: its last family comes whole."""


@dataclass(frozen=True, slots=True)
class Part:
    """One worker's families: those whose number leaves `number` when divided by `of`."""

    number: int = 0
    of: int = 1


ALL: Final = Part()


def decide_batch(part: Part = ALL, size: int = BATCH, as_of: date | None = None) -> int:
    """Decide the next claims of a part, each exactly once; returns how many were decided."""
    with uncollected(), acting(DECIDER):
        return _decide(lock_families(part.number, part.of, size), as_of)


def decide_family(family: int, actor: Actor = DECIDER, as_of: date | None = None) -> int:
    """Decide at once what waits of one family; returns how many claims were decided."""
    with acting(actor.as_engine()):
        return _decide(lock_family(family), as_of)


def _decide(ids: Sequence[int], as_of: date | None) -> int:
    """Decide all that waits of locked families: what another worker just decided is gone."""
    waiting = waiting_claims(ids) if ids else {}
    if not waiting:
        return 0
    families = load_families(list(waiting))
    load_placed(one for one in families if _corrects(waiting[one.id]))
    setting = setting_of(families, waiting, as_of or timezone.localdate())
    made = [
        decision
        for family in families
        for decision in decide_waiting(family, waiting[family.id], setting)
    ]
    save(made, families, setting)
    return sum(map(len, waiting.values()))


def _corrects(claims: Sequence[Waiting]) -> bool:
    return any(one.corrects is not None for one in claims)


def setting_of(
    families: Sequence[Family], waiting: dict[int, list[Waiting]], as_of: date
) -> Setting:
    """Load what the claims of a batch share."""
    book = rulebook()
    keys = {span.plan_key for family in families for span in family.spans}
    return Setting(
        as_of,
        published_plans(keys),
        load_offices(one for claims in waiting.values() for one in claims),
        book,
        self_only_maximums(),
    )
