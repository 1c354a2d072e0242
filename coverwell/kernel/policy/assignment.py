"""Which state's law makes an insured plan honor an assignment of benefits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class StateLaw(NamedTuple):
    """The taxonomy prefixes that a law speaks of (none: any provider), and where it is written."""

    providers: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class AssignmentLaw:
    """The dated laws by state."""

    states: Mapping[str, StateLaw]

    def binds(self, state: str, taxonomy: str) -> StateLaw | None:
        """Return the law that makes the assignment to such a provider count, or None."""
        law = self.states.get(state)
        if law is None or (law.providers and not taxonomy.startswith(law.providers)):
            return None
        return law
