"""Read a whole plan document: the head and its rows, every fault at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from coverwell.kernel.plan.cost_share import CostShare
from coverwell.kernel.plan.head_words import one_of, read_period, read_plan_year
from coverwell.kernel.plan.limit import NO_PRECERTIFICATION
from coverwell.kernel.plan.plan import Benefit, Plan
from coverwell.kernel.plan.problems import PlanTextError, Problem, nearest
from coverwell.kernel.plan.read_cell import read_cell, tidy
from coverwell.kernel.plan.read_head import HEAD_KEYS, read_amounts, read_head, read_options
from coverwell.kernel.plan.read_limit import read_limit, read_precertification, read_waiting
from coverwell.kernel.plan.texts import Texts
from coverwell.kernel.vocabulary.period import Period


ROW_KEYS = (
    "when",
    "care",
    "says",
    "network",
    "tier 1",
    "tier 2",
    "tier 3",
    "tier 4",
    "out of network",
    "limit",
    "waiting period",
    "precertification",
    "referral",
    "decided by",
)
TIER_KEYS = ROW_KEYS[4:8]
REFERRAL = ("not required", "required")
UNREAD = Period(date.min)


def read_plan(
    document: Mapping[str, object], key: str, cares: Collection[str] = frozenset()
) -> Plan:
    """Read a plan document whose every scalar is text; PlanTextError lists all that is wrong.

    `key` is the folder name of the plan. `cares` are the known care categories (rulebook/codes);
    when it is empty any care is taken as written.
    """
    problems: list[Problem] = []
    head = Texts("Head", document, problems)
    head.only(HEAD_KEYS)
    referral, options = read_options(head)
    head.required("effective", "Write the dates, such as 2026-01-01 to 2026-12-31.")
    plan = Plan(
        key=key,
        effective=head.read("effective", read_period, UNREAD),
        head=read_head(head),
        amounts=read_amounts(head),
        benefits=read_rows(head, cares),
        referral=referral,
        plan_year_start=head.read("plan year", read_plan_year, (1, 1)),
        options=options,
    )
    check_shared_limits(plan, problems)
    if problems:
        raise PlanTextError(problems)
    return plan


def read_rows(head: Texts, cares: Collection[str]) -> tuple[Benefit, ...]:
    """Read the rows of `care` in their order; a care that stands twice is refused."""
    rows = head.texts.get("care")
    if not isinstance(rows, list) or not rows:
        head.refuse("'care' is missing. List at least one row under it.")
        return ()
    tiers = 1 + max((index for row in rows for index in _tiers_of(row)), default=0)
    benefits: dict[str, Benefit] = {}
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            head.problems.append(Problem(f"Row {number}", "must be keys such as 'care: x-ray'."))
            continue
        benefit = read_row(row, number, tiers, head.problems)
        _check_care(benefit, cares, head.problems)
        if benefit.care in benefits:
            head.problems.append(Problem(f"Row '{benefit.care}'", "stands twice. Remove one."))
        benefits[benefit.care] = benefit
    return tuple(benefits.values())


def read_row(
    row: Mapping[str, object], number: int, tiers: int, problems: list[Problem]
) -> Benefit:
    """Read one row of the SBC; a row that only says `network` holds for every tier."""
    care = row.get("care")
    name = f"'{tidy(care)}'" if isinstance(care, str) and care.strip() else str(number)
    texts = Texts(f"Row {name}", row, problems)
    texts.only(ROW_KEYS)
    return Benefit(
        when=texts.required("when", "Write the event, such as 'You have a test'."),
        care=tidy(texts.required("care", "Write the kind of care, such as 'x-ray'.")),
        says=texts.required("says", "Quote the sentence of the plan document."),
        tiers=_read_tiers(texts, tiers),
        out_of_network=texts.read("out of network", read_cell, None),
        limit=texts.read("limit", read_limit, None),
        precertification=texts.read(
            "precertification", read_precertification, NO_PRECERTIFICATION
        ),
        referral=texts.read("referral", one_of("referral rule", REFERRAL), "") == REFERRAL[1],
        decided_by=texts.text("decided by"),
        waiting_months=texts.read("waiting period", read_waiting, 0),
    )


def check_shared_limits(plan: Plan, problems: list[Problem]) -> None:
    """Refuse a limit shared with a care that has no row."""
    for benefit in plan.benefits:
        for care in benefit.limit.shared_with if benefit.limit else ():
            if care not in plan.rows:
                close = nearest(care, plan.rows)
                hint = f"Did you mean '{close}'?" if close else f"Add a row for '{care}'."
                what = f"shares its limit with '{care}', which has no row. {hint}"
                problems.append(Problem(f"Row '{benefit.care}'", what))


def _tiers_of(row: object) -> tuple[int, ...]:
    if not isinstance(row, dict):
        return ()
    return tuple(index for index, key in enumerate(TIER_KEYS) if key in row)


def _read_tiers(texts: Texts, tiers: int) -> tuple[CostShare | None, ...]:
    said = _tiers_of(texts.texts)
    if not said:
        texts.required("network", "Write a cell such as '$30 copay, deductible does not apply'.")
        return (texts.read("network", read_cell, None),) * tiers
    if "network" in texts.texts:
        texts.refuse("says 'network' and tiers. Keep one of them.")
    for key in TIER_KEYS[:tiers]:
        texts.required(key, "A row with tiers says every tier.")
    return tuple(texts.read(key, read_cell, None) for key in TIER_KEYS[:tiers])


def _check_care(benefit: Benefit, cares: Collection[str], problems: list[Problem]) -> None:
    if not benefit.care or not cares or benefit.care in cares:
        return
    close = nearest(benefit.care, cares)
    hint = f"Did you mean '{close}'?" if close else "See 'coverwell plan grammar' for all of them."
    what = f"'{benefit.care}' is not a known kind of care. {hint}"
    problems.append(Problem(f"Row '{benefit.care}'", what))
