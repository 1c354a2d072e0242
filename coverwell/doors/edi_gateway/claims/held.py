"""Claims that wait for the end of their transaction set, in constant memory."""

import pickle
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from typing import IO

from coverwell.services.claims.proposed import Proposed


BATCH = 500
IN_MEMORY = 10
"""Batches; a set of up to 5,000 claims, the size that the guide recommends, needs no disk."""


class Held:
    """A set may be refused at its very end (SE), which takes back all its claims."""

    def __init__(self) -> None:
        self._full: list[list[Proposed]] = []
        self._open: list[Proposed] = []
        self._spill: IO[bytes] | None = None

    def add(self, claim: Proposed) -> None:
        """Hold one more claim."""
        self._open.append(claim)
        if len(self._open) == BATCH:
            self._put(self._open)
            self._open = []

    def batches(self) -> Iterator[list[Proposed]]:
        """Everything held, in order."""
        yield from self._full
        if self._spill is not None:
            self._spill.seek(0)
            with suppress(EOFError):
                while True:
                    # Our own temporary file without a name: nobody else can write into it.
                    yield pickle.load(self._spill)  # noqa: S301
        if self._open:
            yield self._open

    def _put(self, batch: list[Proposed]) -> None:
        if len(self._full) < IN_MEMORY:
            self._full.append(batch)
            return
        if self._spill is None:
            self._spill = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the set
        pickle.dump(batch, self._spill, pickle.HIGHEST_PROTOCOL)
