"""Read limits, precertification and the amounts of the head, all in closed words."""

from __future__ import annotations

import re

from coverwell.kernel.plan.limit import (
    Counted,
    FamilyAmount,
    Limit,
    PerTime,
    Precert,
    Precertification,
)
from coverwell.kernel.plan.read_cell import MONEY, read_percent, tidy
from coverwell.kernel.vocabulary.money import dollars


_PER_TIME = r"per (?:year|(?P<months>\d+) months?|(?P<lifetime>lifetime))"
_LIMIT = re.compile(
    r"(?:(?P<number>\d[\d,]*) (?P<what>visit|day|item)s?"
    rf"|(?P<money>{MONEY}) (?P<of>allowance|maximum))"
    rf" {_PER_TIME}(?: with (?P<shared>.+))?"
)
_REDUCED = re.compile(r"required, or benefit reduced by (?P<percent>\S+)")
_AMOUNT = re.compile(
    rf"(?P<person>{MONEY}) person(?:, (?P<family>{MONEY}) family)?"
    r"(?:, (?P<rule>aggregate|embedded))?"
)


def read_limit(text: str) -> Limit:
    """Read '60 visits per year with speech therapy' or '$1,500 allowance per 36 months'.

    '$1,500 maximum per year' bounds what the plan pays, where an allowance bounds what it allows.
    """
    match = _LIMIT.fullmatch(tidy(text))
    if match is None:
        raise ValueError(f"'{text}' is not a limit. Try '{_suggested_limit(tidy(text))}'.")
    months = int(match["months"]) if match["months"] else None
    if months == 0:
        raise ValueError(f"'{text}' runs over no time. Try 'per year' or 'per 12 months'.")
    per = PerTime(months=months, lifetime=match["lifetime"] is not None)
    shared = tuple(match["shared"].split(", ")) if match["shared"] else ()
    if match["money"]:
        return Limit(dollars(match["money"]), Counted(match["of"]), per, shared)
    number = int(match["number"].replace(",", ""))
    return Limit(number, Counted(f"{match['what']}s"), per, shared)


def read_waiting(text: str) -> int:
    """Read '6 months': how long a member is covered before the row pays; 'none' is 0."""
    words = tidy(text)
    match = re.fullmatch(r"([1-9]\d?) months?", words)
    if match is None and words != "none":
        raise ValueError(f"'{text}' is not a waiting period. Try '6 months' or 'none'.")
    return int(match[1]) if match else 0


def read_precertification(text: str) -> Precertification:
    """Read 'required', 'required, or benefit reduced by 50%' and the two other forms."""
    words = tidy(text)
    reduced = _REDUCED.fullmatch(words)
    if reduced is not None:
        return Precertification(Precert.REDUCED, read_percent(reduced["percent"]))
    for need in (Precert.NOT_REQUIRED, Precert.REQUIRED, Precert.NOT_COVERED):
        if words == need.value:
            return Precertification(need)
    raise ValueError(
        f"'{text}' does not say what precertification needs. Try 'not required', 'required', "
        "'required, or not covered' or 'required, or benefit reduced by 50%'."
    )


def read_amount(text: str, *, family: str = "embedded") -> FamilyAmount | None:
    """Read '$500 person, $1,000 family' (cents); None for 'none'.

    `family` is what the head's `family` says, 'embedded' or 'aggregate'; the same word after the
    amounts decides for this one.
    """
    words = tidy(text)
    if words == "none":
        return None
    match = _AMOUNT.fullmatch(words)
    if match is None:
        raise ValueError(f"'{text}' is not an amount. Try '{_suggested_amount(words)}' or 'none'.")
    person = dollars(match["person"])
    if match["family"] is None:
        if match["rule"] == "aggregate":
            raise ValueError(f"'{text}' is aggregate without a family amount. Add one.")
        return FamilyAmount(person, None)
    together = dollars(match["family"])
    if together < person:
        raise ValueError(f"'{text}' gives the family less than one person. Check both amounts.")
    return FamilyAmount(person, together, (match["rule"] or family) == "aggregate")


def _suggested_limit(words: str) -> str:
    money, number = re.search(MONEY, words), re.search(r"\d[\d,]*", words)
    if money is not None:
        return f"{money[0]} allowance per year"
    what = next((w for w in ("day", "item") if w in words), "visit")
    return f"{number[0] if number else '60'} {what}s per year"


def _suggested_amount(words: str) -> str:
    amounts = re.findall(r"\d[\d,]*(?:\.\d\d?)?", words)
    if len(amounts) == 1:
        return f"${amounts[0]} person"
    if len(amounts) == 2:
        return f"${amounts[0]} person, ${amounts[1]} family"
    return "$500 person, $1,000 family"
