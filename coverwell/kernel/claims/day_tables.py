"""The tables that every line asks, as in force on its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coverwell.kernel.claims.facts import Tables
from coverwell.kernel.coverage.care import CareRules
from coverwell.kernel.coverage.emergency import EmergencyCodes
from coverwell.kernel.coverage.protection import ProtectionTables
from coverwell.kernel.policy.criteria import Policies
from coverwell.kernel.policy.precertification import PrecertificationList
from coverwell.kernel.vocabulary.memory import MadeOnce


@dataclass(frozen=True, slots=True, eq=False)
class DayTables:
    """One for all days on which the same editions are in force, so that it is told by identity."""

    care_rules: CareRules
    emergency: EmergencyCodes
    protection: ProtectionTables
    policies: Policies
    precertification: PrecertificationList


class _Calendar:
    """The tables of a rulebook by day."""

    __slots__ = ("_days", "_editions", "_tables")

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._days: dict[date, DayTables] = {}
        self._editions: dict[tuple[int, ...], DayTables] = {}

    def on(self, day: date) -> DayTables:
        """Return the tables in force on a day."""
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = self._found(day)
        return found

    def _found(self, day: date) -> DayTables:
        tables = self._tables
        editions = (
            tables.care_rules.nearest(day),
            tables.emergency.nearest(day),
            tables.protection.nearest(day),
            tables.coverage_policies.nearest(day),
            tables.precertification.nearest(day),
        )
        return self._editions.setdefault(tuple(map(id, editions)), DayTables(*editions))


_CALENDARS: MadeOnce[Tables, _Calendar] = MadeOnce(_Calendar, 16)


def day_tables(tables: Tables, day: date) -> DayTables:
    """Return the tables of a rulebook in force on a day."""
    return _CALENDARS.of(tables).on(day)
