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
    changes: dict[str, list[tuple[int, int]]] = {}
    for low, high, rule in named:
        changes.setdefault(low, []).append((rule, 1))
        changes.setdefault(high + _END, []).append((rule, -1))
    # Sweep over the ends in order; a rule's ranges may overlap, so its open ranges are counted.
    opened: dict[int, int] = {}
    starts, masks = tuple(sorted(changes)), []
    for start in starts:
        for rule, step in changes[start]:
            opened[rule] = opened.get(rule, 0) + step
        masks.append(sum((1 << rule for rule, count in opened.items() if count), default))
    return CodeRanges(starts, tuple(masks), default)


def procedure_key(code: str) -> str:
    """Sort CPT's lettered codes (0042T, 0001U) apart, so that 00100-01999 leaves them out."""
    return code if code[-1:].isdigit() else code[-1:].lower() + code[:-1]
