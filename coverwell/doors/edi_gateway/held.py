"""What waits for the end of its transaction set, in constant memory."""

import pickle
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Generic, TypeVar


T = TypeVar("T")


IN_MEMORY = 10
"""Batches; a set of up to 5,000 claims, the size that the guide recommends, needs no disk."""


class Held(Generic[T]):
    """A set may be refused at its very end (SE), which takes back everything in it."""

    def __init__(self) -> None:
        self._first: list[list[T]] = []
        self._rest: IO[bytes] | None = None

    def put(self, batch: list[T]) -> None:
        """Hold one more batch."""
        if len(self._first) < IN_MEMORY:
            self._first.append(batch)
            return
        if self._rest is None:
            self._rest = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the set
        pickle.dump(batch, self._rest, pickle.HIGHEST_PROTOCOL)

    def batches(self) -> Iterator[list[T]]:
        """Everything held, in order."""
        yield from self._first
        if self._rest is not None:
            self._rest.seek(0)
            with suppress(EOFError):
                while True:
                    # Our own temporary file without a name: nobody else can write into it.
                    yield pickle.load(self._rest)  # noqa: S301

    def close(self) -> None:
        """Let go of the disk."""
        if self._rest is not None:
            self._rest.close()
