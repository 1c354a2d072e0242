"""Read one cell of the 'What You Will Pay' columns; what is outside the grammar is refused."""

from __future__ import annotations

import re
from decimal import Decimal

from coverwell.kernel.plan.cost_share import (
    Cap,
    Coinsurance,
    Copay,
    CostShare,
    NoCharge,
    Part,
    Per,
    When,
)
from coverwell.kernel.vocabulary.money import dollars


MONEY = r"\$\d[\d,]*(?:\.\d\d?)?"
PERCENT = r"\d{1,3}(?:\.\d{1,2})?%"
_PER = r" per (?:visit|day|stay|fill|trip|item)"
_CAP = rf"(?:, up to {MONEY}(?:{_PER})?| for the first \d+ (?:days?|visits?)| waived if admitted)"
_PART = rf"(?:no charge|{MONEY} copay(?:{_PER})?{_CAP}?|{PERCENT} coinsurance{_CAP}?)"

_BETWEEN = re.compile(rf"(?P<first>{_PART}), then deductible(?:, then (?P<second>{_PART}))?")
_CELL = re.compile(
    rf"(?P<first>{_PART})(?:, then (?P<second>{_PART}))?"
    r"(?:, (?P<when>after deductible|after drug deductible|deductible does not apply))?"
)
_COPAY = re.compile(rf"(?P<amount>{MONEY}) copay(?: per (?P<per>\w+))?(?P<cap>{_CAP})?")
_COINSURANCE = re.compile(rf"(?P<percent>{PERCENT}) coinsurance(?P<cap>{_CAP})?")
_AMOUNT_CAP = re.compile(rf", up to (?P<amount>{MONEY})(?: per (?P<per>\w+))?")
_COUNT_CAP = re.compile(r" for the first (?P<number>\d+) (?P<what>day|visit)s?")


def tidy(text: str) -> str:
    """Lower the case and join runs of blanks, which carry no meaning in a plan document."""
    return " ".join(text.lower().split())


def read_cell(cell: str) -> CostShare | None:
    """Read a cell; None means not covered. ValueError says which words would be understood."""
    words = tidy(cell)
    if words == "not covered":
        return None
    between = _BETWEEN.fullmatch(words)
    if between is not None:
        return CostShare(_parts(between), When.BETWEEN)
    match = _CELL.fullmatch(words)
    if match is None:
        raise ValueError(f"'{cell}' is not a cost share. Try '{suggested_cell(words)}'.")
    when = match["when"]
    if when is None:
        return CostShare(_parts(match), When.WAIVED, when_said=False)
    return CostShare(_parts(match), When(when))


def read_percent(text: str) -> Decimal:
    """Read '20%' or '12.5%'; above 100% is a ValueError."""
    if re.fullmatch(PERCENT, text) is None:
        raise ValueError(f"'{text}' is not a percentage. Write it as '50%'.")
    percent = Decimal(text.removesuffix("%"))
    if percent > 100:
        raise ValueError(f"'{text}' is more than all of it. Write a percentage up to 100%.")
    return Decimal(f"{percent.normalize():f}")


def _parts(match: re.Match[str]) -> tuple[Part, ...]:
    return tuple(_read_part(part) for part in (match["first"], match["second"]) if part)


def _read_part(words: str) -> Part:
    copay = _COPAY.fullmatch(words)
    if copay is not None:
        per, said = Per(copay["per"] or "visit"), copay["per"] is not None
        return Copay(dollars(copay["amount"]), per, _read_cap(copay["cap"]), per_said=said)
    coinsurance = _COINSURANCE.fullmatch(words)
    if coinsurance is not None:
        return Coinsurance(read_percent(coinsurance["percent"]), _read_cap(coinsurance["cap"]))
    return NoCharge()


def _read_cap(words: str | None) -> Cap | None:
    if words is None:
        return None
    amount = _AMOUNT_CAP.fullmatch(words)
    if amount is not None:
        return Cap(
            amount=dollars(amount["amount"]), per=Per(amount["per"]) if amount["per"] else None
        )
    count = _COUNT_CAP.fullmatch(words)
    if count is None:
        return Cap(waived_if_admitted=True)
    number = int(count["number"])
    if number == 0:
        raise ValueError(
            f"'{words.strip()}' counts nothing. Leave it out or write a number from 1."
        )
    return Cap(days=number) if count["what"] == "day" else Cap(visits=number)


def suggested_cell(words: str) -> str:
    """Return a cell of the grammar with the figures of `words`, to show what would be read."""
    if re.search(r"not? cov|n/?a\b|none", words):
        return "not covered"
    respelt = _respelt(words)
    if _CELL.fullmatch(respelt) or _BETWEEN.fullmatch(respelt):
        return respelt
    money, percent = re.search(MONEY, words), re.search(PERCENT, words)
    if money is None and percent is None:
        free = re.search(r"free|no c|nothing|zero|waived", words)
        return "no charge" if free else "$30 copay, deductible does not apply"
    shares = (f"{money[0]} copay" if money else "", f"{percent[0]} coinsurance" if percent else "")
    when = _suggested_when(words, has_coinsurance=percent is not None)
    return f"{', then '.join(filter(None, shares))}, {when}"


# What people write -> what the grammar says; tried only to suggest a cell, never to read one.
_RESPELT = (
    (r";", ","),
    (r"\b(copayment|co-pay|co-payment)\b", "copay"),
    (r"\bco-insurance\b", "coinsurance"),
    (r"(?<=%)(?! coinsurance)", " coinsurance"),
    (r"(?:/| (?:a|each) )(visit|day|stay|fill|trip|item)\b", r" per \1"),
    (r"(?:/| per )(?:prescription|script)\b", " per fill"),
    (r"(?:/| per )admission\b", " per stay"),
    (r"\b(?:the )?deductible (?:is )?waived\b|\bno deductible\b", "deductible does not apply"),
    (r"(?<!,) (up to|then|after|deductible does)\b", r", \1"),
    (r"\bthe deductible\b", "deductible"),
)


def _respelt(words: str) -> str:
    for said, meant in _RESPELT:
        words = re.sub(said, meant, words)
    return words


def _suggested_when(words: str, *, has_coinsurance: bool) -> str:
    if re.search(r"not apply|waive|no ded|before ded|w/o|without", words):
        return "deductible does not apply"
    if re.search(r"drug|rx", words):
        return "after drug deductible"
    return "after deductible" if has_coinsurance or "ded" in words else "deductible does not apply"
