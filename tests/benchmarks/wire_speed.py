"""What the wire benchmarks share: speed by processor time, and lines that name the goal."""

# ruff: noqa: T201 - a benchmark prints
import time
from collections.abc import Callable, Iterable


def speed(work: Callable[[], Iterable[object]], size: int, times: int = 5) -> float:
    """MB/s of processor time, the best of some runs: what other processes took is not ours."""
    best = 0.0
    for _ in range(times):
        start = time.process_time()
        for _ in work():
            pass
        best = max(best, size / (time.process_time() - start) / 1e6)
    return best


def milliseconds(work: Callable[[], object], times: int = 60) -> float:
    """Processor time of one call: the best of ten averages."""
    best = 1e9
    for _ in range(10):
        start = time.process_time()
        for _ in range(times):
            work()
        best = min(best, (time.process_time() - start) / times * 1000)
    return best


def line(name: str, figure: float, unit: str, goal: float, *, most: bool = False) -> None:
    """One figure with its goal: at least, or at most. A goal of 0 is none."""
    reached = figure <= goal if most else figure >= goal
    aim = f"goal {'at most' if most else 'at least'} {goal:g}: {'yes' if reached else 'NO'}"
    print(f"  {name:<44} {figure:8.2f} {unit:<5} {aim if goal else ''}")
