"""The control numbers of a file (ISA13, GS06, ST02), and how a file is found by a number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import connection
from django.db.models import Q

from coverwell.records.claims.models import ClaimNumber
from coverwell.records.files.models import ControlNumber
from coverwell.records.intake.models import IntakeClaim
from coverwell.services.acting import ENGINE, acting


INTERCHANGE, GROUP, SET = "ISA", "GS", "ST"
MOST: Final = 2_000
"""Of one file: its first transaction sets are found by number, all of it by its interchange."""
_NOTE: Final = """
INSERT INTO cw_files_controlnumber (number, kind, file_id, tax_id)
SELECT told.number, told.kind, f.id, f.tax_id
  FROM cw_files_keptfile f, unnest(%s::text[], %s::text[]) AS told (kind, number)
 WHERE f.id = %s
ON CONFLICT DO NOTHING
"""


def note_numbers(file: int, numbers: Iterable[tuple[str, str]]) -> None:
    """Note the (kind, number) pairs of a file; those that were noted before stay."""
    told = [(kind, plain(number)) for kind, number in numbers if plain(number)][:MOST]
    if told:
        with acting(ENGINE), connection.cursor() as cursor:
            kinds, found = zip(*told, strict=True)
            cursor.execute(_NOTE, [list(kinds), list(found), file])


def plain(number: str) -> str:
    """Return a control number as it is compared: without the zeros that only fill it up."""
    text = number.strip()
    return text[:14].lstrip("0") if text.isascii() and text.isprintable() else ""


def by_words(words: str) -> Q:
    """Return the files that a number or a part of a name fits; inside `acting`.

    The number may be the file's own, a control number, the sender's claim number or ours.
    """
    found = Q(name__icontains=words)
    found |= Q(pk__in=IntakeClaim.objects.filter(sender_claim_id=words).values("file"))
    for one in ClaimNumber.objects.filter(number=words.upper())[:1]:
        came = IntakeClaim.objects.filter(family=one.family, claim=one.claim)
        found |= Q(pk__in=came.values("file"))
    if plain(words):
        noted = ControlNumber.objects.filter(number=plain(words))
        found |= Q(pk__in=noted.values("file"))
    if words.isascii() and words.isdigit() and len(words) < 16:
        found |= Q(pk=int(words))
    return found
