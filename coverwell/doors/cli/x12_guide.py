"""The companion guide as plain text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import click
from django.utils import timezone

from coverwell.services.companion.document import Document, Section
from coverwell.services.companion.message import message_guide
from coverwell.services.companion.overview import overview
from coverwell.services.companion.tables import companion
from coverwell.services.rulebook.text import nearest
from coverwell.wire.x12.describe import described


WIDTH, WIDEST = 96, 36


def guide_text(message: str, language: str, *, segments: bool) -> str:
    """Return the guide of a message, or of the gateway where none is named."""
    today = timezone.localdate()
    known = companion(today).messages
    if not message:
        return "\n".join(_lines(overview(today, language), segments=True))
    if message not in known:
        raise click.ClickException(
            f"We exchange no '{message}', but {', '.join(known)}.{nearest(message, known)}"
        )
    found = message_guide(message, described, today, language)
    return "\n".join(_lines(found, segments=segments))


def _lines(guide: Document, *, segments: bool) -> Iterator[str]:
    yield guide.title
    yield guide.about
    for one in guide.sections:
        if segments or not one.folded:
            yield from ("", one.title)
            yield from _section(one)


def _section(one: Section) -> Iterator[str]:
    for said in one.paragraphs:
        yield from textwrap.wrap(said, WIDTH, initial_indent="  ", subsequent_indent="  ")
    first = min(max((len(row[0]) for row in one.rows), default=0), WIDEST)
    for name, *rest in one.rows:
        text = f"{name:<{first}}  " + " | ".join(filter(None, rest))
        left = " " * (first + 4)
        yield from textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent=left)
