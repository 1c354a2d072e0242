"""Coverage answers are kept for good, and shown again as they were said."""

from __future__ import annotations

from dataclasses import replace

from django.db import connection

from coverwell.records.eligibility.models import CoverageAnswer as Row
from coverwell.services.acting import Actor, acting
from coverwell.services.audit.reads import note_read, note_refused
from coverwell.services.claims.numbers import claim_number
from coverwell.services.eligibility.answer_text import answer_text, read_answer
from coverwell.services.eligibility.coverage import CoverageAnswer
from coverwell.services.eligibility.question import CoverageQuestion
from coverwell.services.rulebook.load import rulebook


def keep_answer(said: CoverageAnswer, question: CoverageQuestion, actor: Actor) -> CoverageAnswer:
    """Keep an answer under the next reference number, and return it with the number."""
    kept = replace(said, reference=f"Q{claim_number(_next_number())[1:]}")
    subject = kept.subject
    Row.objects.create(
        reference=kept.reference,
        family_id=None if subject is None else subject.family,
        person=None if subject is None else subject.number,
        tax_id=question.tax_id,
        asked_by=actor.user,
        as_of=kept.as_of,
        day=kept.day,
        edition="" if kept.plan is None else kept.plan.edition,
        rulebook=rulebook().version[:16],
        refusals=" ".join(kept.refused),
        question=question.stored(),
        answer=answer_text(kept),
    )
    if subject is not None:
        key = f"{subject.family}-{subject.number}"
        note_read("cw_members_person", [key], subject.family)
    return kept


def show_answer(reference: str, actor: Actor) -> CoverageAnswer | None:
    """Return an answer by its reference number; None: none that this actor may see."""
    with acting(actor):
        row = Row.objects.filter(reference=reference).first()
        if row is None:
            note_refused("cw_eligibility_coverageanswer", reference[:16])
            return None
        note_read("cw_eligibility_coverageanswer", [reference], row.family_id)
        return read_answer(row.answer)


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cw_eligibility_number')")
        return int(cursor.fetchone()[0])
