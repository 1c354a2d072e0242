"""Read the services of `plan try` from JSON or CSV; every wrong row is told, none is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from coverwell.doors.cli import bench_fields as fields
from coverwell.doors.cli.bench_files import BenchInputError, Row, read_rows
from coverwell.doors.cli.bench_service import SERVICE_FIELDS, read_service
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.plan.problems import Problem
from coverwell.kernel.vocabulary.member import CoverageTier
from coverwell.kernel.vocabulary.money import Money
from coverwell.services.plans.bench_question import Question, Service, Used
from coverwell.services.plans.bench_used import AMOUNTS
from coverwell.services.plans.care_names import care_of_name


COUNTED = ("visits", "days", "items", "dollars")
USED_FIELDS = (*(amount.name for amount in AMOUNTS), *COUNTED)
FAMILY = "family"
MOST_SERVICES = 100_000
COVERAGE = {
    "self only": CoverageTier.SELF_ONLY,
    "self": CoverageTier.SELF_ONLY,
    "individual": CoverageTier.SELF_ONLY,
    "single": CoverageTier.SELF_ONLY,
    "family": CoverageTier.FAMILY,
}


def read_question(path: Path, plan: Plan) -> Question:
    """Read a .json or .csv file of services; BenchInputError lists every fault."""
    problems: list[Problem] = []
    head, rows = read_rows(path, (*SERVICE_FIELDS, "other_payer"))
    question = Question(
        services=_services(rows, plan, problems),
        coverage=_coverage(head, problems),
        used=_used(head, plan, problems),
        family_used=_family_used(head, plan, problems),
    )
    if problems:
        raise BenchInputError(problems)
    return question


def _services(rows: list[object], plan: Plan, problems: list[Problem]) -> tuple[Service, ...]:
    if not rows:
        problems.append(Problem("File", "names no service. Add at least one."))
    if len(rows) > MOST_SERVICES:
        problems.append(Problem("File", f"has more than {MOST_SERVICES:,} services. Split it."))
        return ()
    read = (read_service(row, number, plan, problems) for number, row in enumerate(rows, start=1))
    return tuple(service for service in read if service is not None)


def _coverage(head: Row, problems: list[Problem]) -> CoverageTier | None:
    value = head.get("coverage")
    if value is None:
        return None
    found = COVERAGE.get(str(value).lower().replace("-", " ").replace("_", " "))
    if found is None:
        problems.append(Problem("Head", f"'coverage' is '{value}'. Write self-only or family."))
    return found


def _used(head: Row, plan: Plan, problems: list[Problem]) -> dict[str, Used]:
    people = _accumulators(head, problems)
    return {
        str(person): _read_used(str(person), used, plan, problems)
        for person, used in people.items()
        if str(person).lower() != FAMILY
    }


def _family_used(head: Row, plan: Plan, problems: list[Problem]) -> Used | None:
    people = _accumulators(head, [])
    found = next((used for who, used in people.items() if str(who).lower() == FAMILY), None)
    return None if found is None else _read_used(FAMILY, found, plan, problems)


def _accumulators(head: Row, problems: list[Problem]) -> Mapping[object, object]:
    found = head.get("accumulators", {})
    if isinstance(found, dict):
        return found
    what = 'write persons and what each has used, such as {"Ana": {"deductible": "100.00"}}.'
    problems.append(Problem("Accumulators", what))
    return {}


def _read_used(person: str, used: object, plan: Plan, problems: list[Problem]) -> Used:
    amounts: dict[str, Money] = {}
    limits: dict[str, int] = {}
    try:
        if not isinstance(used, dict):
            raise ValueError('must be amounts, such as {"deductible": "100.00"}.')  # noqa: TRY004, TRY301 - one kind of refusal
        named = fields.named(used)
        fields.check_fields(named, USED_FIELDS)
        for name, value in named.items():
            if name in COUNTED:
                limits.update(_limits(name, value, plan))
            else:
                amounts[name] = fields.amount(value)
    except ValueError as fault:
        problems.append(Problem(f"Accumulators of {person}", str(fault)))
    return Used(amounts, limits)


def _limits(counted: str, value: object, plan: Plan) -> dict[str, int]:
    if not isinstance(value, dict):
        raise ValueError(f"'{counted}' must name rows, such as {{\"physical therapy\": 3}}.")  # noqa: TRY004 - one kind of refusal
    read = fields.amount if counted == "dollars" else fields.count
    rows = {care_of_name(str(care)): used for care, used in value.items()}
    for care in rows:
        if care not in plan.rows:
            raise ValueError(f"'{counted}' names '{care}', which has no row in this plan.")
    return {f"{counted}:{care}": read(used) for care, used in rows.items()}


__all__ = ["SERVICE_FIELDS", "BenchInputError", "read_question"]
