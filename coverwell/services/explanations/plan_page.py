"""The plans on the site: the catalogue, and the SBC of an edition in a reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from coverwell.kernel.plan.limit import NO_PRECERTIFICATION, Counted
from coverwell.kernel.plan.plan import Administrator, Benefit, Plan, ReferralRule, Sharing
from coverwell.kernel.vocabulary.money import Money
from coverwell.records.plans.models import PlanEdition
from coverwell.services.acting import ENGINE, acting
from coverwell.services.explanations.cells import (
    amount_words,
    care_words,
    cell_words,
    limit_words,
    precertification_words,
    sentence,
    waiting_words,
)
from coverwell.services.plans.coverage_examples import (
    CoverageExample,
    Uncalculated,
    coverage_examples,
    uncalculated_examples,
)
from coverwell.services.plans.editions import Edition, read_edition_text
from coverwell.services.plans.examples import Example, read_examples
from coverwell.services.plans.sbc import columns_of, stands_for


EVENTS = (
    gettext_noop("You are pregnant"),
    gettext_noop("You have a hospital stay"),
    gettext_noop("You have a test"),
    gettext_noop("You have outpatient surgery"),
    gettext_noop("You need another covered service"),
    gettext_noop("You need dental care"),
    gettext_noop("You need drugs to treat your illness or condition"),
    gettext_noop("You need help recovering or have other special health needs"),
    gettext_noop("You need immediate medical attention"),
    gettext_noop("You need mental health, behavioral health, or substance use services"),
    gettext_noop("You visit a health care provider's office or clinic"),
    gettext_noop("Your child needs dental or eye care"),
)
FUNCTIONS = (
    gettext_noop("appeals"),
    gettext_noop("behavioral health"),
    gettext_noop("claims"),
    gettext_noop("customer service"),
    gettext_noop("eligibility"),
    gettext_noop("network"),
    gettext_noop("pharmacy"),
    gettext_noop("precertification"),
)


@dataclass(frozen=True, slots=True)
class OfferedPlan:
    """One edition in the catalogue; amounts are in words."""

    key: str
    first: date
    last: date
    name: str
    kind: str
    network: str
    deductible: str
    out_of_pocket: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One kind of care: what is paid in each column; `says` is the plan's own sentence."""

    care: str
    cells: tuple[str, ...]
    notes: tuple[str, ...]
    says: str
    stands_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The SBC of an edition. `events` are the rows under the SBC's common medical events."""

    key: str
    first: date
    last: date
    name: str
    kind: str
    edition: str
    source: str
    sha256: str
    signed: tuple[tuple[str, str], ...]
    questions: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    events: tuple[tuple[str, tuple[PlanRow, ...]], ...]
    coverage_examples: tuple[CoverageExample, ...]
    uncalculated: tuple[Uncalculated, ...]
    worked_examples: tuple[tuple[str, Money, tuple[str, ...]], ...]


def offered_plans(language: str) -> tuple[OfferedPlan, ...]:
    """Return every published edition by name, newest first."""
    with acting(ENGINE):
        rows = list(PlanEdition.objects.order_by("key", "-effective_first"))
    return tuple(sorted((_offered(row, language) for row in rows), key=lambda one: one.name))


def plan_page(key: str, first: date, language: str) -> PlanPage | None:
    """Return the SBC of a published edition; None where there is none."""
    with acting(ENGINE):
        row = PlanEdition.objects.filter(key=key, effective_first=first).first()
    return None if row is None else _page(row.key, row.text, row.examples_text, language)


@dataclass(frozen=True, slots=True)
class NamedPlan:
    """The plan behind an edition, by its name and address."""

    key: str
    first: date
    name: str


def named_plan(edition: str) -> NamedPlan | None:
    """Name the plan of an edition such as 'open_access/2026-01-01'; None where there is none."""
    key, _slash, first = edition.partition("/")
    with acting(ENGINE):
        row = PlanEdition.objects.filter(key=key, effective_first=first).first() if first else None
    if row is None:
        return None
    return NamedPlan(key, row.effective_first, edition_of(row).plan.head.name)


def edition_of(row: PlanEdition) -> Edition:
    """Read a published edition with its examples."""
    return read_edition_text(row.text, row.examples_text, row.key)


def plan_rows(
    plan: Plan, language: str, used: Mapping[str, int] | None = None
) -> tuple[tuple[str, tuple[PlanRow, ...]], ...]:
    """Return the rows of a plan under their events; `used` says what is used of their limits."""
    with override(language):
        return tuple(
            (_(event), tuple(_row(one, plan, language, used or {}) for one in benefits))
            for event, benefits in groupby(plan.benefits, key=lambda benefit: benefit.when)
        )


def plan_columns(plan: Plan) -> tuple[str, ...]:
    """Return the headings of the cells in the active language."""
    named = {"Network": _("In network"), "Out of network": _("Out of network")}
    return tuple(
        named.get(one) or _("Tier %(number)s") % {"number": one[-1]} for one in columns_of(plan)
    )


