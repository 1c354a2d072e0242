"""What holds for every claim, whatever the plan, the family and the lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from coverwell.kernel.claims.decision import Decision, LineDecision, Outcome, Status
from coverwell.kernel.claims.facts import ClaimFacts, Stated
from coverwell.kernel.claims.family import Family, Placed, decide_family, replace_claim
from coverwell.kernel.cost_share.balances import FAMILY, NOTHING_USED, Balances, balances
from coverwell.kernel.cost_share.limits import COUNTED
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.vocabulary.claim import Adjustment, Claim, Line, OtherPayerAnswer, Provider
from coverwell.kernel.vocabulary.history import NO_HISTORY
from coverwell.kernel.vocabulary.institutional import Institutional
from coverwell.kernel.vocabulary.member import Person
from coverwell.kernel.vocabulary.money import Money
from coverwell.kernel.vocabulary.period import Period
from coverwell.kernel.vocabulary.side import Side
from tests.kernel.claims.bench import OFFICE, YEAR, facts_of, plan, row
from tests.kernel.claims.test_second_payer import THEIRS


NEW = Family(NOTHING_USED, NO_HISTORY)
CELLS = (
    "no charge",
    "$35 copay, deductible does not apply",
    "$50 copay, after deductible",
    "20% coinsurance, after deductible",
    "$100 copay, then 20% coinsurance, after deductible",
    "$40 copay, then deductible, then 30% coinsurance",
    "$300 copay per day, up to $900 per stay, deductible does not apply",
    "$200 copay per day for the first 2 days, then 10% coinsurance, after deductible",
    "$25 copay for the first 2 visits, then 50% coinsurance, after deductible",
    "10% coinsurance, up to $150 per fill, after drug deductible",
    "$7 copay per item, deductible does not apply",
)
LIMITS = (
    "",
    "3 visits per year",
    "4 days per year",
    "5 items per 12 months",
    "$400 allowance per lifetime",
)
CARES = ("hospital", "specialist visit", "x-ray", "physical therapy")
HEADS = st.fixed_dictionaries(
    {
        "deductible": st.sampled_from(
            ["none", "$500 person, $1,000 family", "$600 person, $900 family, aggregate"]
        ),
        "drug deductible": st.sampled_from(["none", "$100 person, $150 family"]),
        "drug limit": st.sampled_from(["none", "$300 person, $450 family"]),
        "accumulators": st.sampled_from(["separate", "out counts toward in", "shared"]),
        "coordination": st.sampled_from(
            ["standard", "non-duplication", "maintenance of benefits"]
        ),
        "copays": st.sampled_from(["one per visit and benefit", "highest of the visit only"]),
    }
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Draw a plan whose rows are a few cells, limits and precertification rules."""
    rows = []
    for care in CARES:
        more = {"limit": draw(st.sampled_from(LIMITS))}
        if draw(st.booleans()):
            more["precertification"] = "required, or benefit reduced by 25%"
        cells = (draw(st.sampled_from(CELLS)), draw(st.sampled_from((*CELLS, "not covered"))))
        rows.append(row(care, *cells, **{key: text for key, text in more.items() if text}))
    head = {key: text for key, text in draw(HEADS).items() if text != "none"}
    return plan(head, *rows)


cents = st.integers(0, 300_000).map(Money)


@st.composite
def answers(draw: st.DrawFn, charge: Money) -> OtherPayerAnswer | None:
    """Draw a first payer's answer that balances, or none."""
    if draw(st.booleans()):
        return None
    paid = Money(draw(st.integers(0, charge)))
    left = Money(draw(st.integers(0, charge - paid)))
    adjustments = (Adjustment("PR", "2", left), Adjustment("CO", "45", charge - paid - left))
    return OtherPayerAnswer("Other", paid, adjustments, medicare=draw(st.booleans()))


