"""What claims of a test file would become: judged and decided like others, and not kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from coverwell.kernel.claims.adjudicate import adjudicate
from coverwell.kernel.claims.decision import Decision
from coverwell.kernel.vocabulary.claim import Claim, Line
from coverwell.services.acting import ENGINE, acting
from coverwell.services.claims.acknowledged import Acknowledged
from coverwell.services.claims.claim_text import read_content
from coverwell.services.claims.facts import Setting, claim_facts
from coverwell.services.claims.family import Waiting
from coverwell.services.claims.judge import Judged, judge
from coverwell.services.claims.load import load_families, load_offices
from coverwell.services.claims.look_up import look_up
from coverwell.services.claims.numbers import member_id
from coverwell.services.claims.proposed import Proposed, Source
from coverwell.services.claims.rejections import Reason, reasons
from coverwell.services.claims.terms import published_plans
from coverwell.services.plans.law import self_only_maximums
from coverwell.services.rulebook.load import rulebook


@dataclass(frozen=True, slots=True)
class Tried:
    """A claim of a test file: why it would be rejected, or what it would be decided as.

    Each is decided as if it came alone: limits that another claim of the file uses are not used.
    """

    proposed: Proposed
    reasons: tuple[Reason, ...]
    decision: Decision | None
    asked: Mapping[int, Line]
    claim: Claim | None = None
    person: int = 0

    @property
    def acknowledged(self) -> Acknowledged:
        """Return what its acknowledgment would say."""
        one = self.proposed
        number = "" if self.reasons else "TEST"
        return Acknowledged(
            one.position, one.sender_claim_id, one.charge, one.answer, number, self.reasons
        )


def try_out(batch: Sequence[Proposed], source: Source, today: date) -> list[Tried]:
    """Judge and decide claims without a trace in any table."""
    with acting(ENGINE):
        known = look_up(batch)
        judged = [(one, judge(one, known, source)) for one in batch]
        waiting = {one.position: _waiting(one, found) for one, found in judged if not found.faults}
        decided = _decided({at: one for at, one in waiting.items() if one}, judged, today)
    return [_tried(one, found, waiting.get(one.position), decided) for one, found in judged]


def _waiting(one: Proposed, found: Judged) -> Waiting | None:
    family, person = found.family, found.person
    if family is None or person is None or not one.content or one.first is None:
        return None
    who = member_id(family.subscriber, person.number)
    claim = read_content(one.content, 0, family.id, who, None)
    edition = family.edition(person.number, one.first, dental=one.dental)
    return Waiting(0, person.number, claim, edition, None, 0, None)


def _decided(
    waiting: Mapping[int, Waiting], judged: Sequence[tuple[Proposed, Judged]], today: date
) -> dict[int, Decision]:
    """Decide each by itself, with the facts of its family as they stand."""
    if not waiting:
        return {}
    at_home = {one.position: found.family.id for one, found in judged if found.family}
    ids = sorted({at_home[position] for position in waiting})
    families = {family.id: family for family in load_families(ids)}
    setting = Setting(
        today,
        published_plans({span.plan_key for one in families.values() for span in one.spans}),
        load_offices(waiting.values()),
        rulebook(),
        self_only_maximums(),
    )
    return {
        position: adjudicate(one.claim, claim_facts(one, families[at_home[position]], setting))
        for position, one in waiting.items()
    }


def _tried(
    one: Proposed, found: Judged, waiting: Waiting | None, decided: Mapping[int, Decision]
) -> Tried:
    words = reasons()
    said = tuple(replace(words[fault.rule], detail=fault.detail) for fault in found.faults)
    lines = {line.number: line for line in waiting.claim.lines} if waiting else {}
    claim, person = (waiting.claim, waiting.person) if waiting else (None, 0)
    return Tried(one, said, decided.get(one.position), lines, claim, person)
