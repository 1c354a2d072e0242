"""What the bank sends back is posted: returned payments, and corrections of accounts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from coverwell.services.acting import Actor
from coverwell.services.payments.accounts import AccountRefusedError
from coverwell.services.payments.returns import ReturnRefusedError, apply_correction, note_return
from coverwell.wire.nacha.corrections import Corrected, read_corrections
from coverwell.wire.nacha.returns import Returned, read_returns


@dataclass(frozen=True, slots=True)
class ReturnsRead:
    """What became of each payment of a file: the words name the payment, or say why not."""

    posted: tuple[str, ...]
    corrected: tuple[str, ...]
    known: tuple[str, ...]
    refused: tuple[str, ...]


def post_returns(data: bytes, on: date, actor: Actor) -> ReturnsRead:
    """Post each return and follow each correction of a file; a bad one never stops the rest.

    NotAReturnFileError where the bytes are no such file; then nothing is posted.
    """
    became: dict[str, list[str]] = {
        word: [] for word in ("posted", "corrected", "known", "refused")
    }
    for who, word, work in _steps(data, on, actor):
        try:
            new = work()
        except (ReturnRefusedError, AccountRefusedError) as fault:
            became["refused"].append(f"{who}: {fault}")
            continue
        became[word if new else "known"].append(who)
    return ReturnsRead(**{word: tuple(names) for word, names in became.items()})


Step = tuple[str, str, Callable[[], bool]]


def _steps(data: bytes, on: date, actor: Actor) -> Iterator[Step]:
    returns, corrections = read_returns(data), read_corrections(data)
    for one in returns:
        yield one.id, "posted", _noting(one, on, actor)
    for other in corrections:
        yield other.id, "corrected", _correcting(other, on, actor)


def _noting(one: Returned, on: date, actor: Actor) -> Callable[[], bool]:
    return lambda: note_return(one.id, one.reason, one.amount, on, actor)


def _correcting(one: Corrected, on: date, actor: Actor) -> Callable[[], bool]:
    def work() -> bool:
        if not one.values:
            raise ReturnRefusedError(
                f"The bank's {one.code} corrects nothing of the account: a person follows it up."
            )
        return apply_correction(one.id, dict(one.values), on, actor)

    return work
