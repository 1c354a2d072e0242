"""From what other payers decided, in the standard's words, to their answers in ours."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from coverwell.kernel.coordination.answers import PriorPayer, answers_by_line
from coverwell.kernel.vocabulary.claim import Adjustment, Line, OtherPayerAnswer
from coverwell.kernel.vocabulary.money import Money
from coverwell.wire.x12.transactions import common
from coverwell.wire.x12.transactions.claim_837 import Claim837, LineAdjudication, OtherSubscriber


_MEDICARE = ("MA", "MB", "16")  # SBR09: part A, part B, Medicare Advantage
_ORDER = "PSTABCDEFGHU"  # SBR01: who is asked first; U is not known
_FIRST = ("P", "U", "")


def says_second(sent: Claim837) -> bool:
    """Say whether the sender names us as anything but the first to pay (SBR01)."""
    return sent.subscriber.payer_order not in _FIRST


def prior_payers(sent: Claim837) -> tuple[PriorPayer, ...]:
    """Return those who decided the claim before us, in the order in which they were asked."""
    others = [one for one in sent.other_subscribers if one.paid is not None]
    others.sort(key=lambda one: _ORDER.find(one.payer_order))
    by_payer = _adjudications(sent)
    found = [_prior(one, by_payer.pop(_id(one), {})) for one in others]
    # Who decided lines and is nowhere named with what it paid for the claim still has answered.
    return (*found, *(PriorPayer(None, _answers(said)) for said in by_payer.values()))


def with_answers(lines: Iterable[Line], payers: tuple[PriorPayer, ...]) -> Iterator[Line]:
    """Give each line what the payers before us answered for it."""
    known = list(lines)
    if not payers:
        yield from known
        return
    answers = answers_by_line(payers, {line.number: line.charge for line in known})
    for line in known:
        yield replace(line, other_payer=answers.get(line.number))


_Said = Mapping[int, list[LineAdjudication]]


def _adjudications(sent: Claim837) -> dict[str, dict[int, list[LineAdjudication]]]:
    """Loop 2430 of all lines, by payer and by the number of the line."""
    found: dict[str, dict[int, list[LineAdjudication]]] = {}
    for number, line in enumerate(sent.lines, start=1):
        for one in line.adjudications:
            found.setdefault(one.payer_id, {}).setdefault(number, []).append(one)
    return found


def _prior(other: OtherSubscriber, said: _Said) -> PriorPayer:
    medicare = other.filing in _MEDICARE
    lines = {number: replace(one, medicare=medicare) for number, one in _answers(said).items()}
    days = [one.paid_on for one in lines.values() if one.paid_on is not None]
    stated = next((one.first for one in other.dates if one.qualifier == "573"), None)
    whole = OtherPayerAnswer(
        other.payer.last if other.payer else "",
        Money(other.paid or 0),
        _adjustments(other.adjustments),
        stated or max(days, default=None),
        medicare,
    )
    return PriorPayer(
        whole, {number: replace(one, payer=whole.payer) for number, one in lines.items()}
    )


def _answers(said: _Said) -> dict[int, OtherPayerAnswer]:
    return {number: _answer(decided) for number, decided in said.items()}


def _answer(decided: list[LineAdjudication]) -> OtherPayerAnswer:
    """One payer's answer for a line, also where it split the line in several."""
    return OtherPayerAnswer(
        decided[0].payer_id,
        Money(sum(one.paid for one in decided)),
        tuple(item for one in decided for item in _adjustments(one.adjustments)),
        decided[0].decided,
    )


def _adjustments(said: Iterable[common.Adjustment]) -> tuple[Adjustment, ...]:
    return tuple(Adjustment(one.group, one.reason, Money(one.amount)) for one in said)


def _id(other: OtherSubscriber) -> str:
    return other.payer.id if other.payer else ""
