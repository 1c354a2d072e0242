"""Code lists that others keep (ICD-10, HCPCS, taxonomy, …): asked only when the caller has them.

`external.txt` says where the codes of each list stand; the caller passes the lists by name.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.guide import read_table
from coverwell.wire.x12.inspect import Fault


Lists = Mapping[str, Container[str]]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where codes of a list stand: element (0: any), component, and the qualifier before it."""

    name: str
    element: int
    component: int
    qualifier_element: int
    qualifier_component: int
    qualifiers: frozenset[str]
    status: str


def _at(word: str) -> tuple[int, int]:
    element, _, component = word.partition("-")
    return int(element.replace("*", "0")), int(component or 0)


@cache
def _places() -> Mapping[str, tuple[_Place, ...]]:
    """The table by segment id."""
    found: dict[str, tuple[_Place, ...]] = {}
    for name, segment_id, where, when, status in read_table("external.txt"):
        before, _, codes = when.partition("=")
        qualifier = _at(before) if codes else (0, 0)
        qualifiers = frozenset(one.strip("-") for one in codes.split("/") if one)
        place = _Place(name, *_at(where), *qualifier, qualifiers, status.strip("-"))
        found[segment_id] = (*found.get(segment_id, ()), place)
    return found


def list_faults(
    segment_id: str, text: str, lists: Lists, delimiters: Delimiters
) -> Iterator[Fault]:
    """The codes in one segment that their list does not hold."""
    places = [place for place in _places().get(segment_id, ()) if place.name in lists]
    if not places:
        return
    values = [value.split(delimiters.component) for value in text.split(delimiters.element)]
    for place in places:
        for at in [place.element] if place.element else range(1, len(values)):
            before = _value(values, place.qualifier_element or at, place.qualifier_component)
            if place.qualifiers and before not in place.qualifiers:
                continue
            code = _value(values, at, place.component)
            if code and code not in lists[place.name]:
                message = f"The code is not in the list {place.name} as it is kept here."
                yield Fault(at, place.component, place.status or "7", message, code)


def _value(values: list[list[str]], element: int, component: int) -> str:
    parts = values[element] if element < len(values) else []
    at = max(component - 1, 0)
    return parts[at] if at < len(parts) else ""
