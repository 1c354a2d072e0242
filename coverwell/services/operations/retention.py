"""What is cleared away in time, and nothing that the law says to keep.

Files that came or went, decisions, payments and the audit are never cleared away here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from coverwell.records.partners.models import ExchangeLog, ServedSpan
from coverwell.services.acting import Actor, acting
from coverwell.services.files import archive
from coverwell.services.rulebook.operating_rules import operating_rules


CLEARING = Actor("retention", "engine")
LEFTOVER = timedelta(days=1)
"""How old the half-written file of a process that was killed is before it is nobody's."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """How many rows of the log of messages and of time served, and leftovers on the disk."""

    messages: int
    spans: int
    leftovers: int


def clear_away(now: datetime) -> Cleared:
    """Clear away what is older than the operating rules say. Safe to run twice, or at once."""
    rules = operating_rules(now.date())
    with acting(CLEARING):
        messages, _ = ExchangeLog.objects.filter(
            came_at__lt=now - timedelta(days=rules.log_days)
        ).delete()
        spans, _ = ServedSpan.objects.filter(
            last_at__lt=now - timedelta(days=rules.uptime_days)
        ).delete()
    return Cleared(messages, spans, archive.sweep(now - LEFTOVER))
