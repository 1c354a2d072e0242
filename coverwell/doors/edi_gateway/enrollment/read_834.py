"""From the 834's words to ours: one member of a file as an enrollee."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from coverwell.services.enrollment.roster import Action, Chosen, Enrollee, OtherPlan
from coverwell.wire.x12.transactions.common import dated
from coverwell.wire.x12.transactions.enrollment_834 import (
    Coverage834,
    Header834,
    Member834,
    Person834,
)


ACTIONS: Final = {
    "001": Action.CHANGE,
    "021": Action.ADD,
    "024": Action.END,
    "025": Action.REINSTATE,
    "030": Action.AUDIT,
}
HEALTH: Final = frozenset({"HLT", "HMO", "POS", "PPO", "EPO", "MM"})
"""HD03 of medical coverage; other lines (dental, vision) are not ours to enrol."""
SELF_ONLY: Final = frozenset({"EMP", "IND"})
ELIGIBILITY_ENDS: Final = "357"
PRIMARY_CARE: Final = "P3"
CORRECTED: Final = "74"


def enrollee(member: Member834, header: Header834, position: int) -> Enrollee:
    """Say in our words what the file says of a member."""
    person = member.person
    name = person.name if person else None
    facts = person.demographics if person else None
    address = name.address if name else None
    ended = dated(member.dates, ELIGIBILITY_ENDS)
    return Enrollee(
        position,
        ACTIONS.get(member.maintenance, Action.CHANGE),
        member.policy_number or header.policy,
        member.subscriber_number,
        member.relationship,
        first_name=name.first.title() if name else "",
        last_name=name.last.title() if name else "",
        birth_date=facts.birthday if facts else None,
        sex=facts.sex if facts else "",
        street=address.line1.title() if address else "",
        city=address.city.title() if address else "",
        state=address.state if address else "",
        zip_code=address.postal_code if address else "",
        language=_language(person),
        ended=ended.first if ended else None,
        chosen=tuple(_chosen(one) for one in member.coverages if one.line in HEALTH),
        others=tuple(other for one in member.coverages for other in _others(one)),
        formerly=_formerly(member),
    )


def _chosen(coverage: Coverage834) -> Chosen:
    pcp = next((one for one in coverage.providers if one.entity == PRIMARY_CARE), None)
    return Chosen(
        ACTIONS.get(coverage.maintenance, Action.CHANGE),
        coverage.plan,
        coverage.level in SELF_ONLY,
        coverage.begins,
        coverage.ends,
        pcp.id if pcp and pcp.id_qualifier == "XX" else "",
    )


def _others(coverage: Coverage834) -> Iterator[OtherPlan]:
    for other in coverage.others:
        first, last = dated(other.dates, "344"), dated(other.dates, "345")
        for insurer in other.insurers:
            yield OtherPlan(
                insurer.last.title(), first.first if first else None, last.first if last else None
            )


def _formerly(member: Member834) -> tuple[str, str, date | None] | None:
    """Who the member was until now, where the file corrects a name or a birth date."""
    person, wrong = member.person, member.incorrect
    if person is None or wrong is None or person.name.entity != CORRECTED:
        return None
    facts = wrong.demographics or person.demographics
    return (
        wrong.name.first or person.name.first,
        wrong.name.last or person.name.last,
        facts.birthday if facts else None,
    )


def _language(person: Person834 | None) -> str:
    codes = {one.code.lower()[:2] for one in person.languages} if person else set()
    return "es" if codes & {"es", "sp"} else "en" if codes else ""
