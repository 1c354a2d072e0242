"""Acknowledged claims are handed to the deciders: never before, and once."""

from django.db import connection


# Where no decision exists: a claim that a person released meanwhile is not handed over again.
_HAND_OVER = """
INSERT INTO cw_claims_todecide (family_id, claim, file)
SELECT i.family, i.claim, i.file_id FROM cw_intake_intakeclaim i
WHERE i.file_id = %s AND i.position BETWEEN %s AND %s AND i.state = 'accepted'
  AND NOT EXISTS (SELECT 1 FROM cw_claims_decision d
                  WHERE d.family_id = i.family AND d.claim = i.claim)
ORDER BY i.family, i.claim
ON CONFLICT DO NOTHING
"""


def hand_over(file: int, first: int, last: int) -> int:
    """Let the accepted claims at these positions of a file be decided; returns how many.

    Call it in the transaction that keeps their 277CA: a claim is acknowledged before it is
    decided, and who reads the file again finds the answer and hands nothing over twice.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HAND_OVER, [file, first, last])
        handed: int = cursor.rowcount
        return handed
