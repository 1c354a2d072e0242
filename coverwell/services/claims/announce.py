"""Documents that accepted claims say are on their way; those that came before find their claim."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.db import connection

from coverwell.services.database.copy_rows import copy_rows


COLUMNS: Final = (
    "family_id",
    "claim",
    "number",
    "line",
    "person",
    "tax_id",
    "report",
    "transmission",
    "control",
)
# A number that several claims state is left to a person.
_FIND: Final = """
INSERT INTO cw_attachments_placement
  (attachment_id, family, claim, person, tax_id, precertification, request, how, by, why)
SELECT a.id, min(n.family_id), min(n.claim), min(n.person), a.tax_id, '', '', 'control', 'gateway',
  ''
FROM cw_attachments_announced n
JOIN cw_attachments_attachment a ON a.control = n.control AND a.tax_id = n.tax_id
WHERE n.control = ANY (%s) AND a.unplaced = 'no_claim_yet' AND a.refused = ''
  AND a.same_as_id IS NULL
  AND NOT EXISTS (SELECT FROM cw_attachments_placement p WHERE p.attachment_id = a.id)
GROUP BY a.id, a.tax_id HAVING count(DISTINCT (n.family_id, n.claim)) = 1
"""
_TURN: Final = """
SELECT pg_advisory_xact_lock(hashtextextended('attachment/' || one, 0))
FROM unnest(%s::text[]) AS one
"""


def announce(rows: Sequence[tuple[object, ...]]) -> None:
    """Save what claims announce, and lay to them what came first; in the caller's transaction."""
    if not rows:
        return
    copy_rows("cw_attachments_announced", COLUMNS, rows)
    numbers = {(str(row[5]), str(row[8])) for row in rows if row[8]}
    take_turns(numbers)
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [[control for _, control in numbers]])


def take_turns(numbers: Iterable[tuple[str, str]]) -> None:
    """Let whoever places or announces the same control numbers wait for each other.

    `numbers` are pairs of tax id and control number.
    """
    keys = sorted({f"{tax_id}/{control}" for tax_id, control in numbers})
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(_TURN, [keys])
