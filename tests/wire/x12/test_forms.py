"""What is worked out once for each form: how often, what of it is kept, and that it is linear."""

import sys
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverwell.wire.x12 import Claim837, check, read_claims, shape_writer
from coverwell.wire.x12.controls import Controls
from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.forms import LONGEST_FORM, MOST_FORMS, Forms
from coverwell.wire.x12.reader import check_written
from coverwell.wire.x12.transactions import eligibility
from coverwell.wire.x12.transactions.read_835 import read_remittances
from coverwell.wire.x12.transactions.read_eligibility import read_eligibility
from coverwell.wire.x12.transactions.writing import find_loop
from tests.benchmarks.wire_834_835 import payments
from tests.benchmarks.wire_837 import institutional_claim, professional_claim, stream
from tests.wire.x12.samples import PROFESSIONAL, lines, professional
from tests.wire.x12.sets import file_of
from tests.wire.x12.status_sets import TELL_SUBSCRIBER


def test_a_form_is_worked_out_once():
    asked: list[tuple[None, ...]] = []
    forms = Forms(lambda form: asked.append(form) or len(form))
    assert [forms[None,], forms[None, None], forms[None,]] == [1, 2, 1]
    assert asked == [(None,), (None, None)]


def test_endless_forms_are_not_kept():
    forms = Forms(len)
    for length in range(LONGEST_FORM + 20):
        assert forms[(None,) * length] == length
    assert len(forms) == LONGEST_FORM + 1  # longer ones are worked out when they come
    for at in range(MOST_FORMS * 2):
        forms[at,] = 1
        forms[object(), object()]
    assert len(forms) <= MOST_FORMS * 2 + LONGEST_FORM + 2


def counted(work: Callable[[], Iterable[object]]) -> int:
    """How many calls the work makes, those into C included: steps, not time."""
    count = 0

    def note(_frame: object, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    list(work())  # guides and patterns are compiled once
    sys.setprofile(note)
    try:
        list(work())
    finally:
        sys.setprofile(None)
    return count


def claim_of(count: int) -> bytes:
    """One claim with so many lines."""
    head = lines(PROFESSIONAL)
    head = [one.replace("*150*", f"*{10 * count}*") for one in head[: head.index("LX*1")]]
    for at in range(1, count + 1):
        head += [f"LX*{at}", "SV1*HC:99213*10*UN*1***1", "DTP*472*D8*20260102", f"REF*6R*{at}"]
    return professional(head)


def payment_of(count: int) -> bytes:
    """A payment of so many claims, and so of three times as many lines."""
    return "".join(payments(count * 640)).encode()


def answers_of(count: int) -> bytes:
    """A 271 with so many benefits of one person."""
    told = lines(TELL_SUBSCRIBER)
    at = next(at for at, one in enumerate(told) if one.startswith("EB*"))
    return file_of("005010X279A1.271", [*told[:at], *["EB*1**30"] * count])


def claims_of(claim: Callable[[int, int], str], count: int) -> bytes:
    return b"".join(stream(count * 600, claim))


@pytest.mark.parametrize(
    ("make", "read", "size"),
    [
        (claim_of, read_claims, 200),
        (claim_of, check, 200),
        (lambda size: claims_of(professional_claim, size), read_claims, 200),
        (lambda size: claims_of(institutional_claim, size), read_claims, 200),
        (payment_of, check, 200),
        (payment_of, read_remittances, 200),
        (answers_of, read_eligibility, 150),
    ],
)
def test_twice_the_input_is_twice_the_work(make, read, size):
    once, twice = make(size), make(size * 2)
    few, many = counted(lambda: read([once])), counted(lambda: read([twice]))
    assert many / few < 1.1 * len(twice) / len(once)


def test_a_claim_of_a_form_that_is_not_kept_is_bound_like_any_other(monkeypatch):
    monkeypatch.setattr("coverwell.wire.x12.forms.LONGEST_FORM", 3)
    count = 47
    (claim,) = [one for one in read_claims([claim_of(count)]) if isinstance(one, Claim837)]
    assert claim.acceptable
    assert [line.number for line in claim.lines] == [str(at) for at in range(1, count + 1)]
    assert [line.control for line in claim.lines] == [line.number for line in claim.lines]
    first, second = claim.lines[:2]
    assert second.offset - first.offset == len("LX*1~SV1*HC:99213*10*UN*1***1~") + len(
        "DTP*472*D8*20260102~REF*6R*1~"
    )


_NUMBERS = st.integers(0, 300).map("{:04}".format) | st.sampled_from(
    ["7", "A1", "", "٣", "0" * 12]
)


@given(st.lists(_NUMBERS))
def test_a_control_number_is_remembered_when_it_came(numbers):
    kept, known = Controls(), set()
    for number in numbers:
        assert (number in kept) == (number in known)
        kept.add(number)
        known.add(number)


def test_control_numbers_in_a_row_take_no_memory():
    kept = Controls()
    for number in range(100_000):
        kept.add(f"{number:09}")
    assert "000099999" in kept
    assert "000100000" not in kept
    assert not kept._others


@given(st.data())
def test_what_is_written_is_checked_as_it_would_be_read(data):
    text = file_of("005010X279A1.271", lines(TELL_SUBSCRIBER)).decode()
    at = data.draw(st.integers(106, text.index("GE*1*") - 1))
    spoiled = (
        text[:at] + data.draw(st.sampled_from(["", "X", "*", "~", ":", "^"])) + text[at + 1 :]
    )
    written = list(check_written(spoiled[:106], spoiled[106:], Delimiters()))
    assert written == list(check([spoiled.encode()]))


def test_a_benefit_of_many_answers_is_written_once_and_endless_ones_are_not_kept(monkeypatch):
    monkeypatch.setattr(shape_writer, "MOST_KNOWN", 2)
    loop = find_loop(eligibility.ANSWER, "2110C")
    writer = shape_writer.RecurringWriter(loop, eligibility.BENEFIT)
    for amount in (2000, 2000, 3000, 4000):
        out: list[str] = []
        writer.write(eligibility.Benefit("B", "IND", ("98",), amount=amount), out)
        assert out == [f"EB*B*IND*98****{amount // 100}"]
        assert len(writer.known) <= 2
