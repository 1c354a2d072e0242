"""What was found in a test file, as the gateway kept it beside the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import orjson

from coverwell.kernel.vocabulary.money import Money
from coverwell.services.acting import Actor
from coverwell.services.files.show import FileStory, file_bytes


REPORT: Final = "report"


@dataclass(frozen=True, slots=True)
class TrialFinding:
    """One finding: where (`place` in words, byte from 0), what is wrong, how to repair it."""

    rejects: bool
    segment: int
    place: str
    byte: int
    code: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class TrialClaim:
    """What a claim would become: rejected, pended, denied or paid (cents), and why."""

    position: int
    account: str
    charge: Money
    outcome: str
    allowed: Money | None
    plan_paid: Money | None
    member_owes: Money | None
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrialReport:
    """`message` is its kind; `said` is about the envelope; the counts are of all findings."""

    message: str
    passed: bool
    rejecting: int
    warning: int
    said: tuple[str, ...]
    sets: tuple[dict[str, str], ...]
    findings: tuple[TrialFinding, ...]
    claims: tuple[TrialClaim, ...]


def trial_report(story: FileStory, actor: Actor, language: str) -> TrialReport | None:
    """Return the report of a test file of the actor's; None while it is being tried."""
    kept = next((one for one in story.answers if one.kind == REPORT), None)
    content = file_bytes(kept.id, actor) if kept else None
    if content is None:
        return None
    told = orjson.loads(b"".join(content))
    return TrialReport(
        told["message"],
        told["passed"],
        told["rejecting"],
        told["warning"],
        tuple(told["said"]),
        tuple(told["sets"]),
        tuple(map(finding_of, told["findings"])),
        tuple(_claim(one, language) for one in told["claims"]),
    )


def finding_of(told: dict[str, Any]) -> TrialFinding:
    """Read a finding as the codec tells it in plain values."""
    at = told["segment_id"]
    if told["element"]:
        at += f"{told['element']:02d}"
        at += f"-{told['component']}" if told["component"] else ""
    place = f"{told['loop']} {at}".strip()
    return TrialFinding(
        told["severity"] == "reject",
        told["segment"],
        place,
        told["offset"],
        f"{told['acknowledgment']} {told['code']}".strip(),
        told["message"],
        told["advice"],
    )


def _claim(told: dict[str, Any], language: str) -> TrialClaim:
    allowed, plan_paid, owes = (Money(told[key]) if key in told else None for key in _AMOUNTS)
    why = told["why"].get(language) or told["why"]["en"]
    return TrialClaim(
        told["position"], told["account"], Money(told["charge"]), told["outcome"], allowed,
        plan_paid, owes, tuple(why),
    )  # fmt: skip


_AMOUNTS: Final = ("allowed", "plan_paid", "member_owes")
