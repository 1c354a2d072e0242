"""Messages in real time: the question is kept before it is read, the answer before it leaves.

Both are rows of a few kilobytes and no files (docs/adr/0022). The question is there for every
other process once it is kept; that it is safe on the disk is waited for once, with the
answer, before anything leaves.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from coverwell.services.acting import acting
from coverwell.services.files import archive
from coverwell.services.files.keep import Arrival
from coverwell.services.files.show import FileStory
from coverwell.services.partners.exchanges import LOG, Logged
from coverwell.services.partners.keys import SignedIn
from coverwell.services.prepared import prepared


class NoLongerKnownError(PermissionError):
    """The key by which a partner came in has ended, or the partner was suspended, just now."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back on the same connection, and what became of the question (see FileEvent)."""

    kind: str
    name: str
    content: bytes
    state: str
    detail: Mapping[str, Any]


def keep_question(data: bytes, arrival: Arrival, by: SignedIn, day: date) -> FileStory:
    """Keep what a partner sent, in a transaction of its own, and return it as a file.

    Who it is may have been looked up some seconds ago: NoLongerKnownError where that has changed.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    told = [sha256, len(data), arrival.name, arrival.kind, arrival.channel, by.actor.user]
    with acting(by.actor, durable=False):
        rows = prepared(_QUESTION, [by.key, day, day, *told, archive.packed(data)])
    if not rows:
        raise NoLongerKnownError(f"Partner {by.partner} may no longer come in with this key.")
    number, kept_at = rows[0]
    return FileStory(
        number, arrival.name, arrival.kind, "in", arrival.channel, len(data), sha256, "",
        by.partner, by.actor.user, kept_at,
    )  # fmt: skip


def keep_reply(asked: FileStory, reply: Reply, log: Logged) -> None:
    """Keep what goes back, note what became of the question and log it; inside `together`."""
    log.file, log.answered = asked.id, reply.kind
    prepared(
        _REPLY,
        [
            hashlib.sha256(reply.content).hexdigest(),
            len(reply.content),
            reply.name,
            reply.kind,
            asked.channel,
            asked.partner,
            asked.id,
            archive.packed(reply.content),
            *log.written_now(),
            asked.id,
            reply.state,
            json.dumps(reply.detail),
        ],
    )


# The key is looked at again in the statement that keeps: nobody comes in by what was true before.
_QUESTION: Final = """
WITH known AS (
  SELECT p.id FROM cw_partners_partnerkey k JOIN cw_partners_partner p ON p.id = k.partner_id
   WHERE k.id = %s AND k.first_on <= %s AND (k.last_on IS NULL OR k.last_on >= %s)
     AND p.state IN ('testing', 'live')),
file AS (
  INSERT INTO cw_files_keptfile
    (sha256, size, name, kind, direction, channel, partner_id, tax_id, kept_by, at_once)
  SELECT %s, %s, %s, %s, 'in', %s, known.id, '', %s, true FROM known
  RETURNING id, kept_at),
content AS (INSERT INTO cw_files_keptbytes (file_id, content) SELECT id, %s FROM file),
event AS (
  INSERT INTO cw_files_fileevent (file_id, state, detail, tax_id)
  SELECT id, 'kept', '{}'::jsonb, '' FROM file)
SELECT id, kept_at FROM file
"""

_REPLY: Final = f"""
WITH file AS (
  INSERT INTO cw_files_keptfile (sha256, size, name, kind, direction, channel, partner_id,
    answers_id, tax_id, kept_by, at_once)
  VALUES (%s, %s, %s, %s, 'out', %s, %s, %s, '', 'gateway', true) RETURNING id),
content AS (INSERT INTO cw_files_keptbytes (file_id, content) SELECT id, %s FROM file),
log AS ({LOG})
INSERT INTO cw_files_fileevent (file_id, state, detail, tax_id)
SELECT id, 'sent', '{{"in real time": true}}'::jsonb, '' FROM file
UNION ALL SELECT %s, %s, %s::jsonb, ''
"""  # noqa: S608 - our own words
