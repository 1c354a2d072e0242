"""Who sends: the partner behind an interchange, and the register of control numbers."""

from dataclasses import dataclass

from django.db import connection

from coverwell.records.partners.models import Partner
from coverwell.services.acting import ENGINE, acting
from coverwell.services.files.show import FileStory


@dataclass(frozen=True, slots=True)
class Sender:
    """A trading partner; `tax_ids` are the offices it may send for (empty: any).

    `accounts` are the employer accounts that it may enrol members of.
    """

    partner: int
    tax_ids: frozenset[str]
    live: bool
    accounts: frozenset[str] = frozenset()


def sender_of(qualifier: str, sender_id: str, story: FileStory) -> Sender | None:
    """Find who may have sent an interchange of a file; None where nobody is known.

    An office that signed in sends for its own tax id, whatever its software calls itself.
    """
    row = None
    if (qualifier + sender_id).isprintable():  # else it is nobody's name
        with acting(ENGINE):
            rows = Partner.objects.filter(qualifier=qualifier, sender_id=sender_id)
            row = rows.filter(state__in=(Partner.State.TESTING, Partner.State.LIVE)).first()
    if story.tax_id:
        return Sender(row.pk if row else 0, frozenset({story.tax_id}), live=True)
    if row is None or (story.partner and story.partner != row.pk):
        return None
    return Sender(row.pk, frozenset(row.tax_ids), row.live, frozenset(row.accounts))


def register_control_number(qualifier: str, sender_id: str, control: str, file: int) -> bool:
    """Note an interchange once; False where another file of the sender had the same number."""
    address = [qualifier, sender_id, control]
    with acting(ENGINE), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cw_files_interchange (qualifier, sender_id, control_number, file_id)"
            " VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [*address, file],
        )
        cursor.execute(
            "SELECT file_id FROM cw_files_interchange"
            " WHERE qualifier = %s AND sender_id = %s AND control_number = %s",
            address,
        )
        row = cursor.fetchone()
    return row is not None and row[0] == file