@st.composite
def services(draw: st.DrawFn) -> tuple[Line, Stated]:
    """Draw a line and what is stated about it: care, side, price, approval."""
    day = YEAR + timedelta(days=draw(st.integers(0, 2)))
    charge, allowed = draw(cents), draw(cents)
    line = Line(
        1,
        charge,
        day,
        day + timedelta(days=draw(st.integers(0, 3))),
        units=Decimal(draw(st.integers(1, 3))),
        other_payer=draw(answers(charge)),
    )
    stated = Stated(
        draw(st.sampled_from((*CARES, "unknown care"))),
        draw(st.sampled_from(Side)),
        allowed=allowed,
        approved=draw(st.booleans()),
    )
    if stated.side is Side.OUT and draw(st.booleans()):
        stated = replace(stated, protected=True, cost_share_base=draw(cents))
    elif stated.side is Side.OUT:
        stated = replace(stated, allowed=min(allowed, charge))
    return line, stated


@st.composite
def asked_of(draw: st.DrawFn, of_plan: Plan, number: str) -> tuple[Claim, ClaimFacts]:
    """Draw a claim of one of two members and its facts."""
    person = Person(draw(st.sampled_from(["M1", "M2"])), date(1980, 5, 17))
    given = draw(st.lists(services(), min_size=1, max_size=3))
    lines = tuple(replace(line, number=at) for at, (line, _) in enumerate(given, start=1))
    stay = None
    if draw(st.booleans()):
        statement = Period(YEAR, YEAR + timedelta(days=draw(st.integers(0, 5))))
        stay = Institutional("0111", statement, YEAR)
    provider = Provider("1111111112", draw(st.sampled_from(["11-1", OFFICE.tin])))
    claim = Claim(number, 1, person.number, date(2026, 3, 20), provider, lines, institutional=stay)
    facts = replace(
        facts_of(of_plan, person=person),
        stated={at: stated for at, (_, stated) in enumerate(given, start=1)},
        others=(THEIRS,) if draw(st.booleans()) else (),
    )
    facts = replace(facts, standing=replace(THEIRS.standing, dependent=True))
    return claim, facts


@st.composite
def families(draw: st.DrawFn) -> tuple[Plan, list[tuple[Claim, ClaimFacts]]]:
    """Draw a plan and up to five claims of one family."""
    of_plan = draw(plans())
    count = draw(st.integers(1, 5))
    return of_plan, [draw(asked_of(of_plan, f"C{at}")) for at in range(count)]


def lines_of(decisions: tuple[Decision, ...]) -> Iterator[LineDecision]:
    return (line for one in decisions if one.outcome is Outcome.DECIDED for line in one.lines)


@settings(max_examples=150, deadline=None)
@given(families())
def test_charge_is_what_the_plan_paid_and_the_sum_of_adjustments(
    drawn: tuple[Plan, list[tuple[Claim, ClaimFacts]]],
) -> None:
    for line in lines_of(decide_family(drawn[1], NEW)):
        assert line.charge == line.plan_paid + sum(one.amount for one in line.adjustments)


@settings(max_examples=150, deadline=None)
@given(families())
def test_member_share_plan_and_other_payer_make_the_allowed_amount(
    drawn: tuple[Plan, list[tuple[Claim, ClaimFacts]]],
) -> None:
    for line in lines_of(decide_family(drawn[1], NEW)):
        covered = line.allowed - line.beyond_limit - line.penalty
        if line.status is Status.PAID:
            assert line.member_share + line.plan_paid + line.other_payer == covered
        assert line.member_share == line.deductible + line.copay + line.coinsurance
        assert line.member_owes == (
            line.member_share
            + line.not_covered_member
            + line.beyond_limit
            + line.penalty
            + line.balance_bill
        )
        assert min(line[2:18]) >= 0 or line.write_off < 0


