"""Saving the decisions of a batch: five statements whatever its size."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from operator import attrgetter, pos
from typing import Any, Final

from django.db import connection

import coverwell
from coverwell.kernel.claims.decision import Totals
from coverwell.kernel.claims.past import prior_lines
from coverwell.kernel.claims.trace_text import trace_text
from coverwell.services.claims import statements
from coverwell.services.claims.facts import Setting
from coverwell.services.claims.family import Family, Made
from coverwell.services.claims.stored import adjustments_text, amounts_text
from coverwell.services.database.copy_rows import copy_rows
from coverwell.services.rulebook.attachments import attachment_rules
from coverwell.services.rulebook.load import rulebook


# `not_covered` is a column of its own: the member's part and the provider's together.
_AMOUNTS: Final = tuple(name for name in Totals._fields if name != "not_covered_provider")
_amounts: Final = attrgetter(*_AMOUNTS)
DECISION: Final = (
    "family_id",
    "claim",
    "decision_no",
    "sequence",
    "benefit_order",
    "person",
    "tax_id",
    "kind",
    "outcome",
    "payee",
    "edition",
    "rulebook",
    "code",
    "pend_reason",
    "trace",
    "decided_on",
    "not_covered",
    *_AMOUNTS,
)
LINE: Final = (
    "family_id",
    "claim",
    "decision_no",
    "line",
    "person",
    "tax_id",
    "first_on",
    "last_on",
    "procedure",
    "modifiers",
    "revenue",
    "place",
    "diagnosis",
    "rendering_npi",
    "units",
    "admitted_on",
    "care",
    "side",
    "column",
    "counted",
    "status",
    "amounts",
    "adjustments",
    "units_paid",
    "spots",
)
ENTRY: Final = (
    "family_id",
    "claim",
    "decision_no",
    "entry",
    "line",
    "person",
    "what",
    "side",
    "period",
    "amount",
)
TO_ASK: Final = ("family_id", "claim", "decision_no", "file", "asked", "by")
TO_PAY: Final = ("family_id", "claim", "decision_no", "tax_id", "payee", "amount")


def save(made: Sequence[Made], families: Sequence[Family], setting: Setting) -> None:
    """Append decisions, lines, entries and what is to be paid; then end the batch."""
    # Asking for the rulebook looks for its folder on disk: once a batch is enough.
    version = rulebook().version[:16]
    rows = (_decision_row(one, setting, version) for one in made)
    copy_rows("cw_claims_decision", DECISION, rows)
    copy_rows("cw_claims_decisionline", LINE, (row for one in made for row in _line_rows(one)))
    copy_rows(
        "cw_claims_accumulatorentry", ENTRY, (row for one in made for row in _entry_rows(one))
    )
    copy_rows("cw_claims_topay", TO_PAY, (_to_pay_row(one) for one in made if _pays(one)))
    if asked := list(_to_ask_rows(made, setting)):
        copy_rows("cw_attachments_toask", TO_ASK, asked)
    _finish(made, families)


def _decision_row(one: Made, setting: Setting, version: str) -> tuple[Any, ...]:
    decision, waiting = one.decision, one.waiting
    said = decision.totals
    return (
        one.family,
        waiting.id,
        waiting.decided + 1,
        one.sequence,
        one.order,
        waiting.person,
        waiting.claim.billing.tin,
        one.kind,
        one.outcome,
        decision.payee.value,
        waiting.edition,
        version,
        coverwell.__version__[:16],
        json.dumps(decision.pends) if decision.pends else "",
        trace_text(decision.trace),
        setting.as_of,
        int(said.not_covered_member) + int(said.not_covered_provider),
        *map(pos, _amounts(said)),
    )


def _line_rows(one: Made) -> Iterator[tuple[Any, ...]]:
    waiting, lines = one.waiting, one.decision.lines
    if not lines:
        return
    # A decision in force has its lines as later claims see them; one that waits has none yet.
    seen = one.decision.history or prior_lines(waiting.claim, lines)
    for prior, line in zip(seen, lines, strict=True):
        yield (
            one.family,
            waiting.id,
            waiting.decided + 1,
            line.number,
            waiting.person,
            prior.billing_tin,
            prior.first,
            prior.last,
            prior.procedure[:15],
            " ".join(prior.modifiers),
            prior.revenue[:4],
            prior.place[:2],
            prior.diagnosis[:8],
            prior.rendering[:10],
            prior.units,
            prior.admitted,
            line.care,
            line.side.value if line.side else "",
            line.column,
            line.counted,
            line.status.value,
            amounts_text(line),
            adjustments_text(line),
            line.units_paid,
            "|".join(prior.spots),
        )


def _entry_rows(one: Made) -> Iterator[tuple[Any, ...]]:
    waiting = one.waiting
    for number, entry in enumerate(one.decision.entries, start=1):
        yield (
            one.family,
            waiting.id,
            waiting.decided + 1,
            number,
            entry.line,
            _person(entry.person),
            entry.what,
            entry.side,
            entry.start,
            int(entry.amount),
        )


def _pays(one: Made) -> bool:
    """Every decision that a remittance reports, also one that pays nothing; never a pend."""
    return one.outcome != "pended" and bool(one.decision.lines)


def _to_pay_row(one: Made) -> tuple[Any, ...]:
    waiting, decision = one.waiting, one.decision
    return (
        one.family,
        waiting.id,
        waiting.decided + 1,
        waiting.claim.billing.tin,
        decision.payee.value,
        int(decision.totals.plan_paid),
    )


def _to_ask_rows(made: Sequence[Made], setting: Setting) -> Iterator[tuple[Any, ...]]:
    """What the rules let us ask of an office for a claim that waits: lines, kinds of document."""
    rules = attachment_rules(setting.as_of).asks
    for one in made:
        if one.outcome == "pended":
            asked = sorted(
                {
                    (pend.line, kind)
                    for pend in one.decision.pends
                    if pend.release in rules
                    for kind in rules[pend.release].documents
                }
            )
            if asked:
                waiting = one.waiting
                number, said = waiting.decided + 1, json.dumps(asked)
                yield (one.family, waiting.id, number, waiting.file, said, "rules")


def _finish(made: Sequence[Made], families: Sequence[Family]) -> None:
    used: Counter[tuple[Any, ...]] = Counter()
    for one in made:
        for entry in one.decision.entries:
            who = _person(entry.person)
            used[one.family, who, entry.what, entry.side, entry.start] += int(entry.amount)
    keys = list(zip(*used, strict=True)) or [()] * 5
    with connection.cursor() as cursor:
        cursor.execute(
            statements.FINISH,
            [
                [one.family for one in made],
                [one.waiting.id for one in made],
                [one.id for one in families],
                [one.next_order for one in families],
                *map(list, keys),
                list(used.values()),
            ],
        )


def _person(member: str) -> int:
    """The suffix of a member id; 0 for what the whole family shares."""
    return int(member[-2:]) if member else 0
