"""Which rules a code meets, found by one binary search however many ranges there are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


# Sorts after every code that begins with the same characters, so Z12 also means Z1231.
_END = "\x7f"


@dataclass(frozen=True, slots=True)
class CodeRanges:
    """Bit masks by code: bit n is set where rule n names the code or does not ask for one.

    `starts` rise; `masks[n]` holds from `starts[n]` up to `starts[n + 1]`; `default` before.
    """

    starts: tuple[str, ...]
    masks: tuple[int, ...]
    default: int

    def mask(self, code: str) -> int:
        """Return the rules that `code` meets."""
        place = bisect_right(self.starts, code)
        return self.masks[place - 1] if place else self.default


def code_ranges(named: Iterable[tuple[str, str, int]], default: int) -> CodeRanges:
    """Build the masks from (first code, last code, rule number); both ends belong to the range."""
    entries = tuple(named)
    starts = sorted({low for low, _, _ in entries} | {high + _END for _, high, _ in entries})
    masks = tuple(_mask_at(start, entries) | default for start in starts)
    return CodeRanges(tuple(starts), masks, default)


def _mask_at(start: str, entries: tuple[tuple[str, str, int], ...]) -> int:
    """Set the bit of every range that `start` is inside of."""
    mask = 0
    for low, high, rule in entries:
        if low <= start < high + _END:
            mask |= 1 << rule
    return mask


def procedure_key(code: str) -> str:
    """Sort CPT's lettered codes (0042T, 0001U) apart, so that 00100-01999 leaves them out."""
    return code if code[-1:].isdigit() else code[-1:].lower() + code[:-1]
