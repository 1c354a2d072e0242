"""The rules of the kernel page that are easy to get wrong, one sentence each."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from coverwell.kernel.claims.adjudicate import adjudicate
from coverwell.kernel.claims.decision import Decision, Payee, Status
from coverwell.kernel.claims.facts import ClaimFacts
from coverwell.kernel.claims.family import Family, decide_family
from coverwell.kernel.cost_share.balances import NOTHING_USED
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.vocabulary.claim import Claim, Provider
from coverwell.kernel.vocabulary.history import NO_HISTORY
from coverwell.kernel.vocabulary.institutional import Institutional
from coverwell.kernel.vocabulary.member import CoverageTier
from coverwell.kernel.vocabulary.money import dollars
from coverwell.kernel.vocabulary.period import Period
from coverwell.kernel.vocabulary.side import Side
from tests.kernel.claims.bench import (
    BEN,
    DAY,
    YEAR,
    claim_of,
    codes,
    decide,
    facts_of,
    family,
    out,
    parts,
    plan,
    row,
    service,
    stated_of,
    used,
)


NEW = Family(NOTHING_USED, NO_HISTORY)


def one_of(
    number: str, *services: object, of_plan: Plan | None = None
) -> tuple[Claim, ClaimFacts]:
    claim = claim_of(*services, number=number)  # type: ignore[arg-type]
    facts = facts_of(of_plan) if of_plan else facts_of()
    return claim, replace(facts, stated=stated_of(*services))  # type: ignore[arg-type]


def in_order(*asked: tuple[Claim, ClaimFacts]) -> tuple[Decision, ...]:
    return decide_family(asked, NEW)


def stay(*services: object, of_plan: Plan, first: date = DAY, last: date = DAY) -> Decision:
    claim, facts = one_of("S1", *services, of_plan=of_plan)
    bill = Institutional("0111", Period(first, last), first)
    return adjudicate(replace(claim, institutional=bill), facts)


# Order of claims


def test_claims_share_the_deductible_in_benefit_order_not_by_service_date() -> None:
    late = service("hospital", "$500", first=date(2026, 6, 1), last=date(2026, 6, 1))
    early = service("hospital", "$500", first=date(2026, 1, 5), last=date(2026, 1, 5))
    first, second = in_order(one_of("C1", late), one_of("C2", early))
    assert (first.totals.deductible, second.totals.deductible) == (dollars("$500"), 0)


def test_lines_are_decided_in_claim_order() -> None:
    decision = decide(service("hospital", "$400"), service("hospital", "$400"))
    assert [str(one.deductible) for one in decision.lines] == ["$400", "$100"]


# Copay


def test_the_copay_of_a_visit_is_not_taken_again_by_a_later_claim_of_the_same_visit() -> None:
    visit = service("primary care visit", "$28.40")
    first, second = in_order(
        one_of("C1", visit), one_of("C2", service("primary care visit", "$60"))
    )
    assert (str(first.totals.copay), str(second.totals.copay)) == ("$28.40", "$6.60")


def test_another_clinician_on_the_same_day_is_another_visit() -> None:
    other = Provider("1234567893")
    decision = decide(
        service("specialist visit", "$180"),
        service("specialist visit", "$180", rendering=other),
    )
    assert [str(one.copay) for one in decision.lines] == ["$50", "$50"]


def test_another_day_is_another_visit() -> None:
    next_day = date(2026, 3, 3)
    decision = decide(
        service("specialist visit", "$180"),
        service("specialist visit", "$180", first=next_day, last=next_day),
    )
    assert [str(one.copay) for one in decision.lines] == ["$50", "$50"]


COPAY_AFTER = plan({}, row("specialist visit", "$50 copay, after deductible"))


def test_a_copay_after_the_deductible_is_due_only_where_the_deductible_left_something() -> None:
    decision = decide(service("specialist visit", "$180"), of_plan=COPAY_AFTER)
    assert parts(decision) == ("$180", "$0", "$0", "$0")
    partly = decide(
        service("specialist visit", "$180"), of_plan=COPAY_AFTER, before=used(deductible="$350")
    )
    assert parts(partly) == ("$150", "$30", "$0", "$0")


def test_a_plan_may_take_only_the_highest_copay_of_a_visit() -> None:
    highest = plan({"copays": "highest of the visit only"})
    decision = decide(
        service("x-ray", "$60"), service("specialist visit", "$180"), of_plan=highest
    )
    assert [str(one.copay) for one in decision.lines] == ["$10", "$40"]


ADMITTED = plan({}, row("emergency room", "$250 copay waived if admitted"))


def test_an_emergency_copay_is_waived_if_the_patient_was_admitted() -> None:
    visit = service("emergency room", "$900")
    assert parts(decide(visit, of_plan=ADMITTED))[1] == "$250"
    assert parts(decide(service("emergency room", "$900", admitted=True), of_plan=ADMITTED)) == (
        "$0",
        "$0",
        "$0",
        "$900",
    )


def test_an_admission_on_an_earlier_claim_waives_the_emergency_copay_too() -> None:
    claim, facts = one_of("C1", service("hospital", "$5,000"), of_plan=ADMITTED)
    bill = Institutional("0111", Period(DAY, date(2026, 3, 5)), DAY)
    visit = one_of("C2", service("emergency room", "$900"), of_plan=ADMITTED)
    decisions = in_order((replace(claim, institutional=bill), facts), visit)
    assert decisions[1].totals.copay == 0


# Shares of a whole stay


def test_a_copay_per_stay_is_spread_over_its_lines_by_charge() -> None:
    per_stay = plan({}, row("hospital", "$100 copay per stay"))
    lines = [service("hospital", allowed) for allowed in ("$100", "$100", "$100")]
    decision = stay(*lines, of_plan=per_stay)
    assert [str(one.copay) for one in decision.lines] == ["$33.34", "$33.33", "$33.33"]


def test_a_copay_per_day_counts_the_days_of_the_stay_up_to_its_cap() -> None:
    per_day = plan({}, row("hospital", "$200 copay per day for the first 3 days"))
    decision = stay(
        service("hospital", "$9,000"), of_plan=per_day, first=DAY, last=date(2026, 3, 7)
    )
    assert decision.totals.copay == dollars("$600")
    short = stay(service("hospital", "$9,000"), of_plan=per_day, last=date(2026, 3, 4))
    assert short.totals.copay == dollars("$400")


# Deductible


def test_in_self_only_coverage_only_the_person_amount_counts() -> None:
    services = (service("hospital", "$1,000"),)
    facts = replace(facts_of(before=family(deductible="$1,000")), stated=stated_of(*services))
    alone = replace(facts, covers=(replace(facts.covers[0], tier=CoverageTier.SELF_ONLY),))
    decision = adjudicate(claim_of(*services), alone)
    assert parts(decision) == ("$500", "$0", "$100", "$400")
    assert {entry.person for entry in decision.entries} == {"M1"}


AGGREGATE = plan({"deductible": "$1,700 person, $3,400 family, aggregate"})


def test_in_an_aggregate_family_only_the_family_amount_counts() -> None:
    before = used(deductible="$2,000") + family(deductible="$2,000")
    decision = decide(service("hospital", "$1,000"), of_plan=AGGREGATE, before=before)
    assert decision.totals.deductible == dollars("$1,000")


def test_in_an_embedded_family_a_person_stops_at_the_person_amount() -> None:
    before = used(deductible="$500") + family(deductible="$500")
    decision = decide(service("hospital", "$1,000"), before=before)
    assert decision.totals.deductible == 0


def sharing(how: str) -> Plan:
    return plan({"accumulators": how})


def test_separate_accumulators_do_not_feed_each_other() -> None:
    decision = decide(service("hospital", "$300", side=Side.OUT), of_plan=sharing("separate"))
    assert {entry.side for entry in decision.entries} == {"out"}


def test_out_of_network_costs_may_count_toward_the_network_amounts_up_to_their_limit() -> None:
    of_plan = sharing("out counts toward in")
    decision = decide(service("hospital", "$900", side=Side.OUT), of_plan=of_plan)
    posted = {(one.side, one.what): one.amount for one in decision.entries if one.person == "M1"}
    assert posted["out", "deductible"] == dollars("$900")
    assert posted["network", "deductible"] == dollars("$500")
    inside = decide(service("hospital", "$300"), of_plan=of_plan)
    assert {entry.side for entry in inside.entries} == {"network"}


def test_shared_accumulators_count_both_ways() -> None:
    decision = decide(service("hospital", "$300"), of_plan=sharing("shared"))
    assert {entry.side for entry in decision.entries} == {"network", "out"}


# Out-of-pocket maximum


def test_balance_bills_and_amounts_beyond_limits_never_count_to_the_maximum() -> None:
    before = used(side="", **{"visits:physical therapy": 60})
    beyond = decide(service("physical therapy", "$90", "$150"), before=before)
    assert beyond.entries == ()
    billed = decide(
        service("hospital", "$900", "$1,500", side=Side.OUT), before=out(deductible="$1,000")
    )
    counted = {one.amount for one in billed.entries if one.what == "out_of_pocket"}
    assert counted == {dollars("$360")}


def test_the_maximum_cuts_coinsurance_first_then_the_copay_then_the_deductible() -> None:
    all_three = plan({}, row("hospital", "$100 copay, then 20% coinsurance, after deductible"))
    for left, kept in (
        ("$650", ("$500", "$100", "$50")),
        ("$550", ("$500", "$50", "$0")),
        ("$450", ("$450", "$0", "$0")),
    ):
        before = used(out_of_pocket=dollars("$2,500") - dollars(left))
        decision = decide(service("hospital", "$1,600"), of_plan=all_three, before=before)
        assert parts(decision)[:3] == kept


def test_the_federal_self_only_maximum_binds_a_person_inside_an_aggregate_family() -> None:
    of_plan = plan({"out of pocket limit": "$10,600 person, $21,200 family, aggregate"})
    services = (service("hospital", "$5,000"),)
    before = used(deductible="$500", out_of_pocket="$10,400") + family(
        deductible="$1,000", out_of_pocket="$10,400"
    )
    facts = replace(
        facts_of(of_plan, before),
        stated=stated_of(*services),
        self_only_maximum={2026: dollars("$10,600")},
    )
    assert adjudicate(claim_of(*services), facts).totals.member_share == dollars("$200")


def test_medical_and_drug_maxima_together_stay_within_the_federal_one() -> None:
    of_plan = plan(
        {"out of pocket limit": "$8,000 person, $21,200 family", "drug limit": "$4,000 person"}
    )
    services = (service("hospital", "$50,000"),)
    before = used(deductible="$500", drug_out_of_pocket="$4,000") + family(deductible="$1,000")
    facts = replace(
        facts_of(of_plan, before),
        stated=stated_of(*services),
        self_only_maximum={2026: dollars("$10,600")},
    )
    assert adjudicate(claim_of(*services), facts).totals.member_share == dollars("$6,600")


# Limits


THERAPY = "20% coinsurance, after deductible"
TWO_VISITS = plan({}, row("physical therapy", THERAPY, limit="2 visits per year"))


def test_a_limit_counts_one_visit_a_day_and_provider_whatever_the_lines() -> None:
    therapy = service("physical therapy", "$90")
    (decision,) = in_order(one_of("C1", therapy, therapy, therapy, of_plan=TWO_VISITS))
    assert [one.amount for one in decision.entries if one.what.startswith("visits")] == [1]
    assert decision.totals.beyond_limit == 0


def test_a_visit_that_an_earlier_claim_counted_is_not_counted_again() -> None:
    therapy = service("physical therapy", "$90")
    _, second = in_order(
        one_of("C1", therapy, of_plan=TWO_VISITS), one_of("C2", therapy, of_plan=TWO_VISITS)
    )
    assert not [one for one in second.entries if one.what.startswith("visits")]


def test_a_visit_paid_wholly_by_the_deductible_still_counts() -> None:
    (decision,) = in_order(one_of("C1", service("physical therapy", "$90"), of_plan=TWO_VISITS))
    assert decision.totals.plan_paid == 0
    assert [one.amount for one in decision.entries if one.what.startswith("visits")] == [1]


def test_a_denied_line_consumes_nothing() -> None:
    needs = plan(
        {},
        row("physical therapy", THERAPY, limit="2 visits per year", precertification="required"),
    )
    decision = decide(service("physical therapy", "$90", approved=False), of_plan=needs)
    assert decision.lines[0].status is Status.DENIED
    assert decision.entries == ()


def test_rows_that_share_a_limit_use_it_up_together() -> None:
    shared = plan(
        {},
        row("speech therapy", THERAPY),
        row("physical therapy", THERAPY, limit="60 visits per year with speech therapy"),
    )
    before = used(side="", **{"visits:physical therapy": 40, "visits:speech therapy": 20})
    for care in ("speech therapy", "physical therapy"):
        decision = decide(service(care, "$90"), of_plan=shared, before=before)
        assert decision.totals.beyond_limit == dollars("$90")


def test_an_allowance_covers_up_to_what_is_left_of_it_over_rolling_months() -> None:
    aids = plan({}, row("hearing aids", "no charge", limit="$1,500 allowance per 36 months"))
    first, second = in_order(
        one_of("C1", service("hearing aids", "$1,200"), of_plan=aids),
        one_of("C2", service("hearing aids", "$1,000"), of_plan=aids),
    )
    assert first.totals.plan_paid == dollars("$1,200")
    assert codes(second) == {"PR-119": "$700"}
    years_later = service("hearing aids", "$1,000", first=date(2026, 3, 2), last=date(2026, 3, 2))
    old = [one._replace(start=date(2023, 3, 2)) for one in first.entries]
    decision = decide(years_later, of_plan=aids, before=tuple(old))
    assert decision.totals.plan_paid == dollars("$1,000")


def test_what_is_beyond_a_lifetime_limit_has_its_own_code() -> None:
    once = plan({}, row("weight loss surgery", "no charge", limit="1 visit per lifetime"))
    first = one_of("C1", service("weight loss surgery", "$900"), of_plan=once)
    later = service("weight loss surgery", "$900", first=date(2026, 5, 1), last=date(2026, 5, 1))
    _, second = in_order(first, one_of("C2", later, of_plan=once))
    assert codes(second) == {"PR-35": "$900"}


def test_the_first_visits_have_a_copay_and_the_later_ones_the_deductible() -> None:
    cell = "$25 copay for the first 2 visits, then 20% coinsurance, after deductible"
    of_plan = plan({}, row("primary care visit", cell))
    days = [date(2026, 3, day) for day in (1, 2, 3)]
    asked = [
        one_of(
            f"C{day.day}",
            service("primary care visit", "$100", first=day, last=day),
            of_plan=of_plan,
        )
        for day in days
    ]
    shares = [parts(one)[:3] for one in in_order(*asked)]
    assert shares == [("$0", "$25", "$0"), ("$0", "$25", "$0"), ("$100", "$0", "$0")]


def test_items_beyond_a_limit_are_the_members_in_proportion() -> None:
    items = plan({}, row("test strips", "no charge", limit="3 items per year"))
    decision = decide(service("test strips", "$100", units=Decimal(4)), of_plan=items)
    assert parts(decision)[3] == "$75"
    assert codes(decision) == {"PR-119": "$25"}


# Protected care


def test_changing_the_payment_rate_never_changes_the_share() -> None:
    shares = set()
    for rate in ("$0", "$200", "$700", "$1,400"):
        emergency = service(
            "emergency room",
            rate,
            "$1,500",
            side=Side.OUT,
            protected=True,
            cost_share_base=dollars("$900"),
        )
        decision = decide(emergency, before=used(deductible="$100"))
        shares.add(decision.totals.member_share)
        assert decision.totals.balance_bill == 0
        assert decision.payee is Payee.PROVIDER
    assert shares == {dollars("$500")}


def test_protected_care_needs_no_precertification() -> None:
    needs = plan({}, row("emergency room", "no charge", precertification="required"))
    emergency = service("emergency room", "$900", side=Side.OUT, protected=True, approved=False)
    assert decide(emergency, of_plan=needs).lines[0].status is Status.PAID


# Point of service, precertification


POINT_OF_SERVICE = plan(
    {"referral": "needed for the in-network benefit level"},
    row("specialist visit", "$50 copay, deductible does not apply", referral="required"),
)


def test_with_a_referral_the_network_column_shares() -> None:
    decision = decide(service("specialist visit", "$180", referred=True), of_plan=POINT_OF_SERVICE)
    assert parts(decision) == ("$0", "$50", "$0", "$130")


def test_a_referral_out_of_network_opens_the_network_share_only_where_the_plan_says_so() -> None:
    specialist = service("specialist visit", "$180", "$250", side=Side.OUT, referred=True)
    shut = decide(specialist, of_plan=POINT_OF_SERVICE)
    assert shut.lines[0].column == "out of network"
    opened = plan(
        {"referral": "needed for the in-network benefit level, also out of network"},
        row("specialist visit", "$50 copay, deductible does not apply", referral="required"),
    )
    decision = decide(specialist, of_plan=opened)
    assert decision.lines[0].column == "network"
    assert codes(decision) == {"PR-45": "$70", "PR-3": "$50"}


def test_out_of_network_without_precertification_the_member_bears_it() -> None:
    needs = plan({}, row("hospital", THERAPY, precertification="required, or not covered"))
    decision = decide(
        service("hospital", "$900", "$1,500", side=Side.OUT, approved=False), of_plan=needs
    )
    assert codes(decision) == {"PR-197": "$1,500"}
    assert decision.totals.member_owes == dollars("$1,500")


# Cover and care


def test_care_without_a_row_is_not_covered_and_names_what_is_missing() -> None:
    decision = decide(service("acupuncture", "$90"))
    assert codes(decision) == {"PR-96": "$90"}
    (noted,) = decision.trace.changed
    assert noted.finding.facts == {"care": "acupuncture"}


def test_care_that_is_not_covered_out_of_network_is_the_members() -> None:
    only_inside = plan({}, row("hospital", THERAPY, "not covered"))
    decision = decide(service("hospital", "$900", side=Side.OUT), of_plan=only_inside)
    assert codes(decision) == {"PR-242": "$900"}


def test_before_cover_and_after_cover_have_their_own_codes() -> None:
    for day, code in ((date(2025, 12, 31), "PR-26"), (date(2027, 1, 1), "PR-27")):
        decision = decide(service("hospital", "$900", first=day, last=day))
        assert codes(decision) == {code: "$900"}


# Payee


def paid_to(*, side: Side, assigned: bool, of_plan: Plan | None = None) -> Payee:
    claim, facts = one_of("C1", service("hospital", "$5,000", side=side), of_plan=of_plan)
    return adjudicate(replace(claim, assigned=assigned), facts).payee


def test_in_network_the_provider_is_paid_and_out_of_network_whoever_the_assignment_names() -> None:
    assert paid_to(side=Side.NETWORK, assigned=False) is Payee.PROVIDER
    assert paid_to(side=Side.OUT, assigned=True) is Payee.PROVIDER
    assert paid_to(side=Side.OUT, assigned=False) is Payee.MEMBER
    ignoring = plan({"assignment": "not honored"})
    assert paid_to(side=Side.OUT, assigned=True, of_plan=ignoring) is Payee.MEMBER


# The family


def test_two_members_fill_the_family_amount_together() -> None:
    hers = one_of("C1", service("hospital", "$500"))
    claim = claim_of(service("hospital", "$900"), number="C2", person=BEN.number)
    his = replace(facts_of(person=BEN), stated=stated_of(service("hospital", "$900")))
    decisions = in_order(hers, (claim, his))
    assert [str(one.totals.deductible) for one in decisions] == ["$500", "$500"]
    posted = [one for one in decisions[1].entries if one.what == "deductible"]
    assert {one.person for one in posted} == {BEN.number, ""}
    assert posted[0].start == YEAR


def test_credit_from_a_prior_carrier_is_used_like_any_entry() -> None:
    decision = decide(service("hospital", "$1,000"), before=used(deductible="$500"))
    assert parts(decision) == ("$0", "$0", "$200", "$800")
