"""How fast eligibility and claim status are read and written.

Run: python -m tests.benchmarks.wire_status

Prints MB/s of processor time on one core for parse and validate and for typed values, against
x12sdk on the same files in the same run, and the time of one small message, from a 270 to its 271.
"""

# ruff: noqa: T201 - a benchmark prints
from functools import partial

from x12sdk.io import X12ModelReader

from coverwell.wire.x12 import check
from coverwell.wire.x12.transactions.claim_status import ANSWER as STATUS_ANSWER
from coverwell.wire.x12.transactions.claim_status import INQUIRY as STATUS_INQUIRY
from coverwell.wire.x12.transactions.claim_status import ClaimStatus
from coverwell.wire.x12.transactions.eligibility import ANSWER, INQUIRY, Eligibility
from coverwell.wire.x12.transactions.read_278 import read_reviews
from coverwell.wire.x12.transactions.read_claim_status import read_claim_status
from coverwell.wire.x12.transactions.read_eligibility import read_eligibility
from coverwell.wire.x12.transactions.reading import Found
from coverwell.wire.x12.transactions.review_278 import REVIEW
from coverwell.wire.x12.transactions.write_278 import write_reviews
from coverwell.wire.x12.transactions.write_claim_status import write_claim_status
from coverwell.wire.x12.transactions.write_eligibility import write_answers
from tests.benchmarks.wire_speed import line, milliseconds, speed
from tests.wire.x12.samples import lines
from tests.wire.x12.sets import ENVELOPE, REFERRAL_278, file_of
from tests.wire.x12.status_sets import (
    ASK_STATUS,
    ASK_SUBSCRIBER,
    TELL_STATUS,
    TELL_SUBSCRIBER,
    one_file,
)


def sdk(data: bytes) -> None:
    """Read everything with x12sdk."""
    with X12ModelReader(data.decode()) as reader:
        for _ in reader.models():
            pass


KINDS = (
    (INQUIRY, lines(ASK_SUBSCRIBER), read_eligibility),
    (ANSWER, lines(TELL_SUBSCRIBER), read_eligibility),
    (STATUS_ANSWER, lines(TELL_STATUS), read_claim_status),
)


def in_bulk() -> None:
    """Many transaction sets in one file, against x12sdk."""
    for name, text, typed in KINDS:
        if name == ANSWER:  # x12sdk takes EB09 for a number, and drops the PER of loop 2100A
            kept = text[: text.index("EB*A*IND*33***27**0.2****Y")]
            text = [one for one in kept if one[:3] != "PER"]  # noqa: PLW2901
        data, small = file_of(name, *[text] * 2000), file_of(name, *[text] * 20)
        assert list(check([data])) == []
        print(name)
        whole = speed(lambda data=data: check([data]), len(data), 3)
        values = speed(lambda data=data, typed=typed: typed([data]), len(data), 3)
        line("parse and validate", whole, "MB/s", 0)
        line("typed values", values, "MB/s", 0)
        other = speed(lambda small=small: sdk(small) or (), len(small), 3)
        line("x12sdk", other, "MB/s", 0)
        print(f"  {whole / other:.0f} and {values / other:.0f} times as fast as x12sdk")


def one_by_one() -> None:
    """A question comes, an answer goes: each an interchange of its own."""
    print("One small message at a time")
    asked, told = one_file(INQUIRY, ASK_SUBSCRIBER), one_file(ANSWER, TELL_SUBSCRIBER)
    answers = [event for event in read_eligibility([told]) if isinstance(event, Eligibility)]
    read = milliseconds(lambda: list(read_eligibility([asked])))
    written = milliseconds(lambda: write_answers(ENVELOPE, answers))
    line(
        f"270 read, 271 of {len(answers[0].benefits)} benefits written",
        read + written,
        "ms",
        0.6,
        most=True,
    )
    line("  of it: 270 read", read, "ms", 0)
    line("  of it: 271 written and checked", written, "ms", 0)
    asked, told = one_file(STATUS_INQUIRY, ASK_STATUS), one_file(STATUS_ANSWER, TELL_STATUS)
    statuses = [event for event in read_claim_status([told]) if isinstance(event, ClaimStatus)]
    line("276 read", milliseconds(lambda: list(read_claim_status([asked]))), "ms", 0)
    work = partial(write_claim_status, ENVELOPE, STATUS_ANSWER, statuses)
    line("277 written and checked", milliseconds(work), "ms", 0)
    review = file_of(REVIEW, REFERRAL_278)
    reviews = [event.value for event in read_reviews([review]) if isinstance(event, Found)]
    line("278 read", milliseconds(lambda: list(read_reviews([review]))), "ms", 0)
    line(
        "278 written and checked", milliseconds(lambda: write_reviews(ENVELOPE, reviews)), "ms", 0
    )


def main() -> None:
    """Print the figures."""
    in_bulk()
    one_by_one()


if __name__ == "__main__":
    main()
