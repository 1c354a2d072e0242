"""What one partner asks beyond the guide (SNIP type 7), and the code lists that are kept here.

A profile is text in the notation of the guides:

    for 005010X222A1
      in 2000B
        rule SBR09!=CI/HM refused  # This payer takes commercial claims and those of its HMO only.
      in 2300
        rule CLM01 needs REF:D9    # The clearinghouse's number is needed here.  (hint: warn only)
        hint PWK06 needs NTE       # A note helps to match the attachment.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from coverwell.wire.x12.findings import Severity
from coverwell.wire.x12.guide import Guide, Loop, rows
from coverwell.wire.x12.lists import Lists
from coverwell.wire.x12.situations import (
    SEVERITIES,
    Rule,
    Rules,
    loops_of,
    parse_rule,
    rules_of,
    sorted_rules,
)


@dataclass(frozen=True, slots=True)
class Profile:
    """How a reader judges: a partner's rules as text, and code lists by name (`external.txt`).

    npi says how a National Provider Identifier with a wrong check digit is taken in a claim; in
    other sets it is never more than a warning. Published examples are full of invented ones.
    tolerated are codes by their place, ('SBR09', 'ZZ') or ('CLM05-3', '9'): where the guide does
    not know one of them there, that is no more than a warning.
    """

    rules: str = ""
    lists: Lists = field(default_factory=dict)
    npi: Severity = Severity.REJECT
    tolerated: frozenset[tuple[str, str]] = frozenset()

    def tolerates(self, segment: str, element: int, component: int, value: str) -> bool:
        """Say whether a code that the guide does not know is taken in this place."""
        place = f"{segment}{element:02}" + (f"-{component}" if component else "")
        return (place, value) in self.tolerated


def rules_for(guide: Guide, profile: Profile) -> Rules:
    """The rules of the guide and, for this guide, those of the profile.

    ValueError, with the line, where the profile cannot be understood.
    """
    return _rules(guide, profile.rules) if profile.rules else rules_of(guide)


@lru_cache(maxsize=64)
def _rules(guide: Guide, text: str) -> Rules:
    return sorted_rules((*rules_of(guide).all, *_parsed(guide, text)))


def _parsed(guide: Guide, text: str) -> list[Rule]:
    found: list[Rule] = []
    loops: list[Loop] = []
    ours = False
    for _, words, message in rows(text):
        if words[0] == "for":
            ours = guide.id in words[1:]
        elif words[0] == "in":
            name = words[1] if words[1] != "header" else ""
            loops = [one for one in dict.fromkeys(loops_of(guide.body)) if one.id == name]
            if ours and not loops:
                raise ValueError(f"The guide {guide.id} has no loop {words[1]}.")
        elif ours:
            severity = SEVERITIES.get(words[0])
            if severity is None:
                raise ValueError(f"'{words[0]}' is none of for, in, rule, hint.")
            found += [parse_rule(" ".join(words[1:]), message, loop, severity) for loop in loops]
    return found
