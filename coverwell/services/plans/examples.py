"""Worked examples of an edition: what people agreed that the plan pays (examples.yaml)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from coverwell.kernel.plan.head_words import YES_NO, one_of
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.plan.problems import PlanTextError, Problem
from coverwell.kernel.plan.read_cell import tidy
from coverwell.kernel.plan.texts import Texts
from coverwell.kernel.vocabulary.member import CoverageTier
from coverwell.kernel.vocabulary.money import ZERO, Money, dollars
from coverwell.services.plans.bench_question import DEFAULT_PERSON, Question, Service, Used
from coverwell.services.rulebook.text import RulebookError, read_yaml


AMOUNTS_SAID = (
    "deductible",
    "copay",
    "coinsurance",
    "not covered",
    "beyond limit",
    "penalty",
    "balance bill",
    "write off",
    "plan pays",
    "member pays",
)
EXAMPLE_KEYS = (
    "example",
    "care",
    "network",
    "coverage",
    "charge",
    "allowed",
    "base",
    "units",
    "days",
    "precertification",
    "referral",
    "protected",
    "admitted",
    "paid so far",
    "used so far",
    *AMOUNTS_SAID,
    "because",
)
COVERAGE = ("self only", "family")
NETWORK = ("no", "yes", "tier 1", "tier 2", "tier 3", "tier 4")
_PAID = re.compile(
    r"(?P<money>\$[\d,.]+) (?P<family>family )?(?P<name>(?:drug |out of network )?"
    r"(?:deductible|out of pocket))"
)
_USED = re.compile(r"(?P<number>\d+) (?P<what>visits|days|items)|(?P<money>\$[\d,.]+)")


@dataclass(frozen=True, slots=True)
class Example:
    """One worked example: the question, and every amount and sentence that is agreed."""

    name: str
    question: Question
    agreed: Mapping[str, Money]
    because: tuple[str, ...]


def read_examples(text: str, plan: Plan, name: str = "examples.yaml") -> tuple[Example, ...]:
    """Read examples.yaml; PlanTextError lists every fault."""
    try:
        rows = read_yaml(text, name) or []
    except RulebookError as fault:
        raise PlanTextError([Problem("File", str(fault))]) from fault
    problems: list[Problem] = []
    if not isinstance(rows, list):
        raise PlanTextError([Problem(name, "must be a list: '- example: …'.")])
    examples = [read_example(row, n, plan, problems) for n, row in enumerate(rows, start=1)]
    if problems:
        raise PlanTextError(problems)
    return tuple(examples)


def read_example(row: object, number: int, plan: Plan, problems: list[Problem]) -> Example:
    """Read one example; faults are collected."""
    found = row if isinstance(row, dict) else {"example": f"number {number}"}
    texts = Texts(f"Example '{found.get('example', number)}'", found, problems)
    texts.only(EXAMPLE_KEYS)
    texts.required("example", "Say in one sentence what it shows.")
    texts.required("member pays", "Write what the member owes in all.")
    care = tidy(texts.required("care", "Name a row of the plan."))
    if care and care not in plan.rows:
        texts.refuse(f"'{care}' has no row in this plan.")
    because = found.get("because", [])
    if not isinstance(because, list):
        texts.refuse("'because' must be a list of the sentences that give the reasons.")
        because = []
    said = {key: texts.read(key, dollars, ZERO) for key in AMOUNTS_SAID if key in found}
    sentences = tuple(sentence for sentence in because if isinstance(sentence, str))
    return Example(texts.text("example"), _question(texts, care), said, sentences)


def _question(texts: Texts, care: str) -> Question:
    used, family = _used(texts, care)
    return Question(
        services=(_service(texts, care),),
        coverage=_coverage(texts),
        used={DEFAULT_PERSON: used},
        family_used=family,
    )


def _service(texts: Texts, care: str) -> Service:
    yes_no = one_of("answer", YES_NO)
    network = texts.read("network", one_of("network", NETWORK), "yes")
    said = {
        key: {"yes": True, "no": False}.get(texts.read(key, yes_no, ""))
        for key in ("precertification", "referral", "protected", "admitted")
    }
    if not texts.text("allowed") and not texts.text("charge"):
        texts.refuse("'allowed' is missing. Write what the service is worth.")
    return Service(
        number=1,
        id="1",
        care=care,
        tier=YES_NO.index(network) if network in YES_NO else int(network[-1]),
        charge=texts.read("charge", dollars, None),
        allowed=texts.read("allowed", dollars, None),
        base=texts.read("base", dollars, None),
        units=Decimal(texts.read("units", _whole, 1)),
        days=texts.read("days", _whole, 0),
        precertification=said["precertification"],
        referral=said["referral"],
        protected=said["protected"],
        admitted=bool(said["admitted"]),
    )


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"'{text}' is not a whole number.")
    return int(text)


def _coverage(texts: Texts) -> CoverageTier:
    return CoverageTier(texts.read("coverage", one_of("coverage", COVERAGE), COVERAGE[0]))


def _used(texts: Texts, care: str) -> tuple[Used, Used | None]:
    """Read '$500 deductible, $0 out of pocket, $1,000 family deductible' and '60 visits'."""
    person: dict[str, Money] = {}
    family: dict[str, Money] = {}
    for part in filter(None, texts.text("paid so far").split(", ")):
        match = _PAID.fullmatch(tidy(part))
        if match is None:
            texts.refuse(f"'{part}' is not an amount paid. Try '$500 deductible'.")
            continue
        amounts = family if match["family"] else person
        amounts[match["name"].replace(" ", "_")] = dollars(match["money"])
    used = texts.text("used so far")
    limits = _limits(used, care) if used else {}
    if limits is None:
        texts.refuse(f"'{used}' is not a use of a limit. Try '60 visits' or '$1,000'.")
    return Used(person, limits or {}), Used({**person, **family}) if family else None


def _limits(text: str, care: str) -> dict[str, int] | None:
    match = _USED.fullmatch(tidy(text))
    if match is None:
        return None
    if match["money"]:
        return {f"dollars:{care}": dollars(match["money"])}
    return {f"{match['what']}:{care}": int(match["number"])}
