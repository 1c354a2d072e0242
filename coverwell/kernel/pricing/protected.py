"""Protected out-of-network care: what shares are computed on, and what the provider is paid."""

from __future__ import annotations

from typing import NamedTuple

from coverwell.kernel.pricing.priced import NOTHING_STATED, Priced, PriceFacts, ToPrice
from coverwell.kernel.reasons.finding import Fact, Finding
from coverwell.kernel.vocabulary.money import Money


_LAW = "45 CFR 149.110 to 149.140"
# Air ambulance is always the lesser of charge and qualifying amount (45 CFR 149.130).
_BY_AIR = "protected_air_ambulance"


class _Base(NamedTuple):
    """The amount shares are computed on (cents), and which rule gave it."""

    amount: Money
    basis: str


def protected_price(asked: ToPrice, qualifying: Priced | None, facts: PriceFacts) -> Priced | None:
    """Return base and payment rate; None where no amount is stated and none is known.

    The rate is what was stated (initial payment, agreement, dispute result), else the base.
    Changing the rate never changes the base.
    """
    stated = facts.stated.get(asked.line.number, NOTHING_STATED)
    known = stated.qualifying
    if known is None and qualifying is not None:
        known = qualifying.allowed
    base = _base(asked, known, stated.required, stated.by_state_law)
    if base is None:
        return None
    rate = base.amount if stated.rate is None else stated.rate
    told: dict[str, Fact] = {"base": base.amount, "basis": base.basis, "rate": rate}
    found = Finding(base.basis, base.amount, told, _LAW)
    marks = facts.book.disclosures
    remarks = tuple(marks[name] for name in (asked.protection, base.basis) if name in marks)
    return Priced(min(rate, asked.line.charge), base.amount, True, remarks, (), (found,))  # noqa: FBT003


def _base(
    asked: ToPrice,
    qualifying: Money | None,
    required: Money | None,
    by_state_law: bool,  # noqa: FBT001
) -> _Base | None:
    """All-Payer Model amount, else state law, else the lesser of charge and qualifying amount."""
    charge = asked.line.charge
    if required is not None and asked.protection != _BY_AIR:
        return _Base(required, "base_state_law" if by_state_law else "base_all_payer_model")
    if qualifying is None:
        return None
    if charge < qualifying:
        return _Base(charge, "base_charge")
    return _Base(qualifying, "base_qualifying_payment")
