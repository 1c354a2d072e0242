"""What a partner may do: one answer for SFTP, HTTPS and the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from coverwell.records.partners.models import Partner


ENTERS: Final = (Partner.State.TESTING, Partner.State.LIVE)
"""In these states of its enrolment a partner comes in and its files are read."""
ANSWERS: Final = frozenset({"999", "TA1", "824", "277"})
"""Answers to what we sent: whoever receives may answer, so these need no enrolment."""


class Refused(NamedTuple):
    """Why a kind of message is not taken; `rule` is 'transaction' or 'version'."""

    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a partner is enrolled for. Empty `transactions`: all kinds; a kind without a row in
    `versions`: all versions of its guide that we read.
    """

    name: str
    transactions: frozenset[str] = frozenset()
    versions: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def refused(self, kind: str, version: str = "") -> Refused | None:
        """Say why a kind ('837'), or a version of its guide (GS08), is not taken; None: it is."""
        if self.transactions and kind not in self.transactions | ANSWERS:
            known = ", ".join(sorted(self.transactions))
            return Refused(
                "transaction",
                f"{self.name} is not enrolled to send a {kind}, only {known}: ask us to add it.",
            )
        versions = self.versions.get(kind)
        if version and versions is not None and version not in versions:
            return Refused(
                "version",
                f"{self.name} is enrolled to send a {kind} as {', '.join(sorted(versions))},"
                f" not as {version}: change GS08 and ST03, or ask us to test the new version.",
            )
        return None


def state_words(name: str, state: str) -> str:
    """Say why nothing is taken from a partner in a state outside `ENTERS`."""
    if state == Partner.State.SUSPENDED:
        return f"The enrolment of {name} is suspended: nothing is taken until we have spoken."
    return f"{name} is not enrolled yet (its enrolment is a {state}): nothing is taken before."
