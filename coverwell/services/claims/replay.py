"""The decision log decided again by the pure kernel, in one thread: it must come out the same."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from coverwell.kernel.cost_share.balances import NOTHING_USED
from coverwell.kernel.vocabulary.history import NO_HISTORY
from coverwell.services.acting import ENGINE, acting
from coverwell.services.claims.adjudicate import setting_of
from coverwell.services.claims.claim_text import read_content
from coverwell.services.claims.decide import decide_waiting
from coverwell.services.claims.facts import Setting
from coverwell.services.claims.family import Family, Made, Waiting, answers
from coverwell.services.claims.load import ask, load_families
from coverwell.services.claims.numbers import claim_number
from coverwell.services.claims.stored import adjustments_text, amounts_text


FAMILIES_AT_ONCE = 200


class Difference(NamedTuple):
    """A stored decision that a replay does not make, and in what they differ."""

    family: int
    claim: str
    decision: int
    what: str


class Logged(NamedTuple):
    """A stored decision as far as a replay must agree with it."""

    claim: int
    decision: int
    sequence: int
    order: int
    kind: str
    outcome: str
    totals: tuple[int, ...]
    lines: tuple[tuple[int, str, str, str], ...]
    entries: tuple[tuple[str, ...], ...]


_LOG = """
SELECT d.family_id, d.claim, d.decision_no, d.sequence, d.benefit_order, d.kind, d.outcome,
  d.decided_on, d.person, d.edition, c.content, c.replaces, c.member_id,
  ARRAY[d.charge, d.allowed, d.deductible, d.copay, d.coinsurance, d.plan_paid, d.member_owes],
  (SELECT json_agg(json_build_array(l.line, l.status, l.amounts, l.adjustments) ORDER BY l.line)
     FROM cw_claims_decisionline l WHERE l.family_id = d.family_id AND l.claim = d.claim
     AND l.decision_no = d.decision_no),
  (SELECT json_agg(json_build_array(e.what, e.side, e.period, e.person, e.line, e.amount)
     ORDER BY e.entry) FROM cw_claims_accumulatorentry e WHERE e.family_id = d.family_id
     AND e.claim = d.claim AND e.decision_no = d.decision_no),
  (SELECT json_agg(json_build_array(r.rule, r.line, r.denial, r.signed, r.reviewed_by)
     ORDER BY r.line, r.rule) FROM cw_claims_review r
     WHERE r.family_id = d.family_id AND r.claim = d.claim AND r.decision_no < d.decision_no)
FROM cw_claims_decision d JOIN cw_claims_claim c ON c.family_id = d.family_id AND c.id = d.claim
WHERE d.family_id = ANY (%s) ORDER BY d.family_id, d.sequence
"""

_AMOUNTS = (
    "charge", "allowed", "deductible", "copay", "coinsurance", "plan_paid", "member_owes",
)  # fmt: skip

_UNEQUAL = """
SELECT coalesce(b.family_id, e.family_id) FROM cw_claims_accumulatorbalance b
FULL JOIN (SELECT family_id, person, what, side, period, sum(amount) AS amount
           FROM cw_claims_accumulatorentry GROUP BY 1, 2, 3, 4, 5) e
  ON (b.family_id, b.person, b.what, b.side, b.period)
   = (e.family_id, e.person, e.what, e.side, e.period)
WHERE coalesce(b.amount, 0) <> coalesce(e.amount, 0)
"""


def unequal_balances() -> list[int]:
    """Families whose balances are not the sum of their entries; there should be none."""
    with acting(ENGINE):
        return [family for (family,) in ask(_UNEQUAL, [])]


def replay(families: Sequence[int]) -> Iterator[Difference]:
    """Decide the whole log of these families again, and name what differs."""
    for at in range(0, len(families), FAMILIES_AT_ONCE):
        with acting(ENGINE):
            yield from _replay(families[at : at + FAMILIES_AT_ONCE])


def _replay(ids: Sequence[int]) -> list[Difference]:
    log: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in ask(_LOG, [ids]):
        log[row[0]].append(row)
    found: list[Difference] = []
    for family in load_families(ids):
        rows = log.get(family.id, [])
        waiting = [_waiting(row) for row in rows]
        setting = setting_of([family], {family.id: waiting}, rows[0][7]) if rows else None
        if setting is not None:
            found += _family_differences(_anew(family), rows, setting)
    return found


def _anew(family: Family) -> Family:
    """The family before its first decision."""
    return replace(family, balances=NOTHING_USED, history=NO_HISTORY, next_order=1)


def _family_differences(
    family: Family, rows: list[tuple[Any, ...]], setting: Setting
) -> Iterator[Difference]:
    stored = {(row[1], row[2]): _logged(row) for row in rows}
    for row in rows:
        claim, decision_no, kind = row[1], row[2], row[5]
        if kind == "reversal" and row[11] is None:
            continue  # it comes with the correction that made it
        if (claim, decision_no) not in stored:
            continue
        on = replace(setting, as_of=row[7])
        for made in decide_waiting(family, [_waiting(row)], on):
            key = (made.waiting.id, made.waiting.decided + 1)
            yield from _compared(family.id, stored.pop(key, None), _as_logged(made))
    for one in stored.values():
        yield Difference(family.id, claim_number(one.claim), one.decision, "not made again")


def _compared(family: int, stored: Logged | None, made: Logged) -> Iterator[Difference]:
    name = claim_number(made.claim)
    if stored is None:
        yield Difference(family, name, made.decision, "not stored")
    elif stored != made:
        parts = [part for part in Logged._fields if getattr(stored, part) != getattr(made, part)]
        yield Difference(family, name, made.decision, ", ".join(parts))


def _waiting(row: tuple[Any, ...]) -> Waiting:
    claim = read_content(row[10], row[1], row[0], row[12], row[11])
    return Waiting(row[1], row[8], claim, row[9], row[11], row[2] - 1, None, *answers(row[16]))


def _logged(row: tuple[Any, ...]) -> Logged:
    _, claim, decision, sequence, order, kind, outcome, *_ = row
    lines, entries = row[14] or (), row[15] or ()
    return Logged(
        claim,
        decision,
        sequence,
        order,
        kind,
        outcome,
        tuple(row[13]),
        tuple((number, status, amounts, said) for number, status, amounts, said in lines),
        _sorted_entries(entries),
    )


def _as_logged(made: Made) -> Logged:
    decision = made.decision
    return Logged(
        made.waiting.id,
        made.waiting.decided + 1,
        made.sequence,
        made.order,
        made.kind,
        made.outcome,
        tuple(int(getattr(decision.totals, name)) for name in _AMOUNTS),
        tuple(
            (line.number, line.status.value, amounts_text(line), adjustments_text(line))
            for line in decision.lines
        ),
        _sorted_entries(
            (e.what, e.side, e.start, int(e.person[-2:]) if e.person else 0, e.line, int(e.amount))
            for e in decision.entries
        ),
    )


def _sorted_entries(entries: Iterable[Sequence[Any]]) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted(tuple(map(str, entry)) for entry in entries))
