"""When somebody was here before: what happened since then is new to them."""

from datetime import datetime, timedelta

from django.utils import timezone

from coverwell.records.access.models import Visit
from coverwell.services.acting import ENGINE, acting


NEW_VISIT_AFTER = timedelta(hours=1)


def last_visit(user: str) -> datetime | None:
    """Note that somebody is here, and return when they were here before; None the first time.

    Pages opened within an hour of each other are one visit.
    """
    now = timezone.now()
    with acting(ENGINE):
        row, new = Visit.objects.get_or_create(user=user, defaults={"last": now})
        if new:
            return None
        if now - row.last > NEW_VISIT_AFTER:
            row.before = row.last
        row.last = now
        row.save()
    return row.before
