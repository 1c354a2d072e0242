"""The fields of `plan try` input: their names, other names they go by, and how each is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from coverwell.kernel.plan.problems import unknown_word
from coverwell.kernel.vocabulary.money import Money, dollars


_ALSO: Mapping[str, str] = {
    "id": "# line line_number number no service_id",
    "person": "member patient family_member claimant name",
    "date": "service_date date_of_service dos day",
    "care": "service benefit category service_type type_of_service type_of_care benefit_category",
    "procedure": "cpt hcpcs procedure_code cpt_code",
    "modifiers": "modifier",
    "revenue": "revenue_code rev_code",
    "place": "place_of_service pos",
    "diagnoses": "diagnosis diagnosis_code diagnosis_codes dx icd_10",
    "network": "in_network tier network_tier network_status in_or_out_of_network in_out",
    "charge": "charges billed billed_amount billed_charge billed_charges",
    "allowed": "amount allowed_amount allowed_charge cost",
    "units": "unit quantity qty",
    "days": "length_of_stay inpatient_days days_of_stay",
    "provider": "doctor facility rendering_provider provider_name",
    "precertification": "precert prior_authorization prior_auth preauthorization authorization",
    "no_network_provider": "network_gap no_in_network_provider",
    "note": "notes comment comments",
    "services": "lines",
}
ALIASES: Mapping[str, str] = {also: name for name, row in _ALSO.items() for also in row.split()}

T = TypeVar("T")
ReaderOf = Callable[[object], T]

ONE = Decimal(1)

YES = ("yes", "y", "true", "t", "1")
NO = ("no", "n", "false", "f", "0")
IN = (*YES, "in", "in network", "network", "inn", "par", "participating")
OUT = (*NO, "out", "out of network", "oon", "non par", "nonparticipating", "non participating")
DAY_FORMATS = (
    "%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y", "%Y/%m/%d", "%Y%m%d", "%B %d, %Y", "%b %d, %Y",
    "%d-%b-%Y", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S",
)  # fmt: skip
MOST = Money(10**12)
"""Cents; an amount above ten thousand million dollars is a slip of the pen."""


def field_name(word: str) -> str:
    """Return the field that a key or a column heading means: 'Allowed amount' is `allowed`."""
    key = re.sub(r"[\s\-/]+", "_", word.strip().strip("*:.?").lower())
    return ALIASES.get(key, key)


def named(found: Mapping[str, object]) -> dict[str, object]:
    """Return values by field; a field that two keys mean is refused (ValueError)."""
    read: dict[str, object] = {}
    for word, value in found.items():
        name = field_name(str(word))
        if name in read:
            raise ValueError(f"'{name}' is stated twice (the second time as '{word}').")
        read[name] = value
    return read


def check_fields(found: Mapping[str, object], known: tuple[str, ...]) -> None:
    """Refuse a field that is not known (ValueError), naming the nearest one."""
    for name in found:
        if name not in known:
            raise ValueError(unknown_word("field", name, known))


def amount(value: object) -> Money:
    """Read 43, 43.5, '43.00', '$43' or '$1,250.50' as cents."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        value = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if not isinstance(value, str):
        raise ValueError(f"'{value}' is not an amount. Write dollars and cents, such as 43.00.")  # noqa: TRY004 - one kind of refusal
    read = dollars(value)
    if read > MOST:
        raise ValueError(f"'{value}' is larger than any service. Check the amount.")
    return read


def words(value: object) -> str:
    """Read text; a number is taken as it is written."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise ValueError(f"'{value}' is not one line of text.")  # noqa: TRY004 - one kind of refusal
    return str(value).strip()


def codes(value: object) -> tuple[str, ...]:
    """Read ['RT', '59'] or 'RT 59' or 'RT,59' or 'RT;59'; the dot of a diagnosis is left out."""
    found = value if isinstance(value, list) else re.split(r"[\s,;]+", words(value))
    return tuple(words(code).replace(".", "").upper() for code in found if words(code))


def code(value: object) -> str:
    """Read one code."""
    return words(value).upper()


def revenue(value: object) -> str:
    """Read a revenue code; a leading zero may be left out."""
    return code(value).zfill(4)


def place(value: object) -> str:
    """Read a place of service; a leading zero may be left out."""
    return code(value).zfill(2)


def day(value: object) -> date:
    """Read 2026-03-14 or 3/14/2026 or 3/14/26."""
    text = words(value)
    for form in DAY_FORMATS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise ValueError(f"'{text}' is not a date. Write it as 2026-03-14.")


def yes_or_no(value: object) -> bool:
    """Read true, false, 'yes', 'no'."""
    text = str(value).strip().lower()
    if text in YES:
        return True
    if text in NO:
        return False
    raise ValueError(f"'{value}' is neither yes nor no.")


def tier(value: object) -> int:
    """Read yes (tier 1), no (0: out of network), 'tier 2' or 2."""
    text = " ".join(str(value).strip().lower().replace("-", " ").replace("_", " ").split())
    match = re.fullmatch(r"(?:in network |network )?(?:tier ?|t)?([1-4])", text)
    if match:
        return int(match[1])
    if text in IN:
        return 1
    if text in OUT:
        return 0
    raise ValueError(f"'{value}' is not a network. Write yes, no, or 'tier 2'.")


def count(value: object) -> int:
    """Read a whole number from 0 to 100,000."""
    text = words(value)
    if not re.fullmatch(r"\d{1,5}", text, re.ASCII):
        raise ValueError(f"'{text}' is not a whole number.")
    return int(text)


def units(value: object) -> Decimal:
    """Read a number of units above zero, such as 1 or 2.5."""
    try:
        read = Decimal(words(value))
    except InvalidOperation:
        read = Decimal(0)
    if not read.is_finite() or not 0 < read < 100_000:
        raise ValueError(f"'{value}' is not a number of units above 0.")
    return read
