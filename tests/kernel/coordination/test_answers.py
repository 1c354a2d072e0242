"""What payers before us answered, brought to the lines: nothing is lost, nothing told twice."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from coverwell.kernel.coordination.answers import PriorPayer, answers_by_line, together
from coverwell.kernel.vocabulary.claim import Adjustment, OtherPayerAnswer
from coverwell.kernel.vocabulary.money import Money


def answer(paid: int, *left: int, payer: str = "A", **said: object) -> OtherPayerAnswer:
    adjustments = tuple(Adjustment("PR", "2", Money(each)) for each in left)
    return OtherPayerAnswer(payer, Money(paid), adjustments, **said)


CHARGES = {1: Money(15_000), 2: Money(5_000)}


def test_what_a_payer_takes_from_the_claim_lowers_what_its_lines_were_paid():
    payer = PriorPayer(answer(9_000, 1_000), {1: answer(7_200, 1_800), 2: answer(2_800, 700)})
    found = answers_by_line([payer], CHARGES)
    assert [one.paid for one in found.values()] == [6_480, 2_520]
    assert [[each.amount for each in one.adjustments] for one in found.values()] == [
        [1_800, 720],
        [700, 280],
    ]


def test_two_payers_paid_their_sum_and_the_last_one_says_what_is_left():
    first = answer(7_000, 3_000, payer="A", paid_on=date(2026, 2, 1), medicare=True)
    second = answer(1_000, 2_000, payer="B", paid_on=date(2026, 1, 5))
    both = together([first, second])
    assert (both.payer, both.paid, both.medicare) == ("A, B", 8_000, True)
    assert (both.paid_on, both.adjustments) == (date(2026, 2, 1), second.adjustments)


def test_a_line_that_nobody_answered_has_no_answer_though_the_others_have():
    payer = PriorPayer(answer(7_200), {1: answer(7_200)})
    assert list(answers_by_line([payer], CHARGES)) == [1]


def test_a_payer_that_decided_lines_only_has_answered_too():
    assert answers_by_line([PriorPayer(None, {2: answer(100)})], CHARGES)[2].paid == 100


AMOUNTS = st.integers(0, 100_000)


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), min_size=1, max_size=4), st.data())
def test_the_lines_of_an_answer_come_to_the_answer(lines, data):
    """The sums of what was paid and left are those of the claim, whoever said them where."""
    charges = {at: Money(charge) for at, (charge, _, _) in enumerate(lines)}
    own = {at: answer(paid, left) for at, (_, paid, left) in enumerate(lines)}
    paid = sum(one.paid for one in own.values())
    taken = data.draw(st.integers(0, paid))
    by_line = answers_by_line([PriorPayer(answer(paid - taken, taken), own)], charges)
    whole = answers_by_line([PriorPayer(answer(paid - taken, taken))], charges)
    for found, left in ((by_line, taken + sum(line[2] for line in lines)), (whole, taken)):
        assert sum(one.paid for one in found.values()) == paid - taken
        said = (each.amount for one in found.values() for each in one.adjustments)
        assert sum(said) == left
        assert all(one.paid >= 0 for one in found.values())
