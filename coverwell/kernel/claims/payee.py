"""Question 15: to whom does the plan pay?"""

from __future__ import annotations

from collections.abc import Sequence

from coverwell.kernel.claims.decision import Payee
from coverwell.kernel.claims.ruling import Payable
from coverwell.kernel.vocabulary.claim import Claim
from coverwell.kernel.vocabulary.side import Side


def payee_of(claim: Claim, payables: Sequence[Payable]) -> Payee:
    """In network and protected: the provider; else the provider if assigned and honored."""
    for payable in payables:
        if payable.protection or payable.cell.side is Side.NETWORK:
            return Payee.PROVIDER
    honored = all(payable.plan.options.assignment_honored for payable in payables)
    return Payee.PROVIDER if claim.assigned and honored else Payee.MEMBER
