"""Coverage-guided fuzzing of the codec: libFuzzer, by way of atheris, over every set from bytes.

python -m tests.benchmarks.fuzz [seconds]

Seeds are our own samples and random sets of each guide; inputs are spoiled by segments, elements
and bytes (`tests.wire.x12.damage`), and kept when they reach new code. Each must keep the promises
of `tests.wire.x12.promises`. An input that breaks one is left in .fuzz/found; put it into a test.
What is kept between runs stands in .fuzz/kept. Ends with 0 when nothing was found.
"""

import hashlib
import os
import sys
from pathlib import Path
from random import Random


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coverwell.config.settings")

import atheris


with atheris.instrument_imports(include=["coverwell.wire.x12"]):
    from tests.wire.x12.damage import hurt
    from tests.wire.x12.promises import keep, keep_to_linear_work
    from tests.wire.x12.seeds import SEEDS

PLACE = Path(__file__).resolve().parents[2] / ".fuzz"
LONGEST = 20_000
# One input may take so many seconds and so much memory: a hang or a leak ends the run.
SECONDS_EACH, MEGABYTES = 20, 900
FILES = tuple(SEEDS.values())


def judge(data: bytes) -> None:
    """One input. Every 16th has its work counted, which is slow."""
    keep(data)
    if hashlib.sha256(data).digest()[0] % 16 == 0:
        keep_to_linear_work(data)


def mutate(data: bytes, most: int, seed: int) -> bytes:
    """Mostly our own damage, which knows what X12 looks like; now and then libFuzzer's."""
    chance = Random(seed)  # noqa: S311 - a repeatable choice
    if chance.random() < 0.15:
        return bytes(atheris.Mutate(data, most))
    return hurt(data, chance, FILES)[:most]


def main(seconds: str = "600") -> None:
    """Does not come back: libFuzzer ends the process."""
    kept, found = PLACE / "kept", PLACE / "found"
    for folder in (kept, found):
        folder.mkdir(parents=True, exist_ok=True)
    for data in FILES:
        (kept / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    options = {
        "max_total_time": seconds,
        "max_len": LONGEST,
        "timeout": SECONDS_EACH,
        "rss_limit_mb": MEGABYTES,
        "artifact_prefix": f"{found}/",
        "print_final_stats": 1,
        "use_value_profile": 0,
    }
    words = [f"-{name}={value}" for name, value in options.items()]
    atheris.Setup([sys.argv[0], *words, str(kept)], judge, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
