"""What somebody had entered when they were signed out: kept, given back, and let go."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from coverwell.records.access.models import Draft
from coverwell.services.acting import ENGINE, acting


KEPT_FOR = timedelta(days=7)
MOST = 200
"""Fields; a form of ours has at most some sixty."""
LONGEST = 2000
"""Characters of one field."""

Fields = Mapping[str, str]


def keep_draft(user: str, path: str, fields: Fields) -> None:
    """Keep what a form of a page holds; a newer draft takes the place of an older one."""
    kept = {name[:100]: said[:LONGEST] for name, said in list(fields.items())[:MOST] if said}
    with acting(ENGINE):
        Draft.objects.filter(user=user, at__lt=timezone.now() - KEPT_FOR).delete()
        Draft.objects.update_or_create(user=user, path=path[:200], defaults={"fields": kept})


def draft_of(user: str, path: str) -> Fields:
    """Return what was kept for a page; empty where nothing was."""
    with acting(ENGINE):
        row = Draft.objects.filter(user=user, path=path[:200]).first()
    return {} if row is None else row.fields


def drop_draft(user: str, path: str) -> None:
    """Let a draft go: it was sent, or is not wanted."""
    with acting(ENGINE):
        Draft.objects.filter(user=user, path=path[:200]).delete()
