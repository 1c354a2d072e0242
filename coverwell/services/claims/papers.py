"""The documents of claims: which count (laid, taken, not infected), what is still asked for."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from coverwell.records.attachments.models import Placement, Request, Scan
from coverwell.records.claims.models import Decision


def laid() -> QuerySet[Placement]:
    """Return the placements in force of documents that count."""
    infected = Scan.objects.filter(attachment=OuterRef("attachment"), state=Scan.State.INFECTED)
    kept = Placement.objects.filter(newer=None, attachment__refused="")
    return kept.filter(~Exists(infected)).exclude(claim=None, precertification="")


def unanswered(rows: QuerySet[Request]) -> QuerySet[Request]:
    """Of these requests, those whose claim still waits and to which nothing came."""
    later = Decision.objects.filter(
        family=OuterRef("family_id"),
        claim=OuterRef("claim"),
        decision_no__gt=OuterRef("decision_no"),
    )
    answer = laid().filter(request=OuterRef("number"))
    return rows.filter(~Exists(later), ~Exists(answer))


def newest_decisions() -> QuerySet[Decision]:
    """Return the newest decision of every claim, for a query that names its claims."""
    later = Decision.objects.filter(
        family=OuterRef("family_id"),
        claim=OuterRef("claim"),
        decision_no__gt=OuterRef("decision_no"),
    )
    return Decision.objects.filter(~Exists(later))
