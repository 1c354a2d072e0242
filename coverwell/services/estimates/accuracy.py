"""How good estimates were: every estimate against its later claim, summed in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection

from coverwell.kernel.claims.decision import Totals
from coverwell.kernel.vocabulary.money import ZERO, Money
from coverwell.services.acting import Actor, acting
from coverwell.services.explanations.cells import care_words
from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import dated_sheets, rulebook_folder


class Terms(NamedTuple):
    """When an estimate was good (cents), and how many lines a kind of care needs to be named."""

    tolerance: Money
    fewest: int
    source: str


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one kind of care: how many, how many were good, the median miss (cents).

    `care` is '' for the kinds of care that are too few to be named.
    """

    care: str
    lines: int
    exact: int
    within: int
    median: Money

    @property
    def share(self) -> int:
        """The part within the tolerance, in hundredths of a percent."""
        return self.within * 10_000 // self.lines


@dataclass(frozen=True, slots=True)
class Accuracy:
    """All compared lines, and the same by kind of care, most lines first."""

    claims: int
    whole: Group | None
    groups: tuple[Group, ...]
    terms: Terms


# The pair of a claim is the newest estimate for its person, office and day that was asked before
# the decision in force. Lines are matched by code, the n-th with the n-th.
_LINES = f"""
WITH pairs AS MATERIALIZED (
  SELECT DISTINCT ON (c.family_id, c.id)
         c.family_id, c.id AS claim, d.decision_no, e.question, e.lines
    FROM cw_estimates_estimate e
    JOIN cw_claims_claim c ON c.family_id = e.family_id AND c.person = e.person
     AND c.tax_id = e.billing_tax_id AND c.first_on = e.first_on
    JOIN LATERAL (SELECT decision_no, outcome, decided_at FROM cw_claims_decision
                   WHERE family_id = c.family_id AND claim = c.id
                   ORDER BY decision_no DESC LIMIT 1) d
      ON d.outcome IN ('paid', 'denied') AND e.asked_at <= d.decided_at
   ORDER BY c.family_id, c.id, e.id DESC
), estimated AS (
  SELECT family_id, claim, asked->>'procedure' AS code,
         row_number() OVER (PARTITION BY family_id, claim, asked->>'procedure'
                            ORDER BY (asked->>'number')::int) AS nth,
         split_part(said->>2, ',', {len(Totals._fields)})::bigint AS owes
    FROM pairs, json_array_elements(question::json->'lines') asked
    JOIN LATERAL json_array_elements(pairs.lines::json) said
      ON (said->>0)::int = (asked->>'number')::int
), decided AS (
  SELECT l.family_id, l.claim, l.procedure AS code, l.care,
         row_number() OVER (PARTITION BY l.family_id, l.claim, l.procedure
                            ORDER BY l.line) AS nth,
         split_part(l.amounts, ',', {len(Totals._fields)})::bigint AS owes
    FROM pairs JOIN cw_claims_decisionline l USING (family_id, claim, decision_no)
), compared AS (
  SELECT family_id, claim, care, abs(d.owes - e.owes) AS miss
    FROM estimated e JOIN decided d USING (family_id, claim, code, nth)
), named AS (
  SELECT *, CASE WHEN count(*) OVER (PARTITION BY care) >= %(fewest)s THEN care ELSE '' END AS kind
    FROM compared
)
SELECT grouping(kind), coalesce(kind, ''), count(*), count(*) FILTER (WHERE miss = 0),
       count(*) FILTER (WHERE miss <= %(tolerance)s),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY miss), count(DISTINCT (family_id, claim))
  FROM named GROUP BY GROUPING SETS ((kind), ()) ORDER BY 1 DESC, 3 DESC, 2
"""  # noqa: S608 - constants only


def accuracy(actor: Actor) -> Accuracy:
    """Compare every estimate that the actor may see with the claim that came later."""
    terms = accuracy_terms(rulebook_folder())
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(_LINES, {"fewest": terms.fewest, "tolerance": int(terms.tolerance)})
        rows = cursor.fetchall()
    whole = next((row for row in rows if row[0] == 1 and row[2]), None)
    groups = [_group(row) for row in rows if row[0] == 0]
    return Accuracy(
        0 if whole is None else whole[6],
        None if whole is None else _group(whole),
        tuple(sorted(groups, key=lambda one: one.care == "")),
        terms,
    )


def in_words(found: Accuracy, language: str) -> tuple[tuple[str, Group], ...]:
    """Name the kinds of care in a language."""
    other = {"es": "Otra atención"}.get(language, "Other care")
    return tuple((care_words(one.care, language) or other, one) for one in found.groups)


def _group(row: tuple[Any, ...]) -> Group:
    _, care, lines, exact, within, median, _ = row
    return Group(care, lines, exact, within, Money(median) if median else ZERO)


@cache
def accuracy_terms(root: Path) -> Terms:
    """Read the newest terms of the rulebook; RulebookError says what is wrong and where."""
    sheet = dated_sheets(root, "estimates", ("tolerance", "fewest"))[-1]
    entries = dict(sheet.entries)
    return Terms(
        values.money(entries, "tolerance", sheet.name),
        values.number(entries, "fewest", sheet.name),
        sheet.text("source"),
    )
