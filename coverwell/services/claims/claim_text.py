"""A claim in our words as one JSON text, and back; what a claim does not say is left out."""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from coverwell.kernel.vocabulary.claim import Claim


# JSON values have no type that strict typing could name; both ends are the frozen Claim.
Write = Callable[[Any], Any]
Read = Callable[[Any], Any]
_NOTHING = object()


def claim_text(claim: Claim) -> str:
    """Write a claim."""
    return json.dumps(_write(Claim)(claim), separators=(",", ":"))


def read_claim(text: str) -> Claim:
    """Read a claim; ValueError, KeyError or TypeError where the text is none."""
    read: Claim = _read(Claim)(json.loads(text))
    return read


@cache
def _write(kind: Any) -> Write:
    """Return what turns a value of a type into JSON."""
    if is_dataclass(kind):
        return _object_writer(kind)
    if _is_row(kind):
        writers = [_write(hint) for hint in _hints(kind).values()]
        return lambda row: [write(one) for write, one in zip(writers, row, strict=True)]
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        write = _write(inner[0])
        return lambda many: [write(one) for one in many]
    if origin in (UnionType, Union):
        write = _write(inner[0])
        return lambda one: None if one is None else write(one)
    return _write_plain(kind)


def _write_plain(kind: Any) -> Write:
    if kind in (date, Decimal):
        return str
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda one: one.value
    return lambda one: one


def _object_writer(kind: Any) -> Write:
    """Write the parts of a dataclass that differ from what holds without them."""
    hints = _hints(kind)
    parts = [(f.name, _default(f), _write(hints[f.name])) for f in fields(kind)]

    def write(value: Any) -> dict[str, Any]:
        said = {}
        for name, default, written in parts:
            one = getattr(value, name)
            if one is not default and one != default:
                said[name] = written(one)
        return said

    return write


@cache
def _read(kind: Any) -> Read:
    """Return what makes a value of a type from JSON."""
    if is_dataclass(kind) or _is_row(kind):
        return _object_reader(kind)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        read = _read(inner[0])
        return lambda many: tuple([read(one) for one in many])
    if origin in (UnionType, Union):
        read = _read(inner[0])
        return lambda one: None if one is None else read(one)
    return date.fromisoformat if kind is date else kind


def _object_reader(kind: Any) -> Read:
    readers = {name: _read(hint) for name, hint in _hints(kind).items()}
    if _is_row(kind):
        rows = list(readers.values())
        return lambda row: kind(*[read(one) for read, one in zip(rows, row, strict=True)])
    plain = frozenset(name for name, read in readers.items() if read in (str, bool))

    def read(said: Mapping[str, Any]) -> Any:
        return kind(
            **{name: one if name in plain else readers[name](one) for name, one in said.items()}
        )

    return read


def _is_row(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields")


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _default(field: Any) -> Any:
    if field.default is not MISSING:
        return field.default
    return _NOTHING
