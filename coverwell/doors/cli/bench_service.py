"""Read one service of `plan try` input; a wrong value is told with its row and field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from coverwell.doors.cli import bench_fields as fields
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.plan.problems import Problem, unknown_word
from coverwell.kernel.vocabulary.claim import Adjustment, OtherPayerAnswer
from coverwell.kernel.vocabulary.money import ZERO, Money
from coverwell.services.plans.bench_question import DEFAULT_PERSON, OTHER_PAYER, Service
from coverwell.services.plans.care_names import care_keys, care_of_name


SERVICE_FIELDS = (
    "id",
    "person",
    "date",
    "care",
    "procedure",
    "modifiers",
    "revenue",
    "place",
    "diagnoses",
    "specialty",
    "age",
    "network",
    "charge",
    "allowed",
    "base",
    "rate",
    "units",
    "days",
    "visit",
    "provider",
    "precertification",
    "referral",
    "emergency",
    "protected",
    "admitted",
    "no_network_provider",
    "other_payer_paid",
    "other_payer_write_off",
    "other_payer_deductible",
    "other_payer_copay",
    "other_payer_coinsurance",
    "other_payer_medicare",
    "note",
)
LEFT_OVER = ("write_off", "deductible", "copay", "coinsurance")
CARCS = {
    "write_off": ("CO", "45"),
    "deductible": ("PR", "1"),
    "copay": ("PR", "3"),
    "coinsurance": ("PR", "2"),
}

T = TypeVar("T")


class Row:
    """The fields of one service by name, and the faults found in them."""

    def __init__(self, where: str, values: Mapping[str, object], problems: list[Problem]) -> None:
        self.where = where
        self.values = values
        self.problems = problems

    def refuse(self, what: str) -> None:
        """Note one fault of this row."""
        self.problems.append(Problem(self.where, what))

    def read(self, name: str, reader: fields.ReaderOf[T], default: T) -> T:
        """Read a field; the default where it is not stated, empty or wrong."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            return reader(value)
        except ValueError as fault:
            self.refuse(f"'{name}': {fault}")
            return default


def read_service(row: object, number: int, plan: Plan, problems: list[Problem]) -> Service | None:
    """Read one service; None where it is not even a group of fields."""
    if not isinstance(row, dict):
        problems.append(Problem(f"Service {number}", 'must be fields, such as {"care": "x-ray"}.'))
        return None
    try:
        values = _flat(fields.named(row))
    except ValueError as fault:
        problems.append(Problem(f"Service {number}", str(fault)))
        return None
    name = values.get("id") or values.get("care") or ""
    read = Row(f"Service {number}{f' ({name})' if name else ''}", values, problems)
    try:
        fields.check_fields(values, SERVICE_FIELDS)
    except ValueError as fault:
        read.refuse(str(fault))
    service = _service(read, number)
    _check(service, read, plan)
    return service


def _flat(values: dict[str, object]) -> dict[str, object]:
    """Write {"other_payer": {"paid": 150}} as other_payer_paid."""
    other = values.pop("other_payer", None)
    if isinstance(other, dict):
        values |= {f"other_payer_{fields.field_name(str(key))}": v for key, v in other.items()}
    elif other is not None:
        values["other_payer_paid"] = other
    return values


def _service(row: Row, number: int) -> Service:
    emergency = row.read("emergency", fields.yes_or_no, None)
    return Service(
        number=number,
        id=row.read("id", fields.words, str(number)),
        person=row.read("person", fields.words, DEFAULT_PERSON),
        day=row.read("date", fields.day, None),
        care=row.read("care", _care, ""),
        procedure=row.read("procedure", fields.code, ""),
        modifiers=row.read("modifiers", fields.codes, ()),
        revenue=row.read("revenue", fields.revenue, ""),
        place=row.read("place", fields.place, ""),
        diagnoses=row.read("diagnoses", fields.codes, ()),
        specialty=row.read("specialty", fields.code, ""),
        age=row.read("age", fields.count, None),
        tier=row.read("network", fields.tier, 1),
        charge=row.read("charge", fields.amount, None),
        allowed=row.read("allowed", fields.amount, None),
        base=row.read("base", fields.amount, None),
        rate=row.read("rate", fields.amount, None),
        units=row.read("units", fields.units, fields.ONE),
        days=row.read("days", fields.count, 0),
        visit=row.read("visit", fields.words, ""),
        provider=row.read("provider", fields.words, ""),
        precertification=row.read("precertification", fields.yes_or_no, None),
        referral=row.read("referral", fields.yes_or_no, None),
        emergency=emergency is True,
        protected=row.read("protected", fields.yes_or_no, emergency),
        no_network_provider=row.read("no_network_provider", fields.yes_or_no, default=False),
        admitted=row.read("admitted", fields.yes_or_no, default=False),
        other_payer=_other_payer(row),
    )


def _care(value: object) -> str:
    """Read a kind of care by its key or by another name of it."""
    return care_of_name(fields.words(value))


def _other_payer(row: Row) -> OtherPayerAnswer | None:
    paid = row.read("other_payer_paid", fields.amount, None)
    stated: dict[str, Money] = {
        name: row.read(f"other_payer_{name}", fields.amount, ZERO) for name in LEFT_OVER
    }
    if paid is None:
        if any(stated.values()):
            row.refuse("'other_payer_paid' is missing. Write 0 if the other payer paid nothing.")
        return None
    adjustments = tuple(
        Adjustment(*CARCS[name], amount) for name, amount in stated.items() if amount
    )
    medicare = row.read("other_payer_medicare", fields.yes_or_no, default=False)
    return OtherPayerAnswer(OTHER_PAYER, paid, adjustments, medicare=medicare)


def _check(service: Service, row: Row, plan: Plan) -> None:
    """Refuse a service that cannot be decided: no kind of care, no amount."""
    if not row.values.get("care") and not service.procedure and not service.revenue:
        row.refuse("names no care. Write 'care', or 'procedure' or 'revenue' for its code.")
    known = {*care_keys(), *plan.rows}
    if service.care and service.care not in known:
        row.refuse(unknown_word("kind of care", service.care, sorted(known)))
    if service.tier > len(plan.benefits[0].tiers):
        row.refuse(f"'network': this plan has no tier {service.tier}.")
    amounts = ("charge", "allowed", "base", "rate")
    if not any(row.values.get(name) not in (None, "") for name in amounts):
        row.refuse("has no amount. Write 'allowed', or 'charge', in dollars.")
