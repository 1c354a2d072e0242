"""From the rows of a family to the facts that the kernel decides by."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from coverwell.kernel.claims.facts import ClaimFacts, ProviderFacts, Tables
from coverwell.kernel.coordination.order import MedicareBasis, OtherCover, Standing, Work
from coverwell.kernel.cost_share.balances import BOTH_SIDES, LIFETIME
from coverwell.kernel.coverage.protection import ProtectionFacts
from coverwell.kernel.edits.facts import GOOD_STANDING, ProviderStanding
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.policy.precertification import Authorization
from coverwell.kernel.policy.referral import Referral
from coverwell.kernel.vocabulary.claim import Claim
from coverwell.kernel.vocabulary.member import Cover, CoverageTier, Person, Sex
from coverwell.kernel.vocabulary.money import Money
from coverwell.kernel.vocabulary.period import Period
from coverwell.kernel.vocabulary.side import Side
from coverwell.services.claims.family import (
    NO_OFFICE,
    Agreement,
    Family,
    Insured,
    Office,
    Other,
    Relative,
    Restricted,
    Span,
    Waiting,
)
from coverwell.services.claims.judged import judged
from coverwell.services.claims.numbers import member_id


SUBSCRIBER: Final = 1
CHILD: Final = "19"
_SEXES: Final = {"F": Sex.FEMALE, "M": Sex.MALE}
_TIERS: Final = {"self-only": CoverageTier.SELF_ONLY, "self only": CoverageTier.SELF_ONLY}
_FOREVER: Final = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the claims of a batch share: the day, the plans, the offices, the rulebook."""

    as_of: date
    plans: Mapping[str, Plan]
    offices: Mapping[str, Office]
    tables: Tables
    self_only_maximum: Mapping[int, Money]


def claim_facts(waiting: Waiting, family: Family, setting: Setting) -> ClaimFacts:
    """Gather the facts about one claim, with the family's balances and history as they stand."""
    claim = waiting.claim
    who = family.insured.get(waiting.person)
    if who is None:
        who = insured(waiting.person, family, setting.plans)
        family.insured[waiting.person] = who
    plan = _plan_on(claim, who.spans, setting)
    provider, by_line = _providers(claim, plan, setting)
    return ClaimFacts(
        as_of=setting.as_of,
        person=who.person,
        covers=_covers_of(claim, who),
        plans=setting.plans,
        balances=family.balances,
        history=family.history,
        standing=who.standing,
        others=who.others,
        tables=setting.tables,
        provider=provider,
        provider_by_line=by_line,
        insured_in=family.employer.state if family.employer.funding == "insured" else "",
        protection=_protection(claim, plan, setting),
        authorizations=tuple(_authorizations(waiting.person, family)) if family.approvals else (),
        referrals=tuple(_referrals(waiting.person, family)) if family.referrals else (),
        filing_exceptions=_filing_exceptions(claim),
        released=waiting.released,
        judged=judged(waiting.denied, setting.tables.adjustments) if waiting.denied else (),
        self_only_maximum=setting.self_only_maximum,
    )


def insured(number: int, family: Family, plans: Mapping[str, Plan]) -> Insured:
    """Return a person of a family in the kernel's words."""
    relative = next(one for one in family.people if one.number == number)
    spans = tuple(one for one in family.spans if one.person == number)
    return Insured(
        _person(relative, spans, family),
        _covers(spans, plans, dental=False),
        _covers(spans, plans, dental=True),
        _standing(relative, spans, family),
        tuple(_other(one) for one in family.others if one.person == number),
        spans,
    )


def _person(relative: Relative, spans: Sequence[Span], family: Family) -> Person:
    return Person(
        member_id(family.subscriber, relative.number),
        relative.birth,
        _SEXES.get(relative.sex, Sex.UNKNOWN),
        dependent=relative.relationship == CHILD,
        primary_care_provider=next((one.pcp_npi for one in spans if one.pcp_npi), ""),
    )


def _covers_of(claim: Claim, who: Insured) -> tuple[Cover, ...]:
    """A dental claim asks the dental plan; without one, what a medical plan covers of teeth."""
    return (who.dental_covers or who.covers) if claim.dental else who.covers


def _covers(
    spans: Sequence[Span], plans: Mapping[str, Plan], *, dental: bool
) -> tuple[Cover, ...]:
    """One cover for each edition of the plan that a span meets; a gap between editions too."""
    found = []
    for span in spans:
        editions = [plan for plan in plans.values() if plan.key == span.plan_key]
        if any(plan.dental for plan in editions) is not dental:
            continue
        for plan in sorted(editions, key=lambda plan: plan.effective.first):
            first = max(span.first, plan.effective.first)
            last = min(span.last or _FOREVER, plan.effective.last or _FOREVER)
            if first <= last:
                found.append(_cover(span, plan.edition, first, last))
        if not editions:
            # The plan has no published edition: the kernel pends and says so.
            found.append(
                _cover(span, f"{span.plan_key}/unpublished", span.first, span.last or _FOREVER)
            )
    return tuple(found)


def _cover(span: Span, edition: str, first: date, last: date) -> Cover:
    ended = span.last is not None and span.last == last
    return Cover(
        Period(first, None if last == _FOREVER else last),
        edition,
        _TIERS.get(span.tier, CoverageTier.FAMILY),
        end_learned=span.known_on if ended else None,
        since=span.first,
    )


