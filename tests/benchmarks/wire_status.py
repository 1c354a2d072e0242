"""How fast eligibility and claim status are read and written.

Run: python -m tests.benchmarks.wire_status

Prints MB/s of CPU time on one core for parse and validate and for typed values, the time from a
270 to its 271, and x12sdk on the same files in the same run.
"""

# ruff: noqa: T201 - a benchmark prints
import time
from collections.abc import Callable

from x12sdk.io import X12ModelReader

from coverwell.wire.x12 import check
from coverwell.wire.x12.transactions.claim_status import ANSWER as STATUS_ANSWER
from coverwell.wire.x12.transactions.eligibility import ANSWER, INQUIRY, Eligibility
from coverwell.wire.x12.transactions.read_claim_status import read_claim_status
from coverwell.wire.x12.transactions.read_eligibility import read_eligibility
from coverwell.wire.x12.transactions.write_eligibility import write_answers
from tests.wire.x12.samples import lines
from tests.wire.x12.sets import ENVELOPE, file_of
from tests.wire.x12.status_sets import (
    ASK_SUBSCRIBER,
    TELL_STATUS,
    TELL_SUBSCRIBER,
    one_file,
)


def speed(data: bytes, work: Callable[[], object]) -> float:
    """MB/s of the best of three runs."""
    best = 0.0
    for _ in range(3):
        start = time.process_time()
        work()
        best = max(best, len(data) / (time.process_time() - start) / 1e6)
    return best


def sdk(data: bytes) -> None:
    """Read everything with x12sdk."""
    with X12ModelReader(data.decode()) as reader:
        for _ in reader.models():
            pass


def main() -> None:
    """Print the figures."""
    # x12sdk takes EB09 for a number, and drops the PER of loop 2100A
    told = lines(TELL_SUBSCRIBER)
    plain = [one for one in told[: told.index("EB*A*IND*33***27**0.2****Y")] if one[:3] != "PER"]
    for name, text, typed in (
        (INQUIRY, lines(ASK_SUBSCRIBER), read_eligibility),
        (ANSWER, plain, read_eligibility),
        (STATUS_ANSWER, lines(TELL_STATUS), read_claim_status),
    ):
        data = file_of(name, *[text] * 2000)
        small = file_of(name, *[text] * 20)
        assert list(check([data])) == []
        whole = speed(data, lambda data=data: list(check([data])))
        values = speed(data, lambda data=data, typed=typed: list(typed([data])))
        other = speed(small, lambda small=small: sdk(small))
        print(
            f"{name:<18} parse and validate {whole:6.2f} MB/s, typed {values:5.2f} MB/s, "
            f"x12sdk {other:5.2f} MB/s ({whole / other:.0f} and {values / other:.0f} times)"
        )
    asked, answered = one_file(INQUIRY, ASK_SUBSCRIBER), one_file(ANSWER, TELL_SUBSCRIBER)
    answers = [event for event in read_eligibility([answered]) if isinstance(event, Eligibility)]
    start = time.process_time()
    for _ in range(500):
        list(read_eligibility([asked]))
        write_answers(ENVELOPE, answers)
    each = (time.process_time() - start) / 500 * 1000
    print(f"270 read and 271 of {len(answers[0].benefits)} benefits written: {each:.2f} ms")


if __name__ == "__main__":
    main()