def administrator_words(one: Administrator) -> str:
    """Say who runs what, in the active language."""
    functions = ", ".join(_(function) for function in one.functions)
    return f"{one.name}: {functions}" if functions else one.name


def renews(plan: Plan, day: date) -> date:
    """Return the day on which the plan year after this day's begins."""
    start = plan.year_of(day)
    return start.replace(year=start.year + 1)


def _offered(row: PlanEdition, language: str) -> OfferedPlan:
    plan = edition_of(row).plan
    amounts = plan.amounts
    return OfferedPlan(
        row.key,
        row.effective_first,
        row.effective_last,
        plan.head.name,
        plan.head.kind,
        plan.head.network,
        amount_words(amounts.deductible, language),
        amount_words(amounts.out_of_pocket, language),
    )


@lru_cache(maxsize=64)
def _page(key: str, text: str, examples_text: str, language: str) -> PlanPage:
    edition = read_edition_text(text, examples_text, key)
    plan, head = edition.plan, edition.plan.head
    with override(language):
        return PlanPage(
            key=key,
            first=plan.effective.first,
            last=plan.effective.last or date.max,
            name=head.name,
            kind=head.kind,
            edition=plan.edition,
            source=head.source,
            sha256=edition.sha256,
            signed=((_("Authored by"), head.authored_by), (_("Checked by"), head.checked_by)),
            questions=tuple(_questions(plan, language)),
            columns=plan_columns(plan),
            events=plan_rows(plan, language),
            coverage_examples=coverage_examples(plan),
            uncalculated=uncalculated_examples(plan),
            worked_examples=tuple(map(_worked, read_examples(examples_text, plan))),
        )


def _worked(example: Example) -> tuple[str, Money, tuple[str, ...]]:
    return example.name, Money(example.agreed["member pays"]), example.because


def _row(benefit: Benefit, plan: Plan, language: str, used: Mapping[str, int]) -> PlanRow:
    notes = []
    if benefit.limit:
        count = used.get(benefit.care)
        said = "" if count is None else _(" (%(count)s used)") % {"count": _used(benefit, count)}
        notes.append(limit_words(benefit.limit, language) + said)
    if benefit.waiting_months:
        notes.append(waiting_words(benefit.waiting_months, language))
    if benefit.precertification != NO_PRECERTIFICATION:
        notes.append(precertification_words(benefit.precertification, language))
    if benefit.referral:
        notes.append(_("Referral required"))
    cells = (*benefit.tiers, benefit.out_of_network)
    width = len(columns_of(plan))
    # One cell for every tier is written once; it holds under each tier's heading.
    spread = (cells[0],) * (width - 1) + cells[-1:] if len(cells) < width else cells
    others = tuple(care_words(care, language) for care in stands_for(benefit, plan))
    words = tuple(cell_words(cell, language) for cell in spread)
    return PlanRow(care_words(benefit.care, language), words, tuple(notes), benefit.says, others)


def _used(benefit: Benefit, count: int) -> str:
    dollars = benefit.limit is not None and benefit.limit.counted in (
        Counted.DOLLARS,
        Counted.PAID,
    )
    return str(Money(count)) if dollars else str(count)


def _questions(plan: Plan, language: str) -> Iterator[tuple[str, str]]:
    amounts, head = plan.amounts, plan.head
    for question, amount in (
        (_("What is the overall deductible?"), amounts.deductible),
        (_("What is the deductible for drugs?"), amounts.drug_deductible),
        (_("What is the deductible out of network?"), amounts.out_of_network_deductible),
        (_("What is the out-of-pocket limit?"), amounts.out_of_pocket),
        (_("What is the out-of-pocket limit for drugs?"), amounts.drug_out_of_pocket),
        (_("What is the limit out of network?"), amounts.out_of_network_out_of_pocket),
    ):
        yield question, amount_words(amount, language)
    yield _("How do amounts in and out of network count?"), _sharing(amounts.sharing)
    yield _("Which network of providers does it use?"), head.network or _("None")
    yield (
        _("Do you need a primary care provider?"),
        _("Yes") if head.primary_care_provider == "required" else _("No"),
    )
    yield _("Do you need a referral to see a specialist?"), _referral(plan)
    month, first = plan.plan_year_start
    yield (
        _("When does the plan year begin?"),
        _("Each year on %(day)s") % {"day": f"{month}/{first}"},
    )
    yield _("Which health account goes with it?"), ", ".join(head.health_accounts) or _("None")
    if head.administrators:
        yield (
            _("Who runs the plan with us?"),
            "; ".join(sentence(administrator_words(one)) for one in head.administrators),
        )


def _sharing(sharing: Sharing) -> str:
    return {
        Sharing.SEPARATE: _("Each by itself"),
        Sharing.OUT_TOWARD_IN: _("Amounts out of network count in network too"),
        Sharing.SHARED: _("Together"),
    }[sharing]


def _referral(plan: Plan) -> str:
    return {
        ReferralRule.NOT_NEEDED: _("No"),
        ReferralRule.GATE: _("Yes, to get the in-network benefit level"),
        ReferralRule.REQUIRED: _("Yes"),
    }[plan.referral]
