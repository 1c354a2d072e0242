"""A claim in our words as one JSON text, and back; what a claim does not say is left out.

The content that is kept with a claim does not name it: number, family, person and the claim that
it corrects stand in columns beside it, and are given again where it is read.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from operator import attrgetter
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import orjson

from coverwell.kernel.vocabulary.claim import Adjustment, Claim, Diagnosis, Provider
from coverwell.kernel.vocabulary.institutional import CodedDate, CodedProcedure, CodedValue
from coverwell.services.claims.numbers import claim_number


# JSON values have no type that strict typing could name; both ends are the frozen Claim.
Write = Callable[[Any], Any]
Read = Callable[[Any], Any]
_NOTHING = object()
# Written as lists of their parts; everything else as an object with the parts that differ from
# what holds without them.
_ROWS: Final = frozenset((Adjustment, Provider, Diagnosis, CodedDate, CodedValue, CodedProcedure))
_IDENTITY: Final = ("number", "family", "person", "replaces")


def claim_text(claim: Claim) -> str:
    """Write a claim whole."""
    return _encoded(_write(Claim)(claim))


def content_text(claim: Claim) -> str:
    """Write what a claim says, without who it is."""
    said = _write(Claim)(claim)
    for name in _IDENTITY:
        said.pop(name, None)
    return _encoded(said)


def read_claim(text: str) -> Claim:
    """Read a whole claim; ValueError, KeyError or TypeError where the text is none."""
    read: Claim = _read(Claim)(orjson.loads(text))
    return read


def read_content(text: str, claim: int, family: int, person: str, corrects: int | None) -> Claim:
    """Read the content of a claim of ours; `corrects` is the claim that it replaces or voids."""
    said = orjson.loads(text)
    said["number"], said["family"], said["person"] = claim_number(claim), family, person
    said["replaces"] = "" if corrects is None else claim_number(corrects)
    read: Claim = _read(Claim)(said)
    return read


def _encoded(said: Mapping[str, Any]) -> str:
    try:
        return orjson.dumps(said, default=tuple).decode()
    except orjson.JSONEncodeError:
        # An amount beyond 64 bits: the claim will be rejected, and is kept as it was sent.
        return json.dumps(said)


@cache
def _write(kind: Any) -> Write:
    """Return what turns a value of a type into JSON."""
    if is_dataclass(kind):
        return _object_writer(kind)
    if kind in _ROWS:
        writers = [_write(hint) for hint in _hints(kind).values()]
        plain = all(writer is _same for writer in writers)
        return (
            _same if plain else lambda row: [w(one) for w, one in zip(writers, row, strict=True)]
        )
    origin, inner = get_origin(kind), get_args(kind)
    write = _write(inner[0]) if origin in (tuple, UnionType, Union) else _write_plain(kind)
    if write is _same:
        return _same  # JSON writes it as it is
    if origin is tuple:
        return lambda many: [write(one) for one in many]
    return write if origin is None else lambda one: None if one is None else write(one)


def _write_plain(kind: Any) -> Write:
    if kind is date:
        return date.isoformat
    if kind is Decimal:
        return str
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda one: one.value
    return _same


def _same(value: Any) -> Any:
    return value


def _object_writer(kind: Any) -> Write:
    """Write the parts of a dataclass that differ from what holds without them."""
    hints = _hints(kind)
    parts = [(f.name, _default(f), _write(hints[f.name])) for f in fields(kind)]
    values = attrgetter(*[name for name, _, _ in parts])

    def write(value: Any) -> dict[str, Any]:
        return {
            name: one if written is _same else written(one)
            for (name, default, written), one in zip(parts, values(value), strict=True)
            if one is not default and one != default
        }

    return write


@cache
def _read(kind: Any) -> Read:
    """Return what makes a value of a type from JSON."""
    if kind in _ROWS:
        rows = [_read(hint) for hint in _hints(kind).values()]
        return lambda row: kind(*[read(one) for read, one in zip(rows, row, strict=True)])
    if is_dataclass(kind):
        return _object_reader(kind)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        read = _read(inner[0])
        return tuple if read in (str, bool) else lambda many: tuple([read(one) for one in many])
    if origin in (UnionType, Union):
        read = _read(inner[0])
        return lambda one: None if one is None else read(one)
    return date.fromisoformat if kind is date else kind


def _object_reader(kind: Any) -> Read:
    readers = {name: _read(hint) for name, hint in _hints(kind).items()}
    other = [(name, read) for name, read in readers.items() if read not in (str, bool)]

    def read(said: dict[str, Any]) -> Any:
        for name, made in other:
            if name in said:
                said[name] = made(said[name])
        return kind(**said)

    return read


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _default(field: Any) -> Any:
    if field.default is not MISSING:
        return field.default
    return _NOTHING
