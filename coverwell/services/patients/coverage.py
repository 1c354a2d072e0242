"""What an office may know of a patient: only of whom it sent a claim, or was answered before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.vocabulary.period import Period
from coverwell.records.authorizations.models import Precertification
from coverwell.records.claims.models import Claim
from coverwell.records.eligibility.models import CoverageAnswer as Answer
from coverwell.records.estimates.models import Estimate
from coverwell.records.members.models import Account, CoverageSpan, Person
from coverwell.records.plans.models import PlanEdition
from coverwell.records.providers.models import Contract
from coverwell.services.acting import Actor, acting
from coverwell.services.audit.reads import note_read, note_refused
from coverwell.services.claims.numbers import split_member_id
from coverwell.services.eligibility.answer import answer
from coverwell.services.eligibility.coverage import CoverageAnswer
from coverwell.services.eligibility.question import CoverageQuestion, Search
from coverwell.services.members.limits import Limit, limit_of, plan_of
from coverwell.services.members.people import Member, member
from coverwell.services.theirs import theirs


@dataclass(frozen=True, slots=True)
class Network:
    """A network that a practice takes part in; `tier` is its place in the plan, 0: not in it."""

    name: str
    tier: int


@dataclass(frozen=True, slots=True)
class Administration:
    """Whose money pays, and who administers the account for us ('' where nobody does)."""

    funding: str
    administrator: str
    phone: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """The answer that was kept, and what stands beside it on a page.

    `plan` is None where nothing covers the person on the day; `networks` are the asking office's.
    """

    person: Member
    said: CoverageAnswer
    plan: Plan | None
    limits: tuple[Limit, ...]
    first_ever: date | None
    administration: Administration
    networks: tuple[Network, ...]

    @property
    def in_network(self) -> bool:
        """Say whether one of the asking practices is in a network of the plan."""
        return any(one.tier for one in self.networks)


def patient_of(number: str, actor: Actor) -> Member | None:
    """Return the patient with a member ID whom the actor may see.

    An office must have sent a claim, asked for an estimate or an approval, or been answered
    before. Anybody else is not there; the attempt is noted.
    """
    split = split_member_id(number)
    if split is None or split[1] is None:
        return None
    with acting(actor.as_engine()):
        rows = Person.objects.select_related("family").filter(number=split[1])
        row = rows.filter(family__subscriber_number=split[0]).first()
    with acting(actor):
        if row is not None and _known(row, actor):
            note_read("cw_members_person", [f"{row.family_id}-{row.number}"], row.family_id)
            return member(row)
        note_refused("cw_members_person", number[:16])
        return None


def _known(row: Person, actor: Actor) -> bool:
    """Look through the actor's own eyes: only what is theirs is there."""
    if actor.role == "member":
        return (row.family_id, row.number) in actor.persons
    who = {"family_id": row.family_id, "person": row.number}
    tables = (Claim, Answer, Estimate, Precertification)
    return any(table.objects.filter(theirs(actor), **who).exists() for table in tables)


def ask_by_card(search: Search, day: date, today: date, actor: Actor) -> CoverageAnswer:
    """Ask about somebody by what their card or they themselves say; the answer is kept."""
    tax_id = min(actor.tax_ids, default="")
    return answer(CoverageQuestion(search, first=day, tax_id=tax_id), today, actor)


def coverage(person: Member, day: date, today: date, actor: Actor) -> Coverage:
    """Ask what covers a person on a day (kept), with what a page shows beside it."""
    search = Search(person.member_id, person.first_name, person.last_name, person.birth_date)
    said = ask_by_card(search, day, today, actor)
    with acting(actor.as_engine()):
        plan = _plan(said)
        account = Account.objects.get(family=person.family)
        spans = CoverageSpan.objects.filter(family_id=person.family, person=person.number)
        first = spans.order_by("first_on").values_list("first_on", flat=True).first()
        networks = _networks(plan, day, actor)
    return Coverage(
        person=person,
        said=said,
        plan=plan,
        limits=tuple(
            limit_of((one.what, one.side), one.whose, one.limit, one.used) for one in said.amounts
        ),
        first_ever=first,
        administration=Administration(
            account.funding, account.administrator, account.administrator_phone
        ),
        networks=networks,
    )


def _plan(said: CoverageAnswer) -> Plan | None:
    if said.plan is None:
        return None
    key, _slash, first = said.plan.edition.partition("/")
    return plan_of(PlanEdition.objects.get(key=key, effective_first=first))


def _networks(plan: Plan | None, day: date, actor: Actor) -> tuple[Network, ...]:
    names = [] if plan is None else [one.strip() for one in plan.head.network.split(";")]
    rows = Contract.objects.filter(group__tax_id__in=actor.tax_ids)
    found = {one.network for one in rows if Period(one.first_on, one.last_on).covers(day)}
    return tuple(
        Network(name, names.index(name) + 1 if name in names else 0) for name in sorted(found)
    )
