"""Question 15: to whom does the plan pay?"""

from __future__ import annotations

from collections.abc import Sequence

from coverwell.kernel.claims.decision import Payee
from coverwell.kernel.claims.ruling import Payable
from coverwell.kernel.claims.work import Work
from coverwell.kernel.vocabulary.side import Side


# To look a member up in its class takes as long as making a record.
NETWORK = Side.NETWORK
PROVIDER = Payee.PROVIDER


def payee_of(work: Work, payables: Sequence[Payable]) -> Payee:
    """In network and protected: the provider; else if assigned, and honored by plan or state."""
    for payable in payables:
        if payable.protection or payable.cell.side is NETWORK:
            return PROVIDER
    if not work.claim.assigned:
        return Payee.MEMBER
    honored = all(payable.plan.options.assignment_honored for payable in payables)
    return Payee.PROVIDER if honored or _by_law(work) else Payee.MEMBER


def _by_law(work: Work) -> bool:
    """Ask the law of the state that insures the plan; self-funded plans are under none."""
    tables, state = work.facts.tables, work.facts.insured_in
    if tables is None or not state:
        return False
    line = work.claim.lines[0]
    taxonomy = work.claim.rendered_by(line).taxonomy
    law = tables.assignment.nearest(line.first).binds(state, taxonomy)
    if law is None:
        return False
    work.note(line.number, "assignment_honored_by_law", {"state": state}, law.source)
    return True
