"""What a 278 asks, with its guide: a request, an inquiry or a notification."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from coverwell.wire.x12.findings import Finding
from coverwell.wire.x12.profile import Profile
from coverwell.wire.x12.transactions.read_278 import read_reviews
from coverwell.wire.x12.transactions.reading import Envelopes, Found
from coverwell.wire.x12.transactions.review_278 import RESPONSE, Review278
from coverwell.wire.x12.transactions.write_278 import write_reviews
from coverwell.wire.x12.writer import Envelope


ANSWERS: Final = frozenset({RESPONSE, "44", "53"})
"""BHT02 of what answers a 278: we ask nobody, so that none is ours to take."""
NEXT_CONTROL: Final = 400
"""Answers under another guide go in an interchange of their own, numbered apart."""


@dataclass(frozen=True, slots=True)
class ReviewAsked:
    """A patient event of a 278, or what is answered to it; `guide` is its version."""

    guide: str
    reviews: tuple[Review278, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def review(self) -> Review278:
        """The one that was asked about."""
        return self.reviews[0]

    @property
    def acceptable(self) -> bool:
        """False when a finding rejects it."""
        return not any(finding.rejects for finding in self.findings)


def read_asked(
    chunks: Iterable[bytes], profile: Profile | None = None
) -> Iterator[ReviewAsked | Envelopes]:
    """Envelopes, and a ReviewAsked for each patient event that asks for something."""
    for event in read_reviews(chunks, profile):
        if not isinstance(event, Found):
            yield event
        elif isinstance(event.value, Review278) and event.value.header.purpose not in ANSWERS:
            yield ReviewAsked(event.transaction.guide, (event.value,), event.findings)


def write_told(envelope: Envelope, answers: list[ReviewAsked]) -> bytes:
    """Write answers in the order of their questions, an interchange for each run of a guide."""
    parts = []
    for at, (guide, run) in enumerate(groupby(answers, key=lambda one: one.guide)):
        reviews = [review for one in run for review in one.reviews]
        mine = replace(envelope, control=envelope.control + at * NEXT_CONTROL)
        parts.append(write_reviews(mine, reviews, guide))
    return b"".join(parts)
