"""What a year, or a file, of claims came to: counts, amounts and why lines were denied."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db import connection

from coverwell.kernel.vocabulary.money import Money
from coverwell.services.acting import Actor, acting


@dataclass(frozen=True, slots=True)
class Summary:
    """Decisions in force: claims by outcome, amounts in cents, denied lines by group and CARC."""

    claims: int
    lines: int
    outcomes: dict[str, int]
    charge: Money
    allowed: Money
    plan_paid: Money
    member_owes: Money
    denied_lines: int
    denied_by: tuple[tuple[str, int], ...]


# In force is the last decision of a claim, unless that only took another back.
_IN_FORCE = """
    SELECT DISTINCT ON (d.family_id, d.claim) d.*
      FROM cw_claims_decision d JOIN cw_claims_claim c
        ON c.family_id = d.family_id AND c.id = d.claim
     WHERE %(files)s::bigint[] IS NULL OR (c.family_id, c.id) IN (
           SELECT i.family, i.claim FROM cw_intake_intakeclaim i WHERE i.file_id = ANY (%(files)s))
     ORDER BY d.family_id, d.claim, d.decision_no DESC
"""
_TOTALS = f"""
    SELECT outcome, count(*), sum(charge), sum(allowed), sum(plan_paid), sum(member_owes)
      FROM ({_IN_FORCE}) f WHERE outcome <> 'reversed' GROUP BY outcome
"""  # noqa: S608 - constants only
_LINES = f"""
    SELECT l.status, l.adjustments, count(*)
      FROM ({_IN_FORCE}) f JOIN cw_claims_decisionline l USING (family_id, claim, decision_no)
     WHERE f.outcome <> 'reversed' GROUP BY 1, 2
"""  # noqa: S608 - constants only


def summary(actor: Actor, files: list[int] | None = None) -> Summary:
    """Sum the claims of some files, or all that the actor may see."""
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(_TOTALS, {"files": files})
        totals = cursor.fetchall()
        cursor.execute(_LINES, {"files": files})
        lines = cursor.fetchall()
    denied = Counter[str]()
    for status, adjustments, count in lines:
        if status == "denied":
            denied[_reason(adjustments)] += count
    charge, allowed, plan_paid, member_owes = (
        Money(sum(int(row[at]) for row in totals)) for at in range(2, 6)
    )
    return Summary(
        claims=sum(row[1] for row in totals),
        lines=sum(count for _, _, count in lines),
        outcomes={row[0]: row[1] for row in totals},
        charge=charge,
        allowed=allowed,
        plan_paid=plan_paid,
        member_owes=member_owes,
        denied_lines=denied.total(),
        denied_by=tuple(denied.most_common()),
    )


def _reason(adjustments: str) -> str:
    """Return the code that took most of a denied line's charge, such as 'PR-204'."""
    words = (word.partition(":") for word in adjustments.partition("|")[0].split())
    return max(((int(cents), codes) for codes, _, cents in words), default=(0, "none"))[1]
