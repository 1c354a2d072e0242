"""What persons denied, in the kernel's words: the engine takes their word, with their name."""

from collections.abc import Iterable

from coverwell.kernel.reasons.codes import Codes, problem
from coverwell.kernel.reasons.finding import Finding
from coverwell.kernel.reasons.problem import Problem
from coverwell.kernel.vocabulary.money import ZERO
from coverwell.services.claims.family import Denied


def judged(denied: Iterable[Denied], codes: Codes) -> tuple[Problem, ...]:
    """Say denials as problems of their lines, with who stands for each."""
    return tuple(
        problem(Finding(one.rule, ZERO, {"by": one.signed or one.by}, "review"), one.line, codes)
        for one in denied
    )
