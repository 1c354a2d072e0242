"""What is wrong with the text of a plan, for the person who must mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: where it stands (\"Row 'imaging'\", 'Head') and what to do about it."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class PlanTextError(ValueError):
    """A plan document that cannot be read; `problems` names every fault, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word with the fewest differing letters; None if all are far away."""
    ranked = sorted((letters_apart(word, other), other) for other in known)
    if not ranked or ranked[0][0] > max(2, len(word) // 3):
        return None
    return ranked[0][1]


def letters_apart(one: str, other: str) -> int:
    """Count the letters to insert, delete or change (Levenshtein) to get from one to the other."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        above = row
        row = [i]
        for j, against in enumerate(other, start=1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != against)))
    return row[-1]


def unknown_word(kind: str, word: str, known: Iterable[str]) -> str:
    """Say that `word` is not known and which known one was probably meant."""
    words = tuple(known)
    close = nearest(word, words)
    if close is not None:
        return f"'{word}' is not a known {kind}. Did you mean '{close}'?"
    return f"'{word}' is not a known {kind}. Known: {', '.join(words)}."
