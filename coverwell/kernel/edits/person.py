"""Does the procedure fit the person's age and sex?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from coverwell.kernel.edits.facts import EditFacts, EditTables, Fault
from coverwell.kernel.edits.fault import fault
from coverwell.kernel.reasons.finding import Fact
from coverwell.kernel.vocabulary.claim import Claim, Line
from coverwell.kernel.vocabulary.member import Sex


# Modifier KX or condition code 45 says that the service is right all the same.
_CONFIRMED = ("KX", "45")


def age_on(birth: date, day: date) -> int:
    """Return the age in whole years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def check_person(claim: Claim, facts: EditFacts, tables: EditTables) -> Iterable[Fault]:
    """Deny what cannot be at that age; sex alone never denies what the sender confirmed."""
    for line in claim.lines:
        span = tables.ages.get(line.procedure)
        if span is not None:
            age = age_on(facts.person.birth, line.first)
            if not span[0] <= age <= span[1]:
                told: dict[str, Fact] = {"code": line.procedure, "age": age}
                yield fault(line.number, "age_conflict", tables.sources["person"], **told)
        sex = tables.sexes.get(line.procedure)
        if sex is not None and facts.person.sex not in (sex, Sex.UNKNOWN):
            rule = "sex_review" if _confirmed(claim, line) else "sex_conflict"
            yield fault(line.number, rule, tables.sources["person"], code=line.procedure)


def _confirmed(claim: Claim, line: Line) -> bool:
    """Say whether the sender said that the service is right."""
    form = claim.institutional
    return _CONFIRMED[0] in line.modifiers or (
        form is not None and _CONFIRMED[1] in form.conditions
    )
