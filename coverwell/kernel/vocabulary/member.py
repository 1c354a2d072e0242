"""The person a claim is about, and the spans of cover that were in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from coverwell.kernel.vocabulary.period import Period


class Sex(Enum):
    """As stored for the member; it never denies by itself."""

    FEMALE = "F"
    MALE = "M"
    UNKNOWN = "U"


class CoverageTier(Enum):
    """Whether the subscriber covers only themself or also others."""

    SELF_ONLY = "self only"
    FAMILY = "family"


@dataclass(frozen=True, slots=True)
class Person:
    """A member: `number` is unique in the payer.

    `disabled` True means a dependent whom the age limit does not end (45 CFR 147.120 is a floor).
    """

    number: str
    birth: date
    sex: Sex = Sex.UNKNOWN
    dependent: bool = False
    primary_care_provider: str = ""
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """A span in which a person was covered by one edition of a plan ('silver_ppo/2026-01-01').

    `waiting_until` is the last day of a waiting period inside the span. `end_learned` is the day
    on which the end became known; later than the end itself, the end is retroactive. `since` is
    the day from which the person was covered without a break, where that is known.
    """

    period: Period
    edition: str
    tier: CoverageTier = CoverageTier.FAMILY
    unidentifiable: bool = False
    waiting_until: date | None = None
    end_learned: date | None = None
    since: date | None = None
