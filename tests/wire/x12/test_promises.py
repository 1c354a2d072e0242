"""What the codec promises of any bytes, asked of every set: whole, spoiled, and made by its guide.

`make fuzz` asks the same for ten minutes, led by what each input newly reaches in the code.
"""

from random import Random

import pytest

from tests.wire.x12.damage import hurt
from tests.wire.x12.promises import BASE_CALLS, calls_of, keep, keep_to_linear_work
from tests.wire.x12.seeds import SEEDS


FILES = tuple(SEEDS.values())


@pytest.mark.parametrize("name", SEEDS)
def test_a_whole_file_keeps_every_promise(name):
    keep(SEEDS[name])
    keep_to_linear_work(SEEDS[name])


@pytest.mark.parametrize("name", SEEDS)
def test_a_spoiled_file_keeps_every_promise(name):
    chance = Random(name)  # noqa: S311 - a repeatable choice of cases
    for _ in range(12):
        keep(hurt(SEEDS[name], chance, FILES))


def test_work_grows_with_a_hostile_input_and_not_faster():
    for name in ("005010X222A1 0", "005010X279A1.271 0"):
        start, end = SEEDS[name].split(b"~SE*")
        hostile = b"~HL*9*9*22*1~NM1*IL*1*A:::^^^^:~LS*2120~REF~DTP*^^^*RD8*1-~EB*^^^^*:~LE" * 400
        keep_to_linear_work(start + hostile + b"~SE*" + end)


def test_the_count_of_work_counts():
    assert calls_of(lambda: [len(str(x)) for x in range(10)]) < BASE_CALLS
    assert calls_of(lambda: [Random(x).getrandbits(1) for x in range(10)]) > 9  # noqa: S311
