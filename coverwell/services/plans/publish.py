"""Publishing: an edition is copied into the database, with its hash, and never changes again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.plan.problems import PlanTextError, Problem
from coverwell.records.plans.models import PlanEdition
from coverwell.services.acting import Actor, acting
from coverwell.services.plans.check import check
from coverwell.services.plans.editions import (
    Edition,
    edition_files,
    read_edition,
    read_edition_text,
)
from coverwell.services.recalled import forget


@dataclass(frozen=True, slots=True)
class Published:
    """What became of an edition: `new` False means that the same text was there already."""

    id: int
    edition: str
    sha256: str
    new: bool


def publish(edition: Edition, actor: Actor) -> Published:
    """Publish an edition once; PlanTextError lists what stands against it.

    The same text again changes nothing. Another text under the same date is refused: an amendment
    is a new dated folder, because claims are pinned to what was published.
    """
    problems = check(edition)
    if problems:
        raise PlanTextError(problems)
    plan = edition.plan
    last = plan.effective.last or date.max  # `check` refuses an edition without a last day
    with acting(actor.as_engine()):
        row, new = PlanEdition.objects.get_or_create(
            key=plan.key,
            effective_first=plan.effective.first,
            defaults={
                "effective_last": last,
                "sha256": edition.sha256,
                "text": edition.text,
                "examples_text": edition.examples_text,
                "published_by": actor.user,
            },
        )
    forget()
    if row.sha256 != edition.sha256:
        raise PlanTextError([Problem(plan.edition, _changed(row.sha256, edition.sha256))])
    return Published(row.pk, plan.edition, row.sha256, new)


def publish_rulebook(actor: Actor, advance: Callable[[int, int], None]) -> tuple[Published, ...]:
    """Publish every edition of the rulebook; `advance(done, total)` hears of each."""
    files = edition_files()
    done: list[Published] = []
    for path in files:
        done.append(publish(read_edition(path), actor))
        advance(len(done), len(files))
    return tuple(done)


def published_plans(actor: Actor) -> Mapping[int, Plan]:
    """Return every published edition by the id that claims are pinned to."""
    with acting(actor.as_engine()):
        rows = list(PlanEdition.objects.order_by("key", "effective_first"))
    return {row.pk: plan_of(row.key, row.text, row.examples_text) for row in rows}


@lru_cache(maxsize=256)
def plan_of(key: str, text: str, examples_text: str) -> Plan:
    """Read a published text; the same text is read once in a process."""
    return read_edition_text(text, examples_text, key).plan


def _changed(was: str, now: str) -> str:
    return (
        f"is published with another text (SHA-256 {was[:12]}…, this is {now[:12]}…). "
        "A published edition never changes: write an amendment into a new dated folder."
    )
