"""The code lists that `coverwell x12 check` asks."""

from __future__ import annotations

import warnings
from typing import Final

from coverwell.wire.x12.code_sets import public_lists
from coverwell.wire.x12.lists import Lists


CATEGORY: Final = 3


class _Diagnoses:
    """ICD-10-CM as the library has it; loaded when a file holds a diagnosis (it takes a second).

    The library has the codes of one year and a file may be of another, so a code passes where its
    category (three characters) is known; whether it held on its day is for the edits to say.
    """

    def __contains__(self, code: object) -> bool:
        """Say whether the code, or at least its category, is in the list."""
        with warnings.catch_warnings():  # the library opens its data in a way of old
            warnings.simplefilter("ignore", DeprecationWarning)
            from simple_icd_10_cm import is_valid_item  # noqa: PLC0415 - only where it is asked
        known: bool = is_valid_item(code) or is_valid_item(str(code)[:CATEGORY])
        return known


def shipped_lists() -> Lists:
    """States, places of service and ICD-10-CM, by the names of `external.txt`."""
    return {**public_lists(), "icd10cm": _Diagnoses()}
