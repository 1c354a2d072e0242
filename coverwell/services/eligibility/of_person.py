"""The answer about one person: cover, plan, yearly amounts, benefits, who else pays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from coverwell.kernel.coordination.order import order_of
from coverwell.kernel.cost_share.balances import FAMILY
from coverwell.kernel.cost_share.buckets import Sharer
from coverwell.kernel.cost_share.running import Running
from coverwell.kernel.coverage.cover import covered_on
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.vocabulary.member import Cover
from coverwell.kernel.vocabulary.money import Money
from coverwell.kernel.vocabulary.period import Period
from coverwell.records.providers.models import Practitioner
from coverwell.services.claims.facts import insured
from coverwell.services.claims.family import Family, Insured, Span
from coverwell.services.claims.numbers import member_id
from coverwell.services.eligibility.benefits import Asked, of_procedure, of_service_type
from coverwell.services.eligibility.coverage import (
    Amount,
    Benefit,
    CoverageAnswer,
    OtherPayer,
    PlanFacts,
    Subject,
)
from coverwell.services.eligibility.find_member import Member
from coverwell.services.eligibility.inquiry_tables import ServiceType
from coverwell.services.eligibility.question import GENERAL, CoverageQuestion
from coverwell.services.members.limits import FAMILY as FAMILY_NUMBER
from coverwell.services.members.limits import limits_of
from coverwell.services.rulebook.load import rulebook


@dataclass(frozen=True, slots=True)
class Known:
    """What was loaded to answer one question."""

    person: Member
    holder: Member
    family: Family
    verified: Mapping[str, date | None]
    plans: Mapping[str, Plan]
    kinds: Mapping[str, ServiceType]
    day: date
    as_of: date


def answer_for(question: CoverageQuestion, known: Known) -> CoverageAnswer:
    """Say whether the person is covered on the day, and what of everything that was asked."""
    who = insured(known.person.number, known.family, known.plans)
    covered = covered_on(known.day, who.covers, who.person)
    last = covered.finding.facts.get("last")
    cover, plan = covered.cover, None
    if cover is not None:
        plan = known.plans.get(cover.edition)
    asked = _asked_types(question, known.kinds)
    said = CoverageAnswer(
        "",
        known.as_of,
        known.day,
        subject=_subject(known),
        why="" if cover else covered.finding.rule,
        why_last=last if isinstance(last, date) and cover is None else None,
        asked=asked,
        unknown=tuple(code for code in question.service_types if code not in known.kinds),
        others=tuple(_others(who, known)),
    )
    return (
        said if cover is None or plan is None else _with_plan(said, question, plan, cover, known)
    )


def _asked_types(question: CoverageQuestion, kinds: Mapping[str, ServiceType]) -> tuple[str, ...]:
    """A general question is answered with the general service types too, each once."""
    wanted = [code for code in question.service_types if code in kinds]
    if not wanted and not question.procedures:
        wanted = [GENERAL]
    if GENERAL in wanted:
        wanted += [kind.code for kind in kinds.values() if kind.general]
    return tuple(dict.fromkeys(wanted))


def _with_plan(
    said: CoverageAnswer, question: CoverageQuestion, plan: Plan, cover: Cover, known: Known
) -> CoverageAnswer:
    number = member_id(known.family.subscriber, known.person.number)
    sharer = Sharer(number, plan.year_of(known.day), cover.tier)
    asked = Asked(plan, rulebook().cares, known.day, sharer, Running(known.family.balances))
    return replace(
        said,
        plan=_plan_facts(plan, cover, known),
        amounts=tuple(_amounts(plan, cover, sharer, known)),
        benefits=tuple(_benefits(said.asked, question, asked, known)),
    )


def _benefits(
    codes: Iterable[str], question: CoverageQuestion, asked: Asked, known: Known
) -> Iterable[Benefit]:
    for code in codes:
        if not known.kinds[code].whole_plan:
            yield from of_service_type(known.kinds[code], asked)
    born, day = known.person.birth_date, known.day
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    for procedure in question.procedures:
        yield from of_procedure(procedure, age, rulebook().care_rules.nearest(day), asked)


def _amounts(plan: Plan, cover: Cover, sharer: Sharer, known: Known) -> Iterable[Amount]:
    def used(number: int, what: str, side: str) -> tuple[Money, Money]:
        who = FAMILY if number == FAMILY_NUMBER else sharer.person
        amount = Money(known.family.balances.of(who, what, side, sharer.start))
        return amount, amount

    for limit in limits_of(plan, cover.tier.value, known.person.number, used):
        what, side, whose = limit.key.split("-")
        yield Amount(what, side, whose, +limit.limit, +limit.used)


def _plan_facts(plan: Plan, cover: Cover, known: Known) -> PlanFacts:
    head, start = plan.head, plan.year_of(known.day)
    span = next(one for one in known.family.spans if _holds(one, plan, known))
    pcp = _pcp_name(span.pcp_npi)
    return PlanFacts(
        head.name,
        plan.edition,
        head.kind,
        head.network,
        head.funding,
        head.entity,
        cover.tier.value,
        span.first,
        span.last,
        start,
        start.replace(year=start.year + 1) - timedelta(days=1),
        head.health_accounts,
        tuple((one.name, one.functions) for one in head.administrators),
        span.pcp_npi,
        pcp,
        needs_pcp=head.primary_care_provider == "required",
    )


def _holds(span: Span, plan: Plan, known: Known) -> bool:
    mine = span.person == known.person.number and span.plan_key == plan.key
    return mine and Period(span.first, span.last).covers(known.day)


def _pcp_name(npi: str) -> str:
    row = Practitioner.objects.filter(npi=npi).first() if npi else None
    return "" if row is None else f"{row.first_name} {row.last_name}".strip()


def _others(who: Insured, known: Known) -> Iterable[OtherPayer]:
    """Other payers on the day, those that pay before us marked."""
    rules = rulebook().order_of_payers.nearest(known.day)
    for one in who.others:
        if one.period.covers(known.day):
            yield OtherPayer(
                one.payer,
                one.period.first,
                one.period.last,
                known.verified.get(one.payer),
                medicare=one.medicare is not None,
                first_payer=not order_of(who.standing, one, known.day, rules).first,
            )


def _subject(known: Known) -> Subject:
    person, holder = known.person, known.holder
    return Subject(
        person.family_id,
        person.number,
        member_id(person.subscriber, person.number),
        person.first_name,
        person.last_name,
        person.birth_date,
        person.sex,
        person.relationship,
        person.street,
        person.city,
        person.state,
        person.zip_code,
        person.account,
        person.account_name,
        holder.first_name,
        holder.last_name,
    )
