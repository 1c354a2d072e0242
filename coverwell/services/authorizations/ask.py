"""Does it need approval? Asked before anybody fills in a request; nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from coverwell.kernel.claims.needed import Need
from coverwell.kernel.vocabulary.side import Side
from coverwell.services.acting import Actor, acting
from coverwell.services.audit.reads import note_read
from coverwell.services.authorizations.facts import Facts, load_facts
from coverwell.services.authorizations.submit import check_right
from coverwell.services.authorizations.values import Asked
from coverwell.services.eligibility.find_member import find_member
from coverwell.services.explanations.services import service_name
from coverwell.services.rulebook.load import rulebook


@dataclass(frozen=True, slots=True)
class Needs:
    """The answer for one service; `need` is required, not needed, spared or not covered.

    `says` is the plan's own sentence, `care` the key of the kind of care.
    """

    code: str
    care: str
    need: str
    inside: bool
    referral: bool
    says: str

    def name(self, language: str) -> str:
        """Say what the service is, in words."""
        named = service_name(self.code, language)
        return named or rulebook().care_names[language].get(self.care, self.care)


@dataclass(frozen=True, slots=True)
class NeedAnswer:
    """The answer for each service, the list it was read from; or why there is none."""

    day: date
    services: tuple[Needs, ...] = ()
    edition: str = ""
    source: str = ""
    refused: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Say whether anything must be asked for."""
        return any(one.need == Need.REQUIRED.value for one in self.services)


def ask_need(asked: Asked, at: datetime, actor: Actor) -> NeedAnswer:
    """Answer by the same tables as a claim on that day; DeniedError as for a request."""
    check_right(asked.tax_id, actor)
    day = asked.first or at.date()
    with acting(actor.as_engine()):
        found = find_member(asked.search)
        person = found.person
        if person is None:
            return NeedAnswer(day, refused=found.refused)
        facts = load_facts(person, replace(asked, first=day), at.date())
        if facts.plan is None:
            return NeedAnswer(day, refused=("not_covered_then",))
        note_read("cw_members_person", [f"{person.family_id}-{person.number}"], person.family_id)
        return NeedAnswer(
            day,
            tuple(_needs(facts)),
            facts.plan.edition,
            rulebook().precertification.nearest(day).source,
        )


def _needs(facts: Facts) -> list[Needs]:
    return [
        Needs(
            service.code,
            need.care,
            need.need.value,
            need.side is Side.NETWORK,
            need.referral,
            need.says,
        )
        for service, need in zip(facts.services, facts.needs, strict=True)
    ]
