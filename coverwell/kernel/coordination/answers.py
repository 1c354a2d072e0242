"""What those who paid before us answered, brought to the lines of a claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from coverwell.kernel.vocabulary.claim import Adjustment, Claim, OtherPayerAnswer
from coverwell.kernel.vocabulary.money import Money
from coverwell.kernel.vocabulary.spread import spread


@dataclass(frozen=True, slots=True)
class PriorPayer:
    """A payer before us: its answer for the claim, and for lines by their number.

    With answers for lines, the adjustments of `whole` are those beside the lines: they lower what
    the lines were paid (section 1.4.4 of the 837 guides).
    """

    whole: OtherPayerAnswer | None
    lines: Mapping[int, OtherPayerAnswer] = field(default_factory=dict)


def names_others(claim: Claim) -> bool:
    """Say whether a claim says that another payer comes before us or has answered."""
    if claim.said_second or claim.other_payers:
        return True
    return any(line.other_payer is not None for line in claim.lines)


def answers_by_line(
    payers: Sequence[PriorPayer], charges: Mapping[int, Money]
) -> dict[int, OtherPayerAnswer]:
    """Return for each line what all payers before us answered together, in their order.

    `charges` are those of the claim's lines by number. A line that nobody answered is left out.
    """
    found: dict[int, list[OtherPayerAnswer]] = {}
    for payer in payers:
        for number, answer in _by_line(payer, charges).items():
            found.setdefault(number, []).append(answer)
    return {number: together(answers) for number, answers in found.items()}


def together(answers: Sequence[OtherPayerAnswer]) -> OtherPayerAnswer:
    """Take the answers of several payers as one.

    What they paid adds up; what is left to the patient is what the last of them left, for each
    decided on what the one before had left.
    """
    last = answers[-1]
    if len(answers) == 1:
        return last
    days = [one.paid_on for one in answers if one.paid_on is not None]
    return replace(
        last,
        payer=", ".join(dict.fromkeys(one.payer for one in answers)),
        paid=Money(sum(one.paid for one in answers)),
        paid_on=max(days, default=None),
        medicare=any(one.medicare for one in answers),
    )


def _by_line(payer: PriorPayer, charges: Mapping[int, Money]) -> dict[int, OtherPayerAnswer]:
    if payer.whole is None:
        return dict(payer.lines)
    if not payer.lines:
        return _spread(payer.whole, charges)
    return _lowered(payer.lines, payer.whole)


def _spread(whole: OtherPayerAnswer, charges: Mapping[int, Money]) -> dict[int, OtherPayerAnswer]:
    """Spread an answer for the whole claim over its lines by charge."""
    weights = list(charges.values())
    paid = spread(whole.paid, weights)
    parts = [(item, spread(item.amount, weights)) for item in whole.adjustments]
    return {
        number: replace(
            whole,
            paid=Money(paid[at]),
            adjustments=tuple(
                Adjustment(item.group, item.code, Money(split[at])) for item, split in parts
            ),
        )
        for at, number in enumerate(charges)
    }


def _lowered(
    lines: Mapping[int, OtherPayerAnswer], whole: OtherPayerAnswer
) -> dict[int, OtherPayerAnswer]:
    """Take the adjustments of the claim from what its lines were paid, in proportion to it."""
    found = dict(lines)
    for item in whole.adjustments:
        shares = spread(item.amount, [one.paid for one in found.values()])
        for number, share in zip(list(found), shares, strict=True):
            one = found[number]
            said = (*one.adjustments, Adjustment(item.group, item.code, Money(share)))
            found[number] = replace(one, paid=Money(one.paid - share), adjustments=said)
    return found
