"""A person answers what a claim waits for, and the claim is decided again."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from coverwell.records.claims.models import ClaimNumber, Decision, Review, ToDecide
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.claims.adjudicate import decide_family
from coverwell.services.rulebook.attachments import attachment_rules


@dataclass(frozen=True, slots=True)
class Answer:
    """Why a person answers so; `denial` is a rule of rulebook/attachments ('' : it goes on)."""

    why: str
    denial: str = ""
    signed: str = ""


class UnsignedError(ValueError):
    """A denial without its reason, or without the clinician who stands for it."""


class NotWaitingError(ValueError):
    """The claim has no newest decision that waits, so there is nothing to release."""


def release(number: str, why: str, actor: Actor) -> None:
    """Answer every reason why a claim waits and decide it; staff only (DeniedError).

    Raises NotWaitingError where the claim does not wait. What is still missing pends it again.
    """
    if actor.role != "staff":
        raise DeniedError("Only staff release claims.")
    _answer(number, Answer(why), actor)


def deny(number: str, answer: Answer, actor: Actor) -> None:
    """Deny every line of a claim that waits; staff only (DeniedError).

    UnsignedError where no rule of denial was chosen, or its clinician is not named. Raises
    NotWaitingError where the claim does not wait.
    """
    if actor.role != "staff":
        raise DeniedError("Only staff deny claims.")
    rule = attachment_rules(timezone.localdate()).denials.get(answer.denial)
    if rule is None:
        raise UnsignedError("Choose why it is denied.")
    if rule.signed and not answer.signed.strip():
        raise UnsignedError("A denial on clinical grounds names the clinician who stands for it.")
    _answer(number, answer, actor)


def release_for(number: str, releases: Collection[str], why: str, actor: Actor) -> None:
    """Answer the reasons that wait for these releases, which came; the engine only (DeniedError).

    Raises NotWaitingError where the claim does not wait for any of them.
    """
    if actor.role != "engine":
        raise DeniedError("What came releases claims, not who sent it.")
    _answer(number, Answer(why), actor, releases)


def waiting_decision(number: str) -> Decision:
    """Return the newest decision of a claim that waits, else NotWaitingError; inside `acting`."""
    known = ClaimNumber.objects.filter(number=number).first()
    newest = (
        Decision.objects.filter(family_id=known.family, claim=known.claim)
        .order_by("-decision_no")
        .first()
        if known
        else None
    )
    if newest is None or newest.outcome != Decision.Outcome.PENDED:
        raise NotWaitingError(f"Claim {number} does not wait for anybody.")
    return newest


def _answer(
    number: str, answer: Answer, actor: Actor, releases: Collection[str] | None = None
) -> None:
    with acting(actor.as_engine()):
        newest = waiting_decision(number)
        reviews = [
            Review(
                family_id=newest.family_id,
                claim=newest.claim,
                decision_no=newest.decision_no,
                line=line,
                rule=rule,
                reviewed_by=actor.user,
                why=answer.why,
                denial=answer.denial,
                signed=answer.signed.strip()[:120],
            )
            for rule, release_, line in json.loads(newest.pend_reason)
            if releases is None or release_ in releases
        ]
        if not reviews:
            raise NotWaitingError(f"Claim {number} does not wait for that.")
        Review.objects.bulk_create(reviews, ignore_conflicts=True)
        ToDecide.objects.bulk_create(
            [ToDecide(family_id=newest.family_id, claim=newest.claim)], ignore_conflicts=True
        )
        family = newest.family_id
    decide_family(family, actor)
