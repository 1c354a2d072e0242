"""A coverage answer as the benefits of a 271: one EB for each thing that is said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from textwrap import wrap
from typing import Final

from coverwell.kernel.plan.cost_share import (
    Coinsurance,
    Copay,
    CostShare,
    NoCharge,
    Part,
    Per,
    When,
)
from coverwell.services.eligibility.coverage import (
    Amount,
    Benefit,
    CoverageAnswer,
    LimitUse,
    OtherPayer,
    PlanFacts,
)
from coverwell.wire.x12.transactions.common import Dated
from coverwell.wire.x12.transactions.eligibility import Benefit as Said
from coverwell.wire.x12.transactions.eligibility import Delivery, Message, Related


# EB01
ACTIVE, INACTIVE, COINSURANCE, COPAY, DEDUCTIBLE = "1", "6", "A", "B", "C"
LIMIT, OUT_OF_POCKET, NOT_COVERED, PCP, OTHER_PAYER, CONTACT = "F", "G", "I", "L", "R", "U"
# EB06
CALENDAR_YEAR, SERVICE_YEAR, REMAINING, LIFETIME, LIFETIME_LEFT = "23", "22", "29", "32", "33"
GENERAL, PHARMACY = "30", "88"

_INSURANCE: Final = (
    ("point of service", "PS"),
    ("hmo", "HM"),
    ("epo", "EP"),
    ("ppo", "PR"),
    ("indemnity", "IN"),
)
_PERIODS: Final = {Per.VISIT: "27", Per.DAY: "7", Per.STAY: "36"}
_COUNTED: Final = {"visits": "VS", "days": "DY", "items": "P6"}
_WHEN: Final = {
    When.FIRST: "AFTER DEDUCTIBLE",
    When.DRUG_FIRST: "AFTER DRUG DEDUCTIBLE",
    When.BETWEEN: "COPAY FIRST, THEN DEDUCTIBLE",
}
MESSAGE: Final = 264


def benefits_of(answer: CoverageAnswer, sentence: str) -> tuple[Said, ...]:
    """Say everything of an answer; `sentence` is the plan's own that guarantees nothing."""
    plan = answer.plan
    if plan is None:
        return (Said(INACTIVE, service_types=(GENERAL,)),)
    return (
        _active(plan, sentence),
        *_covered_types(answer),
        *(said for one in answer.amounts for said in _amount(one, plan)),
        *(said for one in answer.benefits for said in _benefit(one, _year(plan))),
        *_primary_care(plan),
        *_administrators(plan),
        *map(_other_payer, answer.others),
    )


def _active(plan: PlanFacts, sentence: str) -> Said:
    level = "IND" if plan.tier == "self only" else "FAM"
    return Said(
        ACTIVE,
        level,
        (GENERAL,),
        _insurance(plan.kind),
        plan.name[:50],
        messages=_pieces(sentence),
    )


def _insurance(kind: str) -> str:
    return next((code for word, code in _INSURANCE if word in kind.lower()), "C1")


@lru_cache(maxsize=16)
def _pieces(sentence: str) -> tuple[Message, ...]:
    """Part a long sentence at its blanks."""
    return tuple(map(Message, wrap(sentence, MESSAGE, break_on_hyphens=False)))


def _covered_types(answer: CoverageAnswer) -> Iterator[Said]:
    """One EB for all service types that are covered, one for those that are not."""
    covered: dict[str, bool] = {}
    for one in answer.benefits:
        if one.asked in answer.asked:
            covered[one.asked] = covered.get(one.asked, False) or one.cell is not None
    for information, wanted in ((ACTIVE, True), (NOT_COVERED, False)):
        codes = tuple(code for code, is_covered in covered.items() if is_covered is wanted)
        if codes:
            yield Said(information, service_types=codes)


def _amount(one: Amount, plan: PlanFacts) -> Iterator[Said]:
    """A yearly amount: the whole of it, and what is left."""
    information = DEDUCTIBLE if "deductible" in one.what else OUT_OF_POCKET
    level = "FAM" if one.whose == "family" else "IND"
    kind = PHARMACY if one.what.startswith("drug") else GENERAL
    network = "N" if one.side == "out" else "Y"
    year = (Dated("291", "RD8", _span(plan.year_first, plan.year_last)),)
    for period, amount in ((_year(plan), one.limit), (REMAINING, one.left)):
        yield Said(
            information,
            level,
            (kind,),
            period=period,
            amount=amount,
            network=network,
            dates=year,
        )


@lru_cache(maxsize=256)
def _span(first: date, last: date) -> str:
    return f"{first:%Y%m%d}-{last:%Y%m%d}"


