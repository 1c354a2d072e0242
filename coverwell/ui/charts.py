"""Charts as plain SVG: sizes are worked out here, so a page needs neither script nor style."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _


WIDTH, HEIGHT = 640, 170
_TOP, _FOOT = 22, 24


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is called, how large it is, and the words for its size."""

    label: str
    value: int
    said: str


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar with its place in the picture, in pixels."""

    bar: Bar
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        """Where its words are centered."""
        return self.x + self.width // 2

    @property
    def above(self) -> int:
        """The base line of the words above it."""
        return self.y - 6

    @property
    def end(self) -> int:
        """Where the words after a lying bar begin."""
        return self.x + self.width + 8

    @property
    def line(self) -> int:
        """The base line of the words beside a lying bar."""
        return self.y + self.height - 3


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart; `about` says in one sentence what is seen, for those who do not see it."""

    key: str
    title: str
    about: str
    bars: tuple[DrawnBar, ...]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def base(self) -> int:
        """The line on which the bars stand."""
        return HEIGHT - _FOOT

    @property
    def labels(self) -> int:
        """The base line of the words under the bars."""
        return HEIGHT - 6


def bar_chart(key: str, title: str, about: str, bars: Sequence[Bar]) -> Chart:
    """Draw bars side by side; the largest fills the height."""
    largest = max((bar.value for bar in bars), default=0) or 1
    step = WIDTH // max(len(bars), 1)
    room = HEIGHT - _TOP - _FOOT
    drawn = []
    for at, bar in enumerate(bars):
        height = max(bar.value, 0) * room // largest
        y = HEIGHT - _FOOT - height
        drawn.append(DrawnBar(bar, at * step + step // 6, y, step * 2 // 3, height))
    return Chart(key, title, about, tuple(drawn))


ROW, LABEL, VALUE = 26, 270, 70


def row_chart(key: str, title: str, about: str, bars: Sequence[Bar], full: int = 0) -> Chart:
    """Draw bars under each other, for long names; `full` is what fills the width."""
    largest = full or max((bar.value for bar in bars), default=0) or 1
    room = WIDTH - LABEL - VALUE
    drawn = tuple(
        DrawnBar(bar, LABEL, at * ROW + 5, max(bar.value, 0) * room // largest, ROW - 10)
        for at, bar in enumerate(bars)
    )
    return Chart(key, title, about, drawn, WIDTH, ROW * max(len(bars), 1))


class Share(Protocol):
    """Something with a share in hundredths of a percent."""

    @property
    def share(self) -> int:
        """The share: 9375 is 93.75%."""


MOST_ROWS = 12


def share_chart(rows: Sequence[tuple[str, Share]]) -> Chart | None:
    """Draw how good the estimates of each kind of care were; None where there is nothing."""
    bars = [Bar(name, one.share, f"{one.share / 100:.0f}%") for name, one in rows[:MOST_ROWS]]
    if not bars:
        return None
    about = ", ".join(f"{bar.label} {bar.said}" for bar in bars)
    title = _("Estimates within the tolerance, by kind of care")
    return row_chart("accuracy", title, about, bars, full=10_000)
