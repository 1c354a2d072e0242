"""A coverage question in our own words, whatever door it came by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import orjson


GENERAL: Final = "30"
"""The service type of a question about the plan as a whole."""


@dataclass(frozen=True, slots=True)
class Search:
    """What the asker knows of a person: all that is given must match.

    Enough are the member id with the last name or the birth date, or both names with the birth
    date. `patient`: a dependent is asked about, whom the subscriber's id alone does not name.
    """

    member_id: str = ""
    first_name: str = ""
    last_name: str = ""
    birth_date: date | None = None


@dataclass(frozen=True, slots=True)
class CoverageQuestion:
    """Who, for which days (None: the day of the question), which kinds of service.

    `service_types` are codes of the 270 (EQ01), `procedures` procedure codes. `tax_id` and `npi`
    name the office that asks; a member or the payer's staff leave them empty.
    """

    search: Search
    first: date | None = None
    last: date | None = None
    service_types: tuple[str, ...] = (GENERAL,)
    procedures: tuple[str, ...] = ()
    tax_id: str = ""
    npi: str = ""

    def stored(self) -> str:
        """Return it as the table of answers keeps it."""
        return orjson.dumps(self).decode()
