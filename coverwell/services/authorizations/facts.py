"""What a request is about, loaded: the person, their plan, who gives the care, what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from coverwell.kernel.claims.facts import ProviderFacts
from coverwell.kernel.claims.needed import Need, Needed, Planned, needed
from coverwell.kernel.coverage.cover import covered_on
from coverwell.kernel.plan.plan import Plan, ReferralRule
from coverwell.kernel.vocabulary.claim import (
    NO_PROVIDER,
    Claim,
    Diagnosis,
    DiagnosisRole,
    Line,
    Provider,
)
from coverwell.kernel.vocabulary.institutional import Institutional
from coverwell.kernel.vocabulary.money import ZERO
from coverwell.kernel.vocabulary.period import Period
from coverwell.kernel.vocabulary.side import Side
from coverwell.records.providers.models import Group, Practitioner
from coverwell.services.authorizations.values import Asked, Kind, Place, Service
from coverwell.services.claims.facts import Setting, claim_facts
from coverwell.services.claims.family import Family, Insured, Waiting
from coverwell.services.claims.load import load_families, load_offices
from coverwell.services.claims.numbers import member_id
from coverwell.services.claims.terms import published_plans
from coverwell.services.eligibility.find_member import Member
from coverwell.services.eligibility.inquiry_tables import service_types
from coverwell.services.estimates.question import SOME_ILLNESS
from coverwell.services.plans.law import self_only_maximums
from coverwell.services.rulebook.load import rulebook


ROOM, PSYCHIATRIC_ROOM = "0120", "0124"
"""Revenue codes of a day in hospital, for a stay of which nothing else is said."""
INPATIENT_BILL, OFFICE, HOSPITAL = "0111", "11", "21"
MENTAL_HEALTH: Final = "mental health"
"""The mark of rulebook/codes/care.yaml."""
LONGEST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Facts:
    """Who a request is about, and what it needs.

    `plan` None: no plan covers the first day. `own_doctor`: the primary care provider asks.
    `provider` is who gives the care, as far as we know them.
    """

    person: Member
    family: Family
    plan: Plan | None
    services: tuple[Service, ...]
    needs: tuple[Needed, ...]
    provider: Place
    age: int
    own_doctor: bool = False
    referral_needed: bool = False


def load_facts(person: Member, asked: Asked, as_of: date) -> Facts:
    """Load them; inside `acting` as the engine. `asked` must state its days."""
    family = load_families([person.family_id])[0]
    provider = known_place(asked.provider, asked)
    services = services_of(asked)
    claim = _planned_claim(person, asked, services, provider)
    setting = Setting(
        as_of,
        published_plans({span.plan_key for span in family.spans}),
        load_offices([_waiting(claim, person)]),
        rulebook(),
        self_only_maximums(),
    )
    facts = claim_facts(_waiting(claim, person), family, setting)
    first = claim.lines[0].first
    cover = covered_on(first, facts.covers, facts.person).cover
    plan = None if cover is None else setting.plans.get(cover.edition)
    age = _age(person.birth_date, first)
    if plan is None:
        return Facts(person, family, None, services, (), provider, age)
    stands = facts.provider or ProviderFacts(Side.OUT)
    found = needed(Planned(claim, facts, plan, stands, rulebook()))
    return Facts(
        person,
        family,
        plan,
        services,
        found,
        provider,
        age,
        own_doctor=_own_doctor(asked, family.insured[person.number]),
        referral_needed=plan.referral is not ReferralRule.NOT_NEEDED,
    )


def services_of(asked: Asked) -> tuple[Service, ...]:
    """Return what is asked for, each with its days and units; a bare stay is its room.

    A bare referral is its visits.
    """
    first = asked.first or date.min
    last = asked.last or first
    rows = asked.services
    if not rows and asked.kind == Kind.ADMISSION:
        room = PSYCHIATRIC_ROOM if asked.behavioral else ROOM
        days = asked.quantity or max((last - first).days, 1)
        rows = (Service(revenue=room, units=days),)
    if not rows and asked.kind == Kind.REFERRAL:
        rows = (Service(units=asked.quantity),)
    return tuple(
        Service(
            one.code,
            one.modifiers,
            one.revenue,
            one.units,
            one.first or first,
            one.last or one.first or last,
            one.trace,
        )
        for one in rows
    )


def known_place(said: Place, asked: Asked) -> Place:
    """Fill in the tax id, NPI and name of an office that is ours; nothing said: who asks."""
    nobody = not (said.npi or said.tax_id or said.name)
    npi, tax_id = (asked.npi, asked.tax_id) if nobody else (said.npi, said.tax_id)
    name = asked.requester if nobody else said.name
    if npi:
        person = Practitioner.objects.select_related("group").filter(npi=npi).first()
        group = person.group if person else Group.objects.filter(npi=npi).first()
        return Place(group.tax_id if group else tax_id, npi, name or _name(group))
    group = Group.objects.filter(tax_id=tax_id).first() if tax_id else None
    return Place(tax_id, group.npi if group else "", name or _name(group))


def _name(group: Group | None) -> str:
    return "" if group is None else group.name


def _specialty(npi: str) -> str:
    """The specialty decides whether a visit is a specialist's."""
    own = Practitioner.objects.filter(npi=npi).first() if npi else None
    return own.taxonomy if own else ""


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _own_doctor(asked: Asked, who: Insured) -> bool:
    day = asked.first or date.min
    mine = {
        one.pcp_npi for one in who.spans if Period(one.first, one.last).covers(day) and one.pcp_npi
    }
    return asked.npi in mine or any(
        tax_id == asked.tax_id
        for tax_id in Practitioner.objects.filter(npi__in=mine).values_list(
            "group__tax_id", flat=True
        )
    )


