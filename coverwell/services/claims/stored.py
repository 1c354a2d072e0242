"""A stored decision, back as the kernel made it: what a correction takes back."""

from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import Any, Final

from coverwell.kernel.claims.decision import (
    Decision,
    LineDecision,
    Outcome,
    Payee,
    Totals,
    totals,
)
from coverwell.kernel.cost_share.balances import Entry
from coverwell.services.claims.numbers import member_id
from coverwell.services.claims.stored_lines import line_decision


_amounts: Final = attrgetter(*Totals._fields)
_AMOUNTS: Final = ",".join(["%d"] * len(Totals._fields))
_OUTCOMES: Final = {"paid": Outcome.DECIDED, "denied": Outcome.DECIDED, "pended": Outcome.PENDED}


def stored_decision(
    claim: str,
    subscriber: str,
    outcome: str,
    lines: Sequence[Sequence[Any]] | None,
    entries: Sequence[Sequence[Any]] | None,
) -> Decision:
    """Rebuild what a correction needs: amounts, adjustments and entries; without the trace."""
    made = tuple(map(_line, lines or ()))
    return Decision(
        claim,
        _OUTCOMES.get(outcome, Outcome.PENDED),
        "",
        made,
        totals(made),
        Payee.PROVIDER,
        entries=tuple(_entry(subscriber, row) for row in entries or ()),
    )


def amounts_text(line: LineDecision) -> str:
    """The amounts of a line (cents), comma between, in the order of `Totals`."""
    return _AMOUNTS % _amounts(line)


def adjustments_text(line: LineDecision) -> str:
    """`CO-45:1200 PR-1:500`, then `|` and the remark codes."""
    said = " ".join([f"{group}-{code}:{+amount}" for group, code, amount in line.adjustments])
    return f"{said}|{' '.join(line.remarks)}"


def _line(row: Sequence[Any]) -> LineDecision:
    *said, counted = row
    return line_decision(said)._replace(counted=counted)


def _entry(subscriber: str, row: Sequence[Any]) -> Entry:
    person, what, side, start, amount, line = row
    who = member_id(subscriber, person) if person else ""
    return Entry(who, what, side, date.fromisoformat(start), amount, line)
