"""What we pay after another payer (worked case 14 and the rules beside it)."""

from dataclasses import replace
from datetime import date

import pytest

from coverwell.kernel.claims.adjudicate import adjudicate
from coverwell.kernel.claims.decision import Decision, Outcome, Status
from coverwell.kernel.coordination.order import MedicareBasis, OtherCover, Standing
from coverwell.kernel.plan.plan import Plan
from coverwell.kernel.vocabulary.claim import Adjustment, OtherPayerAnswer
from coverwell.kernel.vocabulary.money import dollars
from coverwell.kernel.vocabulary.period import Period
from tests.kernel.claims.bench import (
    YEAR,
    claim_of,
    codes,
    facts_of,
    family,
    parts,
    plan,
    service,
    stated_of,
    used,
)


MET = used(deductible="$500") + family(deductible="$500")
THEIRS = OtherCover("Other Payer", Period(YEAR), Standing(since=date(2020, 1, 1)))
OURS = Standing(dependent=True)


def answer(paid: str, wrote_off: str, left: str, *, medicare: bool = False) -> OtherPayerAnswer:
    adjustments = (
        Adjustment("CO", "45", dollars(wrote_off)),
        Adjustment("PR", "2", dollars(left)),
    )
    return OtherPayerAnswer("Other Payer", dollars(paid), adjustments, medicare=medicare)


def second(of_plan: Plan, said: OtherPayerAnswer | None, other: OtherCover = THEIRS) -> Decision:
    services = (service("hospital", "$200", "$300", other_payer=said),)
    facts = replace(
        facts_of(of_plan, MET), stated=stated_of(*services), standing=OURS, others=(other,)
    )
    return adjudicate(claim_of(*services), facts)


@pytest.mark.parametrize(
    ("rule", "pays", "member"),
    [
        ("standard", "$50", "$0"),
        ("non-duplication", "$10", "$40"),
        ("maintenance of benefits", "$40", "$10"),
    ],
)
def test_case_14_each_rule_of_coordination_pays_its_own_amount(
    rule: str, pays: str, member: str
) -> None:
    decision = second(plan({"coordination": rule}), answer("$150", "$100", "$50"))
    decided = decision.lines[0]
    assert (str(decided.plan_paid), str(decided.member_share)) == (pays, member)
    assert codes(decision)["OA-23"] == "$250"
    assert decided.allowed == dollars("$200")
    assert decided.other_payer == dollars("$150")


def test_a_claim_without_the_first_payers_answer_is_denied() -> None:
    decision = second(plan(), None)
    assert decision.lines[0].status is Status.DENIED
    assert codes(decision) == {"CO-22": "$300"}


def test_a_cover_that_nobody_verified_pends_the_claim_and_names_what_would_release_it() -> None:
    decision = second(plan(), None, replace(THEIRS, verified=False))
    assert decision.outcome is Outcome.PENDED
    assert decision.pends[0].release == "other_payer_answered"
    assert decision.entries == ()


def test_our_deductible_is_credited_as_if_we_were_alone() -> None:
    services = (service("hospital", "$200", "$300", other_payer=answer("$150", "$100", "$50")),)
    facts = replace(facts_of(), stated=stated_of(*services), standing=OURS, others=(THEIRS,))
    decision = adjudicate(claim_of(*services), facts)
    credited = [one.amount for one in decision.entries if one.what == "deductible"]
    assert credited == [20000, 20000]


def test_the_member_never_owes_more_than_without_the_other_plan() -> None:
    """The first payer allowed more than we do and paid little; the rest is nobody's."""
    decision = second(plan({"coordination": "non-duplication"}), answer("$100", "$0", "$200"))
    decided = decision.lines[0]
    assert decided.member_owes == dollars("$40")
    assert decided.plan_paid == dollars("$60")
    assert decided.charge == decided.plan_paid + sum(one.amount for one in decided.adjustments)


def test_second_to_medicare_we_pay_on_medicares_approved_amount() -> None:
    medicare = OtherCover("Medicare", Period(YEAR), medicare=MedicareBasis.AGE)
    said = answer("$120", "$150", "$30", medicare=True)
    decision = second(plan(), said, medicare)
    decided = decision.lines[0]
    assert decided.allowed == dollars("$150")
    assert (decided.plan_paid, decided.member_share) == (dollars("$30"), 0)


def test_an_answer_for_the_whole_claim_is_spread_over_its_lines_by_charge() -> None:
    services = (service("hospital", "$100"), service("hospital", "$200"))
    facts = replace(
        facts_of(before=MET), stated=stated_of(*services), standing=OURS, others=(THEIRS,)
    )
    claim = replace(claim_of(*services), other_payers=(answer("$100", "$0", "$200"),))
    decision = adjudicate(claim, facts)
    assert [str(one.other_payer) for one in decision.lines] == ["$33.33", "$66.67"]


def test_where_we_pay_first_the_other_payers_answer_changes_nothing() -> None:
    services = (service("hospital", "$200", "$300", other_payer=answer("$150", "$100", "$50")),)
    theirs = replace(THEIRS, standing=Standing(dependent=True))
    facts = replace(facts_of(before=MET), stated=stated_of(*services), others=(theirs,))
    decision = adjudicate(claim_of(*services), facts)
    assert parts(decision) == ("$0", "$0", "$40", "$160")
