"""Coverage answers are kept for good, and shown again as they were said."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from coverwell.records.eligibility.models import CoverageAnswer as Row
from coverwell.services.acting import Actor, acting
from coverwell.services.audit.reads import note_read, note_refused
from coverwell.services.claims.numbers import claim_number
from coverwell.services.eligibility.answer_text import answer_text, read_answer
from coverwell.services.eligibility.coverage import CoverageAnswer
from coverwell.services.eligibility.question import CoverageQuestion
from coverwell.services.prepared import prepared
from coverwell.services.rulebook.load import rulebook


def keep_answer(said: CoverageAnswer, question: CoverageQuestion, actor: Actor) -> CoverageAnswer:
    """Keep an answer under the next reference number, and return it with the number."""
    ((number,),) = prepared("SELECT nextval('cw_eligibility_number')", [])
    kept = replace(said, reference=f"Q{claim_number(number)[1:]}")
    subject = kept.subject
    family, person = (None, None) if subject is None else (subject.family, subject.number)
    row = [
        kept.reference,
        family,
        person,
        question.tax_id,
        actor.user,
        kept.as_of,
        kept.day,
        "" if kept.plan is None else kept.plan.edition,
        rulebook().version[:16],
        " ".join(kept.refused),
        question.stored(),
        answer_text(kept),
    ]
    if subject is None:
        prepared(_KEEP, row)
    else:
        prepared(_KEEP_OF_PERSON, [*row, [f"{family}-{person}"], family, family])
    return kept


_KEEP: Final = """
INSERT INTO cw_eligibility_coverageanswer (reference, family_id, person, tax_id, asked_by, as_of,
  day, edition, rulebook, refusals, question, answer)
VALUES (%s, %s::bigint, %s::smallint, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
# The read of a person is noted with the answer that was made of it (see audit/reads).
_KEEP_OF_PERSON: Final = f"""
WITH kept AS ({_KEEP})
SELECT cw_audit_append('read', 'cw_members_person', %s::text[], %s::bigint, %s::bigint)
"""


def show_answer(reference: str, actor: Actor) -> CoverageAnswer | None:
    """Return an answer by its reference number; None: none that this actor may see."""
    with acting(actor):
        row = Row.objects.filter(reference=reference).first()
        if row is None:
            note_refused("cw_eligibility_coverageanswer", reference[:16])
            return None
        note_read("cw_eligibility_coverageanswer", [reference], row.family_id)
        return read_answer(row.answer)
