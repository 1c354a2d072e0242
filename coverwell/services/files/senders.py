"""Who sends: the partner behind an interchange, and the register of control numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from django.db import connection
from django.utils import timezone

from coverwell.records.partners.models import Partner
from coverwell.services.acting import ENGINE, acting
from coverwell.services.files.show import FileStory
from coverwell.services.partners.allowed import ENTERS, Enrolment, state_words
from coverwell.services.partners.quirks import NONE, Quirks, quirks_of
from coverwell.services.recalled import Recalled


PLAIN: Final = "~*:^"


@dataclass(frozen=True, slots=True)
class Sender:
    """A trading partner; `tax_ids` are the offices it may send for (empty: any).

    `accounts` are the employer accounts that it may enrol members of. `enrolment` says what it may
    send, `quirks` and `delimiters` (segment, element, component, repetition) how it is written to.
    """

    partner: int
    tax_ids: frozenset[str]
    live: bool
    accounts: frozenset[str] = frozenset()
    enrolment: Enrolment = field(default_factory=lambda: Enrolment("This office"))
    quirks: Quirks = NONE
    delimiters: str = PLAIN


def sender_of(qualifier: str, sender_id: str, story: FileStory) -> Sender | None:
    """Find who may have sent an interchange of a file; None where nobody is known.

    An office that signed in sends for its own tax id, whatever its software calls itself; what
    that software is enrolled for counts all the same.
    """
    row = _named(qualifier, sender_id)
    if row is not None and row.state not in ENTERS:
        row = None
    if story.tax_id:
        own = frozenset({story.tax_id})
        return Sender(0, own, live=True) if row is None else _sender(row, story, own)
    if row is None or (story.partner and story.partner != row.pk):
        return None
    return _sender(row, story, frozenset(row.tax_ids))


def recalled_sender(qualifier: str, sender_id: str, story: FileStory) -> Sender | None:
    """Find who sent an interchange as `sender_of` did within the last seconds.

    For real time only, where `keep_question` looks again whether the partner may come in.
    """
    asked = (qualifier, sender_id, story.tax_id, story.partner, timezone.localdate(story.kept_at))
    return _RECALLED.get(asked, lambda: sender_of(qualifier, sender_id, story))


def recalled_quirks(story: FileStory) -> Quirks:
    """Return by which quirks a file of who signed in is read, as known within the last seconds."""
    day = timezone.localdate(story.kept_at)
    return _QUIRKS.get((story.partner, day), lambda: reading_quirks(story, "", "")) or NONE


_RECALLED: Final[Recalled[Sender]] = Recalled()
_QUIRKS: Final[Recalled[Quirks]] = Recalled()


def why_unknown(qualifier: str, sender_id: str) -> str:
    """Say why `sender_of` knows nobody; '' where no partner has this address at all."""
    row = _named(qualifier, sender_id)
    if row is None:
        return ""
    if row.state not in ENTERS:
        return state_words(row.name, row.state)
    return f"The ISA segment names {row.name}, but another partner signed in and sent the file."


def reading_quirks(story: FileStory, qualifier: str, sender_id: str) -> Quirks:
    """Return by which quirks a file is read: those of who signed in, else of its first sender."""
    with acting(ENGINE):
        named = {"pk": story.partner} if story.partner else _address(qualifier, sender_id)
        found = Partner.objects.filter(**named).values_list("profile", flat=True).first()
    return quirks_of(found or "", timezone.localdate(story.kept_at))


def _sender(row: Partner, story: FileStory, tax_ids: frozenset[str]) -> Sender:
    quirks = quirks_of(row.profile, timezone.localdate(story.kept_at))
    enrolment = Enrolment(row.name, frozenset(row.transactions), quirks.versions)
    signed_in = bool(story.tax_id)
    return Sender(
        row.pk,
        tax_ids,
        signed_in or row.live,
        frozenset() if signed_in else frozenset(row.accounts),
        enrolment,
        quirks,
        row.delimiters,
    )


def _named(qualifier: str, sender_id: str) -> Partner | None:
    if not (qualifier + sender_id).isprintable():  # then it is nobody's name
        return None
    with acting(ENGINE):
        return Partner.objects.filter(**_address(qualifier, sender_id)).first()


def _address(qualifier: str, sender_id: str) -> dict[str, str]:
    return {"qualifier": qualifier, "sender_id": sender_id}


def register_control_number(qualifier: str, sender_id: str, control: str, file: int) -> bool:
    """Note an interchange once; False where another file of the sender had the same number."""
    address = [qualifier, sender_id, control]
    with acting(ENGINE), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cw_files_interchange (qualifier, sender_id, control_number, file_id)"
            " VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [*address, file],
        )
        if cursor.rowcount:
            return True
        cursor.execute(
            "SELECT file_id FROM cw_files_interchange"
            " WHERE qualifier = %s AND sender_id = %s AND control_number = %s",
            address,
        )
        row = cursor.fetchone()
    return row is not None and row[0] == file
