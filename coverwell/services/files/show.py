"""What became of a file, for whoever may see it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from coverwell.records.files.models import FileEvent, KeptFile
from coverwell.services.acting import Actor, acting
from coverwell.services.files import archive
from coverwell.services.theirs import theirs


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a file's way; `detail` holds counts, findings in words, or the first file."""

    state: str
    at: datetime
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A file that was sent back: its id, kind (TA1, 999, 277CA) and name."""

    id: int
    kind: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class FileStory:
    """A file and all that happened to it, oldest first."""

    id: int
    name: str
    kind: str
    direction: str
    channel: str
    size: int
    sha256: str
    tax_id: str
    partner: int
    kept_by: str
    kept_at: datetime
    events: tuple[Event, ...] = ()
    answers: tuple[AnswerFile, ...] = field(default=())

    @property
    def state(self) -> str:
        """The newest step."""
        return self.events[-1].state if self.events else ""

    @property
    def detail(self) -> Mapping[str, Any]:
        """What the newest step says."""
        return self.events[-1].detail if self.events else {}


def show_file(file: int, actor: Actor) -> FileStory | None:
    """A file of the actor's, or None."""
    with acting(actor):
        found = stories(KeptFile.objects.filter(theirs(actor, ""), pk=file))
    return found[0] if found else None


def newest_files(actor: Actor, kind: str = "837", limit: int = 50) -> tuple[FileStory, ...]:
    """The actor's incoming files of a kind, newest first."""
    with acting(actor):
        rows = KeptFile.objects.filter(theirs(actor, ""), kind=kind, direction="in").order_by(
            "-pk"
        )[:limit]
        return tuple(stories(rows))


def file_bytes(file: int, actor: Actor) -> Iterator[bytes] | None:
    """The bytes of a file of the actor's, a chunk at a time, or None."""
    story = show_file(file, actor)
    return archive.read(story.sha256) if story else None


def stories(rows: Any) -> list[FileStory]:
    """Tell files with their steps and answers; inside `acting`."""
    files = list(rows)
    ids = [one.pk for one in files]
    events: dict[int, list[Event]] = {one: [] for one in ids}
    for event in FileEvent.objects.filter(file__in=ids).order_by("pk"):
        events[event.file_id].append(Event(event.state, event.at, event.detail))
    answers: dict[int, list[AnswerFile]] = {one: [] for one in ids}
    for answer in KeptFile.objects.filter(answers__in=ids).order_by("pk"):
        made = AnswerFile(answer.pk, answer.kind, answer.name, answer.size)
        answers[answer.answers_id or 0].append(made)
    return [_story(one, events[one.pk], answers[one.pk]) for one in files]


def _story(row: KeptFile, events: list[Event], answers: list[AnswerFile]) -> FileStory:
    return FileStory(
        row.pk,
        row.name,
        row.kind,
        row.direction,
        row.channel,
        row.size,
        row.sha256,
        row.tax_id,
        row.partner_id or 0,
        row.kept_by,
        row.kept_at,
        tuple(events),
        tuple(answers),
    )