@settings(max_examples=150, deadline=None)
@given(families())
def test_no_accumulator_passes_its_limit(
    drawn: tuple[Plan, list[tuple[Claim, ClaimFacts]]],
) -> None:
    of_plan, asked = drawn
    decisions = decide_family(asked, NEW)
    after = balances(entry for one in decisions for entry in one.entries)
    assert_within(of_plan, after)


def assert_within(of_plan: Plan, after: Balances) -> None:
    amounts = of_plan.amounts
    limits = {
        ("deductible", "network"): amounts.deductible,
        ("deductible", "out"): amounts.out_of_network_deductible,
        ("out_of_pocket", "network"): amounts.out_of_pocket,
        ("out_of_pocket", "out"): amounts.out_of_network_out_of_pocket,
        ("drug_deductible", "network"): amounts.drug_deductible,
        ("drug_out_of_pocket", "network"): amounts.drug_out_of_pocket,
    }
    for (person, what, side, _), amount in after.used.items():
        limit = limits.get((what, side))
        if limit is not None and limit.family is not None:
            whole = person == FAMILY or limit.aggregate
            assert amount <= (limit.family if whole else limit.person)
        elif limit is None:
            care = what.partition(":")[2]
            of_row = of_plan.rows[care].limit
            assert of_row is None or person != FAMILY
            if of_row is not None and what.startswith(COUNTED[of_row.counted]):
                assert amount <= of_row.quantity


@settings(max_examples=60, deadline=None)
@given(families())
def test_the_same_facts_make_the_same_decision(
    drawn: tuple[Plan, list[tuple[Claim, ClaimFacts]]],
) -> None:
    assert decide_family(drawn[1], NEW) == decide_family(drawn[1], NEW)


@settings(max_examples=60, deadline=None)
@given(families(), families())
def test_the_order_of_families_does_not_matter(
    one: tuple[Plan, list[tuple[Claim, ClaimFacts]]],
    other: tuple[Plan, list[tuple[Claim, ClaimFacts]]],
) -> None:
    first = (decide_family(one[1], NEW), decide_family(other[1], NEW))
    swapped = (decide_family(other[1], NEW), decide_family(one[1], NEW))
    assert first == swapped[::-1]


def placed_of(asked: list[tuple[Claim, ClaimFacts]]) -> list[Placed]:
    decisions = decide_family(asked, NEW)
    return [
        Placed(order, claim, facts, decision)
        for order, ((claim, facts), decision) in enumerate(zip(asked, decisions, strict=True))
    ]


@settings(max_examples=150, deadline=None)
@given(families(), st.data())
def test_a_claim_replaced_by_itself_changes_nothing(
    drawn: tuple[Plan, list[tuple[Claim, ClaimFacts]]], data: st.DataObject
) -> None:
    in_force = placed_of(drawn[1])
    old = data.draw(st.sampled_from(in_force))
    before = NEW
    for placed in in_force[: old.order]:
        before = before.after(placed.decision)
    facts = replace(old.facts, history=before.history)
    act = replace_claim(old.claim, facts, old.order, in_force)
    assert act.decision.lines == old.decision.lines
    assert balances(act.decision.entries) == balances(old.decision.entries)


@settings(max_examples=100, deadline=None)
@given(families(), st.data())
def test_accumulators_are_the_sum_of_the_entries_of_the_decisions_in_force(
    drawn: tuple[Plan, list[tuple[Claim, ClaimFacts]]], data: st.DataObject
) -> None:
    of_plan, asked = drawn
    in_force = placed_of(asked)
    old = data.draw(st.sampled_from(in_force))
    running = balances(entry for one in in_force for entry in one.decision.entries)
    claim, facts = data.draw(asked_of(of_plan, "C9"))
    act = replace_claim(claim, facts, old.order, in_force)
    running = running.after(act.contra).after(act.decision.entries)
    others = [one.decision for one in in_force if one.order != old.order]
    kept = [entry for one in (*others, act.decision) for entry in one.entries]
    assert running == balances(kept)
    assert_within(of_plan, running)