def _waiting(claim: Claim, person: Member) -> Waiting:
    return Waiting(0, person.number, claim, None, None, 0, None)


def _planned_claim(
    person: Member, asked: Asked, services: tuple[Service, ...], provider: Place
) -> Claim:
    """Make the claim that the provider would send."""
    illness = asked.diagnoses[0] if asked.diagnoses else SOME_ILLNESS
    first = asked.first or date.min
    stay = None
    if asked.kind == Kind.ADMISSION:
        stay = Institutional(INPATIENT_BILL, Period(first, asked.last or first), admitted=first)
    place = asked.place or (HOSPITAL if stay else OFFICE)
    rows = services or (Service(first=first, last=asked.last or first),)
    return Claim(
        number="",
        family=person.family_id,
        person=member_id(person.subscriber, person.number),
        received=first,
        billing=Provider(provider.npi, provider.tax_id, _specialty(provider.npi)),
        lines=tuple(_line(number, one, place, illness) for number, one in enumerate(rows, 1)),
        diagnoses=(Diagnosis(illness, DiagnosisRole.PRINCIPAL),),
        place=place,
        facility=Provider(asked.facility.npi) if asked.facility.npi else NO_PROVIDER,
        institutional=stay,
    )


def _line(number: int, service: Service, place: str, illness: str) -> Line:
    first = service.first or date.min
    return Line(
        number,
        ZERO,
        first,
        service.last or first,
        units=Decimal(service.units or 1),
        procedure=service.code,
        modifiers=service.modifiers,
        revenue=service.revenue,
        place=place,
        diagnoses=(illness,),
    )


def is_behavioral(service_type: str, day: date) -> bool:
    """Say whether a service type is mental health or substance use care."""
    kind = service_types(day).get(service_type)
    cares = rulebook().cares
    return kind is not None and any(MENTAL_HEALTH in cares[key].marks for key in kind.cares)


def asks_for_approval(need: Needed) -> bool:
    """Say whether a person or a rule must look at a service."""
    return need.need in (Need.REQUIRED, Need.NOT_COVERED)
