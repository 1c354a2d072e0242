"""The examples of edit sheets and policies: each must come out as written, or nothing loads."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from coverwell.kernel.edits.facts import EditFacts, EditTables
from coverwell.kernel.edits.person import age_on
from coverwell.kernel.edits.run import run_edits
from coverwell.kernel.policy.criteria import Policies, policy_holds
from coverwell.kernel.vocabulary.claim import Claim, Line, Provider
from coverwell.kernel.vocabulary.dated import Dated
from coverwell.kernel.vocabulary.history import NO_HISTORY, PriorLine, history
from coverwell.kernel.vocabulary.member import Person, Sex
from coverwell.kernel.vocabulary.money import Money
from coverwell.services.rulebook import values
from coverwell.services.rulebook.policies import Policy
from coverwell.services.rulebook.sheets import Sheet, day
from coverwell.services.rulebook.text import Node, RulebookError


_KEYS = (
    "example", "procedure", "first", "second", "visit", "with", "surgery", "days after",
    "modifiers", "units", "used", "age", "sex", "day", "service", "received", "exception",
    "from", "diagnosis", "result",
)  # fmt: skip
_OFFICE = Provider("1234567893", "990000001", "207Q00000X")

Row = dict[str, Node]


def check_examples(
    sheets: dict[str, tuple[Sheet, ...]], policies: tuple[Policy, ...], tables: Dated[EditTables]
) -> None:
    """Try the examples of every sheet and policy; each file must have some."""
    tried = [sheet for topic, found in sheets.items() if topic != "modifiers" for sheet in found]
    for sheet in tried:
        _try_all(sheet, tables, {})
    for policy in policies:
        _try_all(policy.sheet, tables, policy.criteria)


def _try_all(sheet: Sheet, tables: Dated[EditTables], policies: Policies) -> None:
    """Try the examples of one file."""
    rows = sheet.rows("examples", _KEYS)
    if not rows:
        raise RulebookError(f"{sheet.name}: there are no examples.")
    for where, row in rows:
        claim = _claim(row, where, sheet.effective)
        in_force = tables.nearest(max(sheet.effective, claim.lines[0].first))
        facts = _facts(row, where, claim)
        rules = {found.finding.rule for found in run_edits(claim, facts, in_force)}
        line = claim.lines[0]
        held = policy_holds(line, age_on(facts.person.birth, line.first), policies)
        if held is not None and not held.holds:
            rules.add(held.finding.rule)
        _compare(row, where, rules)


def _compare(row: Row, where: str, rules: set[str]) -> None:
    """Refuse an example that came out otherwise."""
    wanted = values.text(row, "result", where)
    if wanted not in rules and not (wanted == "none" and not rules):
        said = ", ".join(sorted(rules)) or "none"
        raise RulebookError(f"{where}: '{values.text(row, 'example', where)}' gives {said}.")


def _claim(row: Row, where: str, effective: date) -> Claim:
    """Make the claim that an example speaks of: its code, and the code beside it."""
    on = _day(row, "service", where) or _day(row, "day", where) or effective
    code = values.text(row, "procedure", where) or values.text(row, "second", where)
    code = code or values.text(row, "visit", where) or "99199"
    beside = values.text(row, "first", where) or values.text(row, "with", where)
    lines = [
        Line(
            number=1,
            charge=Money(10_000),
            first=on,
            last=on,
            units=values.decimal(row, "units", where, "1"),
            procedure=code,
            modifiers=values.words(row, "modifiers", where),
            place="11",
            diagnoses=(values.text(row, "diagnosis", where, "R69"),),
        )
    ]
    if beside:
        lines.append(
            Line(2, Money(20_000), on, on, procedure=beside, place="11", diagnoses=("R69",))
        )
    received = _day(row, "received", where) or on
    return Claim("example", 0, "M", received, _OFFICE, tuple(lines))


def _facts(row: Row, where: str, claim: Claim) -> EditFacts:
    """Make the person and the history that an example speaks of."""
    on = claim.lines[0].first
    age = values.number(row, "age", where, "40")
    sex = Sex(values.one_of(row, "sex", where, ("F", "M", "U"), "U"))
    exception = values.text(row, "exception", where)
    start = _day(row, "from", where)
    return EditFacts(
        person=Person("M", date(on.year - age, 1, 1), sex),
        history=history(_before(row, where, on)) if _before(row, where, on) else NO_HISTORY,
        filing_exceptions={exception: start} if exception and start else {},
    )


def _before(row: Row, where: str, on: date) -> list[PriorLine]:
    """Make the earlier line that used units up, or the surgery before a visit."""
    if "used" in row:
        code, ago = values.text(row, "procedure", where), timedelta(days=30)
        return [_prior(code, on - ago, values.decimal(row, "used", where))]
    if "surgery" in row:
        ago = timedelta(days=values.number(row, "days after", where))
        return [_prior(values.text(row, "surgery", where), on - ago, Decimal(1))]
    return []


def _prior(code: str, on: date, units: Decimal) -> PriorLine:
    """Make an earlier line of the same office."""
    return PriorLine(
        "earlier", 1, "M", on, on, Money(10_000), code,
        units=units, billing_tin=_OFFICE.tin, rendering=_OFFICE.npi,
    )  # fmt: skip


def _day(row: Row, key: str, where: str) -> date | None:
    """Read a day of an example, if it names one."""
    return day(values.text(row, key, where), where) if key in row else None