def _year(plan: PlanFacts) -> str:
    starts = (plan.year_first.month, plan.year_first.day)
    return CALENDAR_YEAR if starts == (1, 1) else SERVICE_YEAR


@lru_cache(maxsize=20_000)
def _benefit(one: Benefit, year: str) -> tuple[Said, ...]:
    """A cell of the plan: its parts, then its limits. The same cell is told to many people."""
    return tuple(_told(one, year))


def _told(one: Benefit, year: str) -> Iterator[Said]:
    asked = Said("", service_types=(one.asked,))
    if len(one.asked) > 2:
        asked = Said("", procedure=("HC", one.asked))
    common = asked._replace(
        coverage_level="IND",
        authorization="Y" if one.approval else "N",
        network="N" if one.outside else "Y" if one.column else "",
    )
    cell = one.cell
    if cell is None:
        yield common._replace(
            information=NOT_COVERED, authorization="", messages=_notes(one, None)
        )
        return
    for part in cell.parts:
        yield _part(part, common)._replace(messages=_notes(one, part, cell))
    if cell.when is When.WAIVED:
        yield common._replace(information=DEDUCTIBLE, period=year, amount=0)
    for limit in one.limits:
        yield from _limit(limit, common, year)


def _part(part: Part, common: Said) -> Said:
    if isinstance(part, Coinsurance):
        percent = f"{(part.percent / Decimal(100)).normalize():f}"
        return common._replace(information=COINSURANCE, percent=percent)
    if isinstance(part, Copay):
        period = _PERIODS.get(part.per, "")
        return common._replace(information=COPAY, period=period, amount=+part.amount)
    return common._replace(information=COINSURANCE, percent="0")


def _notes(one: Benefit, part: Part | None, cell: CostShare | None = None) -> tuple[Message, ...]:
    """What the codes cannot say: kind of care, tier, the order of the deductible, caps."""
    notes = [one.care.upper()] if one.care else []
    if one.column.startswith("tier"):
        notes.append(f"NETWORK {one.column.upper()}")
    if cell is not None and cell.when in _WHEN:
        notes.append(_WHEN[cell.when])
    if part is not None and not isinstance(part, NoCharge) and part.cap is not None:
        notes.append(part.phrase().upper())
    elif isinstance(part, Copay) and part.per not in _PERIODS:
        notes.append(f"COPAY PER {part.per.value.upper()}")
    if one.referral:
        notes.append("REFERRAL BY THE PRIMARY CARE PROVIDER NEEDED")
    return (Message("; ".join(notes)[:MESSAGE]),) if notes else ()


def _limit(limit: LimitUse, common: Said, year: str) -> Iterator[Said]:
    """A limit of visits, days, items or dollars: the whole of it, and what is left."""
    whole, left = (LIFETIME, LIFETIME_LEFT) if limit.lifetime else (year, REMAINING)
    said = common._replace(information=LIMIT, messages=(Message(limit.phrase.upper()),))
    if limit.months is not None:
        said = said._replace(deliveries=(Delivery(period="34", periods=str(limit.months)),))
        whole = ""
    for period, quantity in ((whole, limit.quantity), (left, limit.left)):
        if limit.counted == "allowance":
            yield said._replace(period=period, amount=quantity)
        else:
            counted = _COUNTED[limit.counted]
            yield said._replace(period=period, quantity_qualifier=counted, quantity=str(quantity))


def _primary_care(plan: PlanFacts) -> Iterator[Said]:
    if plan.pcp_npi:
        first, _, last = plan.pcp_name.rpartition(" ")
        kind = "1" if first else "2"
        related = Related("P3", kind, last or "UNKNOWN", first, id_qualifier="XX", id=plan.pcp_npi)
        yield Said(PCP, service_types=(GENERAL,), related=(related,))


def _administrators(plan: PlanFacts) -> Iterator[Said]:
    for name, functions in plan.administrators:
        notes = (Message(f"ADMINISTERS {', '.join(functions)}".upper()[:MESSAGE]),)
        yield Said(
            CONTACT, service_types=(GENERAL,), messages=notes, related=(Related("2B", "2", name),)
        )


def _other_payer(other: OtherPayer) -> Said:
    entity = "PRP" if other.first_payer else "SEP"
    last = f"-{other.last:%Y%m%d}" if other.last else ""
    span = Dated("290", "RD8" if last else "D8", f"{other.first:%Y%m%d}{last}")
    insurance = "MP" if other.medicare else ""
    return Said(
        OTHER_PAYER,
        "IND",
        (GENERAL,),
        insurance,
        dates=(span,),
        related=(Related(entity, "2", other.name),),
    )
