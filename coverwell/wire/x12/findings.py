"""What a reader found wrong, in the terms of the 999 acknowledgment."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """REJECT: what it touches cannot be accepted. WARN: reported, and the content goes on."""

    REJECT = "reject"
    WARN = "warn"


class Level(StrEnum):
    """Which acknowledgment carries a finding, and in which of its segments."""

    INTERCHANGE = "TA1"
    GROUP = "AK9"
    TRANSACTION = "IK5"
    SEGMENT = "IK3"
    ELEMENT = "IK4"
    CLAIM = "277CA"
    APPLICATION = "824"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault, with its exact place.

    code is the code that the acknowledgment of this level uses (TA105, AK905, IK502, IK304,
    IK403; for CLAIM the claim status code of the 277CA, e.g. 400 "out of balance"; for APPLICATION
    the TED01 code of the 824, e.g. 010 "total out of balance"); it is empty where the standard has
    none. segment counts from ST = 1; element, component and repeat (of a repeated element, else 0)
    from 1; offset is the byte where the segment starts, from the start of the input. value is the
    bad text as sent: it may be personal, so message never contains it and logs must not either.
    """

    level: Level
    code: str
    message: str
    severity: Severity = Severity.REJECT
    segment: int = 0
    segment_id: str = ""
    loop: str = ""
    element: int = 0
    component: int = 0
    value: str = ""
    offset: int = 0
    repeat: int = 0

    @property
    def rejects(self) -> bool:
        """True when what the finding touches cannot be accepted."""
        return self.severity is Severity.REJECT

    def __str__(self) -> str:
        place = f"byte {self.offset}"
        if self.segment_id:
            element = f"{self.element:02}" if self.element else ""
            component = f"-{self.component}" if self.component else ""
            repeat = f" repeat {self.repeat}" if self.repeat else ""
            place = (
                f"{self.segment_id}{element}{component}{repeat}, segment {self.segment}, {place}"
            )
        if self.loop:
            place = f"loop {self.loop}, {place}"
        return f"{self.message} ({place}; {self.level.value} {self.code or 'note'})"