def _plan_on(claim: Claim, spans: Sequence[Span], setting: Setting) -> Plan | None:
    """The edition that holds on the first day of the claim."""
    day = _first_day(claim)
    keys = {one.plan_key for one in spans if _covers_day(one, day)}
    found = [
        plan for plan in setting.plans.values() if plan.key in keys and plan.effective.covers(day)
    ]
    own = [plan for plan in found if plan.dental is claim.dental]
    return next(iter(own or (found if claim.dental else ())), None)


def _providers(
    claim: Claim, plan: Plan | None, setting: Setting
) -> tuple[ProviderFacts, dict[int, ProviderFacts]]:
    """How the claim's provider stands on its first day, and the lines where it is otherwise.

    Who renders and the day can differ by line; a stay is one, by its first day.
    """
    office = setting.offices.get(claim.billing.tin, NO_OFFICE)
    day, npi = _first_day(claim), claim.rendering_or_billing.npi
    own = _provider(office, plan, npi, day)
    apart: dict[int, ProviderFacts] = {}
    if claim.institutional is not None:
        return own, apart
    for line in claim.lines:
        who = line.rendering.npi or npi
        if line.first == day and (who == npi or not office.restricted):
            continue
        found = _provider(office, plan, who, line.first)
        if found != own:
            apart[line.number] = found
    return own, apart


def _provider(office: Office, plan: Plan | None, npi: str, day: date) -> ProviderFacts:
    """Side and tier of who renders, in the plan's networks and order of tiers, on a day."""
    who = office.restricted.get(npi)
    since = None if who is None else who.sanctioned
    standing = ProviderStanding(sanctioned_since=since) if since else GOOD_STANDING
    found = _agreement(office, plan, day, who)
    if found is None:
        return ProviderFacts(Side.OUT, standing=standing)
    tier, agreed = found
    return ProviderFacts(Side.NETWORK, tier, agreed.terms, standing, agreed.timely_filing_days)


def _authorizations(person: int, family: Family) -> Iterator[Authorization]:
    number = member_id(family.subscriber, person)
    for one in family.approvals:
        if one.person == person:
            used = family.balances.of(number, f"units:{one.number}", BOTH_SIDES, LIFETIME)
            yield Authorization(
                one.number,
                number,
                Period(one.first, one.last),
                frozenset(one.codes),
                frozenset(filter(None, (one.tax_id, *one.npis))),
                None if one.units is None else Decimal(one.units - used),
                one.nobody_inside,
            )


def _referrals(person: int, family: Family) -> Iterator[Referral]:
    number = member_id(family.subscriber, person)
    for one in family.referrals:
        if one.person == person:
            offices = frozenset({one.tax_id}) if one.tax_id else frozenset()
            yield Referral(
                one.number, number, Period(one.first, one.last), offices, visits_left=one.visits
            )


def _filing_exceptions(claim: Claim) -> dict[str, date]:
    """The other payer's answer came late: the days count from it."""
    answers = [one.paid_on for one in claim.other_payers if one.paid_on is not None]
    return {"other_payer_delay": max(answers)} if answers else {}


def _protection(claim: Claim, plan: Plan | None, setting: Setting) -> ProtectionFacts:
    office = setting.offices.get(claim.facility.npi) if claim.facility.npi else None
    if office is None:
        return ProtectionFacts()
    inside = _agreement(office, plan, _first_day(claim)) is not None
    return ProtectionFacts(facility=Side.NETWORK if inside else Side.OUT)


def _agreement(
    office: Office, plan: Plan | None, day: date, who: Restricted | None = None
) -> tuple[int, Agreement] | None:
    """The contract in the best tier of the plan on a day, among those that somebody is part of."""
    if plan is None or not office.agreements:
        return None
    if who is not None and not _covers_day(who, day):
        return None
    mine = () if who is None else who.networks
    for tier, network in enumerate(_networks(plan.head.network)):
        for one in office.agreements:
            in_force = one.network == network and _covers_day(one, day)
            if in_force and (not mine or network in mine):
                return tier, one
    return None


def _first_day(claim: Claim) -> date:
    return min([line.first for line in claim.lines])


def _covers_day(one: Span | Agreement | Restricted, day: date) -> bool:
    return one.first <= day and (one.last is None or day <= one.last)


@lru_cache(maxsize=256)
def _networks(text: str) -> tuple[str, ...]:
    """The networks of a plan, best tier first."""
    return tuple(map(str.strip, text.split(";")))


def _standing(relative: Relative, spans: Sequence[Span], family: Family) -> Standing:
    holder = family.people[0].birth
    return Standing(
        dependent=relative.number != SUBSCRIBER,
        since=min((one.first for one in spans), default=date(1900, 1, 1)),
        birthday=(holder.month, holder.day),
        employees=family.employer.employees,
        child=relative.relationship == CHILD,
    )


def _other(other: Other) -> OtherCover:
    said = other.facts
    month, _, day = str(said.get("birthday", "12-31")).partition("-")
    medicare = said.get("medicare")
    return OtherCover(
        other.payer,
        Period(other.first, other.last),
        Standing(
            dependent=said.get("as", "subscriber") == "dependent",
            work=Work(said.get("work", Work.ACTIVE.value)),
            since=date.fromisoformat(str(said.get("since", other.first))),
            birthday=(int(month), int(day)),
            decreed=bool(said.get("decreed")),
            employees=int(said.get("employees", 0)),
            child=bool(said.get("child")),
        ),
        MedicareBasis(medicare) if medicare else None,
        date.fromisoformat(str(said["medicare_from"])) if "medicare_from" in said else None,
        other.verified,
    )
