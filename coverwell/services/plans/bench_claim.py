"""A stated service as a claim of one line, with what is stated about it."""

from __future__ import annotations

from datetime import date, timedelta

from coverwell.kernel.claims.facts import Stated
from coverwell.kernel.claims.known import PREGNANCY
from coverwell.kernel.coverage.care import CareQuestion, classify
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.vocabulary.claim import Claim, Line, Provider
from coverwell.kernel.vocabulary.institutional import Institutional
from coverwell.kernel.vocabulary.money import ZERO, Money
from coverwell.kernel.vocabulary.period import Period
from coverwell.kernel.vocabulary.side import Side
from coverwell.services.plans.bench_question import Service
from coverwell.services.rulebook.load import rulebook


FAMILY_NUMBER = 1
ADULT = 40
INPATIENT_BILL = "0111"


def claim_of(service: Service, day: date) -> Claim:
    """Make the claim of one service; a service with days is an inpatient stay."""
    first = service.day or day
    last = first + timedelta(days=service.days)  # the day of discharge is not counted
    provider = Provider(npi=_rendering(service), tin=_rendering(service))
    line = Line(
        number=1,
        charge=charge_of(service),
        first=first,
        last=last,
        units=service.units,
        procedure=service.procedure,
        modifiers=service.modifiers,
        revenue=service.revenue,
        place=service.place,
        diagnoses=service.diagnoses,
        rendering=provider,
        other_payer=service.other_payer,
    )
    return Claim(
        number=f"{service.number}",
        family=FAMILY_NUMBER,
        person=service.person,
        received=last,
        billing=provider,
        lines=(line,),
        place=service.place,
        institutional=_stay(service, Period(first, last)),
    )


def charge_of(service: Service) -> Money:
    """Return the stated charge; without one the greatest amount that is stated."""
    if service.charge is not None:
        return service.charge
    stated = (service.allowed, service.base, service.rate)
    return max((amount for amount in stated if amount is not None), default=ZERO)


def stated_of(service: Service, plan: Plan) -> Stated:
    """State what the rulebook is not asked about: care, side, tier, worth, approvals."""
    allowed = service.rate if service.rate is not None else service.allowed
    marks = _marks(service)
    return Stated(
        care=care_of(service, plan),
        side=Side.OUT if service.tier == 0 else Side.NETWORK,
        tier=max(service.tier - 1, 0),
        allowed=charge_of(service) if allowed is None else allowed,
        cost_share_base=service.base,
        protected=is_protected(service),
        approved=service.precertification,
        referred=True if _obstetric(service) else service.referral,
        admitted=service.admitted,
        emergency=service.emergency or "emergency" in marks,
        no_network_provider=(
            service.no_network_provider and service.tier == 0 and "preventive" in marks
        ),
    )


def _marks(service: Service) -> frozenset[str]:
    """Return what other rules ask about the kind of care."""
    care = rulebook().cares.get(service.care or _classified(service))
    return frozenset() if care is None else care.marks


def _obstetric(service: Service) -> bool:
    """Say whether no referral may be asked for: care in pregnancy, or by whom the law names."""
    book = rulebook()
    care = book.cares.get(service.care or _classified(service))
    spared = book.protection.nearest(service.day or date.max).no_referral
    return (care is not None and care.event == PREGNANCY) or service.specialty.startswith(spared)


def is_protected(service: Service) -> bool:
    """Say whether the No Surprises rules apply (45 CFR 149.110, 149.130): only out of network.

    Where it is not stated: emergencies, air ambulances, and whatever has a base or a rate.
    """
    if service.tier != 0:
        return False
    if service.protected is not None:
        return service.protected
    emergency = service.emergency or "emergency" in _marks(service)
    priced = service.base is not None or service.rate is not None
    return priced or emergency or (service.care or _classified(service)) == "air ambulance"


def care_of(service: Service, plan: Plan) -> str:
    """Return the row that decides: of the stated care or of the codes, else of what stands in."""
    key = service.care or _classified(service)
    care = rulebook().cares.get(key)
    chain = (key,) if care is None else care.chain
    return next((stand_in for stand_in in chain if stand_in in plan.rows), key)


def _classified(service: Service) -> str:
    question = CareQuestion(
        institutional=bool(service.revenue) or service.days > 0,
        procedure=service.procedure,
        modifiers=service.modifiers,
        revenue=service.revenue,
        place=service.place,
        diagnosis=service.diagnoses[0] if service.diagnoses else "",
        specialty=service.specialty,
        bill_type=INPATIENT_BILL if service.days else "",
        age=ADULT if service.age is None else service.age,
    )
    table = rulebook().care_rules.nearest(service.day or date.max)
    return classify(question, table).care.key


def _rendering(service: Service) -> str:
    """Name who renders: services are one visit where the visit, or provider and day, agree."""
    if service.visit:
        return f"visit {service.visit}"
    return service.provider or f"service {service.number}"


def _stay(service: Service, statement: Period) -> Institutional | None:
    if not service.days:
        return None
    return Institutional(INPATIENT_BILL, statement, admitted=statement.first)
