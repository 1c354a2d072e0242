"""Writes 270 and 271 files (X279A1): strict, with the levels numbered."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from coverwell.wire.x12.guide import guide_named
from coverwell.wire.x12.transactions.eligibility import (
    ANSWER,
    INQUIRY,
    SHAPES,
    VERSION,
    Eligibility,
)
from coverwell.wire.x12.transactions.levels import Branch, write_levels
from coverwell.wire.x12.writer import Envelope, interchange


def write_inquiries(envelope: Envelope, inquiries: Iterable[Eligibility]) -> bytes:
    """One interchange with one 270 for each run of questions under one header.

    Raises CannotWriteError where a value does not fit the guide.
    """
    return _write(envelope, INQUIRY, inquiries)


def write_answers(envelope: Envelope, answers: Iterable[Eligibility]) -> bytes:
    """One interchange with one 271 for each run of answers under one header.

    Raises CannotWriteError where a value does not fit the guide.
    """
    return _write(envelope, ANSWER, answers)


def _write(envelope: Envelope, name: str, messages: Iterable[Eligibility]) -> bytes:
    guide = guide_named(name)
    runs = groupby(messages, key=lambda message: message.header)
    sets = ((guide.set, list(_set(name, run))) for _, run in runs)
    return interchange(envelope, guide.group, VERSION, sets)


def _set(name: str, messages: Iterable[Eligibility]) -> Iterator[str]:
    return write_levels(name, SHAPES[name], map(_branch, messages))


def _branch(message: Eligibility) -> Branch:
    levels = (
        ("2000A", message.source),
        ("2000B", message.receiver),
        ("2000C", message.subscriber),
        ("2000D", message.dependent),
    )
    there = [(loop, value) for loop, value in levels if value is not None]
    loops = tuple(loop for loop, _ in there)
    values = tuple(value for _, value in there)
    return Branch(message.header, loops, values, leaf=True)
