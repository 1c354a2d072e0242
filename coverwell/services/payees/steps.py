"""Each step of an enrolment is appended."""

from __future__ import annotations

from datetime import date

from django.db import connection

from coverwell.records.payees.models import PayeeEnrolment, PayeeEnrolmentEvent


def note_step(
    row: PayeeEnrolment, state: str, by: str, why: str = "", first_on: date | None = None
) -> None:
    """Append a step; inside the caller's transaction."""
    PayeeEnrolmentEvent.objects.create(
        enrolment=row, tax_id=row.tax_id, state=state, by=by, why=why[:300], first_on=first_on
    )


def one_at_a_time(what: str) -> None:
    """Let those who change one thing at the same moment take turns, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"payees {what}"])
