"""Code lists that everybody may use, for `Profile(lists=public_lists())`."""

from functools import cache

from coverwell.wire.x12.guide import read_table
from coverwell.wire.x12.lists import Lists


@cache
def public_lists() -> Lists:
    """Places of service and states (guides/code_sets.txt), by the names of `external.txt`."""
    found: dict[str, frozenset[str]] = {}
    for name, *codes in read_table("code_sets.txt"):
        found[name] = found.get(name, frozenset()).union(codes)
    return found
