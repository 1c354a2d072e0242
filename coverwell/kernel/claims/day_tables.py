"""The tables that every line asks, as in force on its day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from coverwell.kernel.claims.facts import Tables
from coverwell.kernel.coverage.care import CareRules
from coverwell.kernel.coverage.emergency import EmergencyCodes
from coverwell.kernel.coverage.protection import ProtectionTables
from coverwell.kernel.policy.criteria import Policies
from coverwell.kernel.policy.precertification import PrecertificationList
from coverwell.kernel.vocabulary.memory import ByDay, MadeOnce


@dataclass(frozen=True, slots=True, eq=False)
class DayTables:
    """One for all days on which the same editions are in force, so that it is told by identity."""

    care_rules: CareRules
    emergency: EmergencyCodes
    protection: ProtectionTables
    policies: Policies
    precertification: PrecertificationList
    named: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Gather the procedures that any table but the rules of care names."""
        named = frozenset().union(
            self.emergency.procedures,
            self.protection.air_ambulance,
            self.policies,
            *self.precertification.by_care.values(),
        )
        object.__setattr__(self, "named", named)


def _by_day(tables: Tables) -> ByDay[DayTables]:
    def editions(
        day: date,
    ) -> tuple[CareRules, EmergencyCodes, ProtectionTables, Policies, PrecertificationList]:
        return (
            tables.care_rules.nearest(day),
            tables.emergency.nearest(day),
            tables.protection.nearest(day),
            tables.coverage_policies.nearest(day),
            tables.precertification.nearest(day),
        )

    return ByDay(editions, lambda day: DayTables(*editions(day)))


_KNOWN: MadeOnce[Tables, ByDay[DayTables]] = MadeOnce(_by_day, 16)


def day_tables(tables: Tables, day: date) -> DayTables:
    """Return the tables of a rulebook in force on a day."""
    return _KNOWN.of(tables).on(day)
