"""What a line turned out to be worth, and the tables that say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from coverwell.kernel.pricing.anesthesia import AnesthesiaUnits
from coverwell.kernel.pricing.schedule import Schedule
from coverwell.kernel.pricing.terms import ModifierRules, Terms
from coverwell.kernel.reasons.finding import Finding
from coverwell.kernel.vocabulary.claim import Adjustment, Line
from coverwell.kernel.vocabulary.dated import Dated
from coverwell.kernel.vocabulary.money import Money


class Priced(NamedTuple):
    """The worth of a line in cents; `allowed` is the payment rate where it is protected.

    `base` is what shares are computed on. `reductions` are the parts of the charge taken with a
    code of their own (59); the rest above `allowed` is 45.
    """

    allowed: Money
    base: Money
    protected: bool = False
    remarks: tuple[str, ...] = ()
    reductions: tuple[Adjustment, ...] = ()
    found: tuple[Finding, ...] = ()


class ToPrice(NamedTuple):
    """A covered line, the chain of its kind of care, and the rule that protects it ('': none)."""

    line: Line
    chain: tuple[str, ...]
    protection: str = ""


class ProtectedAmounts(NamedTuple):
    """What is stated for a protected line (cents); None where nothing is.

    `required` is an All-Payer Model amount or, where `by_state_law`, the state's.
    `rate` is the initial payment, an agreement or a dispute result.
    """

    required: Money | None = None
    by_state_law: bool = False
    qualifying: Money | None = None
    rate: Money | None = None


NOTHING_STATED = ProtectedAmounts()


@dataclass(frozen=True, slots=True)
class PriceBook:
    """All dated tables: schedules by key, DRG weights, modifiers, and which places are facilities.

    `disclosures` are the remark codes of protected care by rule id and basis.
    """

    schedules: Mapping[str, Dated[Schedule]]
    drg_weights: Dated[Mapping[str, Decimal]]
    modifiers: Dated[ModifierRules]
    facility_places: frozenset[str]
    disclosures: Mapping[str, str]
    anesthesia: Dated[AnesthesiaUnits] | None = None


class PriceFacts(NamedTuple):
    """What prices one claim. `contract` None: the provider is out of network.

    `outside` are the plan's terms for care out of network; `qualifying` the terms that give the
    qualifying payment amount of protected care; `stated` amounts by line number come before them.
    """

    book: PriceBook
    contract: Terms | None
    outside: Terms
    qualifying: Terms
    stated: Mapping[int, ProtectedAmounts] = MappingProxyType({})
