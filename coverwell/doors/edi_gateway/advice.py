"""Application advice (824): what passed the 999 and still cannot be taken in, told to its sender.

A door says what was wrong with a transaction set as a whole (`on_set`) or with one item in it
(`on_item`), and keeps all of it (`keep_824`) in the mailbox of the sender, with the other answers.
What the reader of the format found beyond syntax is told by `found_in`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from coverwell.doors.edi_gateway.interchanges import Interchanges
from coverwell.doors.edi_gateway.mail import Mail, keep_in
from coverwell.services.payer.read import payer
from coverwell.wire.x12.events import Interchange, Transaction
from coverwell.wire.x12.findings import Finding
from coverwell.wire.x12.text import day
from coverwell.wire.x12.transactions.advice_824 import (
    Advice,
    ApplicationError,
    Header824,
    Original,
    advice_of,
    write_advice,
)
from coverwell.wire.x12.transactions.common import Party, Reference
from coverwell.wire.x12.writer import CannotWriteError, words


ITEMS_IN_ONE: Final = 5_000
LONGEST: Final = 60  # characters of TED02
SETS_NUMBER, ITEM_NUMBER = "TN", "IX"  # OTI02
ACCEPT, REJECT = "WQ", "U"  # BGN08
_REJECTED: Final = frozenset(("TR", "IR", "TP", "IP"))


class Problem(NamedTuple):
    """One reason: a code of TED01 and our words; where it stands in the set, and the bad value.

    `segment` counts from ST = 1 and `element` from 1; 0 where no single place is meant.
    """

    code: str
    words: str
    segment_id: str = ""
    segment: int = 0
    element: int = 0
    value: str = ""


def on_set(
    transaction: Transaction,
    problems: Iterable[Problem],
    *,
    refused: bool = True,
    number: str = "",
) -> Advice:
    """Answer a whole set: nothing of it was taken, or all of it with these reservations.

    `number` is what its sender calls it (BGN02, TRN02); without it the control number stands.
    """
    code = "TR" if refused else "TE"
    original = _original(transaction, code, SETS_NUMBER, number or transaction.control)
    return Advice(original, errors=tuple(map(_error, problems)))


def on_item(
    transaction: Transaction,
    position: int,
    problems: Iterable[Problem],
    *,
    refused: bool = True,
    references: Sequence[tuple[str, str]] = (),
) -> Advice:
    """Answer the `position`-th item of a set. `references` are the pairs of REF that name it."""
    original = _original(transaction, "IR" if refused else "IE", ITEM_NUMBER, str(position))
    named = tuple(Reference(kind, value) for kind, value in references if value)
    return Advice(original, references=named, errors=tuple(map(_error, problems)))


def found_in(transaction: Transaction, findings: Iterable[Finding]) -> list[Advice]:
    """What the reader found that no 999 tells: totals and payments that do not add up."""
    told = advice_of(transaction, findings)
    if told is None:
        return []
    whole = _original(transaction, told.original.code, SETS_NUMBER, transaction.control)
    return [told._replace(original=whole)]


def keep_824(known: Interchanges, advice: Sequence[Advice]) -> None:
    """Keep what the sender of the open interchange is told; nothing where there is nothing."""
    if known.to is None:
        return
    for first in range(0, len(advice), ITEMS_IN_ONE):
        number = known.number("824")
        content = _written(known.mail, known.to, advice[first : first + ITEMS_IN_ONE], number)
        keep_in(known.mail, "824", number, content)


def _written(mail: Mail, to: Interchange, advice: Sequence[Advice], number: int) -> bytes:
    """Write it; where the sender's own values break the guide, without those values."""
    envelope, header = mail.envelope(to, "824", number), _header(mail, to, advice, number)
    try:
        return write_advice(envelope, header, advice)
    except CannotWriteError:
        return write_advice(envelope, header, [_bare(one) for one in advice])


def _header(mail: Mail, to: Interchange, advice: Sequence[Advice], number: int) -> Header824:
    us = payer(mail.day)
    rejected = any(one.original.code in _REJECTED for one in advice)
    sender = words(to.sender, 15)
    return Header824(
        f"{mail.file}-{number}",
        mail.day,
        f"{mail.when:%H%M}",
        REJECT if rejected else ACCEPT,
        original_reference=to.control,
        submitter=Party("41", last=words(us.name, 60), id_qualifier="46", id=us.payer_id),
        receiver=Party("40", last=sender or "UNKNOWN", id_qualifier="46", id=sender or "UNKNOWN"),
    )


def _original(transaction: Transaction, code: str, qualifier: str, number: str) -> Original:
    group = transaction.group
    return Original(
        code,
        qualifier,
        words(number, 50) or "0",
        words(group.sender, 15),
        words(group.receiver, 15),
        day(group.date),
        group.time,
        group.control,
        transaction.control,
        transaction.set,
        (transaction.version or group.version)[:12],
    )


def _error(one: Problem) -> ApplicationError:
    return ApplicationError(
        one.code,
        _short(one.words),
        one.segment_id,
        str(one.segment) if one.segment else "",
        (str(one.element),) if one.element else (),
        "",
        words(one.value, 99),
    )


def _short(said: str) -> str:
    """As much of a sentence as TED02 holds, whole words."""
    return textwrap.shorten(words(said, 500), LONGEST, placeholder="...")


def _bare(one: Advice) -> Advice:
    """The same without what a sender wrote: their values are what a guide may not allow."""
    original = Original(
        one.original.code, one.original.qualifier, one.original.number,
        group_control=_digits(one.original.group_control), set=one.original.set,
    )  # fmt: skip
    errors = (error._replace(bad="", segment="", place=()) for error in one.errors)
    return Advice(original, errors=tuple(errors))


def _digits(control: str) -> str:
    return control if control.isascii() and control.isdigit() and len(control) <= 9 else ""
