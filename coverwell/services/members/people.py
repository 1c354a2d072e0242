"""The people that somebody may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coverwell.records.members.models import Person
from coverwell.services.acting import Actor, acting
from coverwell.services.addresses import in_address
from coverwell.services.claims.numbers import member_id, split_member_id
from coverwell.services.theirs import theirs


@dataclass(frozen=True, slots=True)
class Member:
    """A person as pages name them."""

    family: int
    number: int
    first_name: str
    last_name: str
    member_id: str
    birth_date: date
    language: str

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def reference(self) -> str:
        """What stands for this person in an address."""
        return in_address(self.member_id)


def people(actor: Actor) -> tuple[Member, ...]:
    """Return the persons that a member may see: themself and those they act for."""
    with acting(actor):
        mine = Person.objects.filter(theirs(actor, tax_id="", person="number"))
        rows = mine.select_related("family").order_by("family_id", "number")
        return tuple(member(row) for row in rows)


def patient(number: str, birth_date: date, actor: Actor) -> Member | None:
    """Find a patient by member ID and birth date, which together an office must know.

    An office may ask about anybody whose card it was shown; nothing is listed.
    """
    split = split_member_id(number)
    if split is None:
        return None
    with acting(actor.as_engine()):
        rows = Person.objects.select_related("family").filter(
            family__subscriber_number=split[0], birth_date=birth_date
        )
        if split[1] is not None:
            rows = rows.filter(number=split[1])
        found = list(rows[:2])
    return member(found[0]) if len(found) == 1 else None


def member(row: Person) -> Member:
    """Name a person."""
    return Member(
        family=row.family_id,
        number=row.number,
        first_name=row.first_name,
        last_name=row.last_name,
        member_id=member_id(row.family.subscriber_number, row.number),
        birth_date=row.birth_date,
        language=row.language,
    )
