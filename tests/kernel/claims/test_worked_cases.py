"""The worked cases of the kernel page, cents and all."""

from coverwell.kernel.claims.decision import Status
from coverwell.kernel.vocabulary.money import dollars
from coverwell.kernel.vocabulary.side import Side
from tests.kernel.claims.bench import (
    ANA,
    codes,
    decide,
    facts_of,
    family,
    out,
    parts,
    plan,
    row,
    service,
    used,
)


MET = used(deductible="$500") + family(deductible="$500")


def test_case_1_a_primary_care_visit_costs_its_copay() -> None:
    decision = decide(service("primary care visit", "$120"))
    assert parts(decision) == ("$0", "$35", "$0", "$85")
    assert decision.totals.member_share == dollars("$35")


def test_case_2_one_copay_a_visit_falls_on_the_next_line_where_the_first_is_too_small() -> None:
    decision = decide(
        service("primary care visit", "$28.40"), service("primary care visit", "$60")
    )
    assert parts(decision, 0) == ("$0", "$28.40", "$0", "$0")
    assert parts(decision, 1) == ("$0", "$6.60", "$0", "$53.40")
    assert decision.totals.member_share == dollars("$35")


def test_case_3_the_deductible_comes_before_coinsurance() -> None:
    decision = decide(service("hospital", "$1,000"))
    assert parts(decision) == ("$500", "$0", "$100", "$400")
    assert decision.lines[0].member_share == dollars("$600")


def test_case_4_coinsurance_is_a_share_of_what_the_deductible_leaves() -> None:
    decision = decide(service("hospital", "$333.33"), before=used(deductible="$450"))
    assert parts(decision) == ("$50", "$0", "$56.67", "$226.66")
    assert decision.lines[0].member_share == dollars("$106.67")


def test_case_5_the_family_deductible_fills_first() -> None:
    before = used(deductible="$100") + family(deductible="$950")
    decision = decide(service("hospital", "$1,000"), before=before)
    assert parts(decision) == ("$50", "$0", "$190", "$760")
    assert decision.lines[0].member_share == dollars("$240")


def test_case_6_the_maximum_cuts_the_share() -> None:
    decision = decide(service("hospital", "$20,000"), before=MET + used(out_of_pocket="$2,450"))
    assert parts(decision) == ("$0", "$0", "$50", "$19,950")


def test_case_7_different_rows_of_a_visit_have_their_own_copays() -> None:
    decision = decide(service("specialist visit", "$180"), service("x-ray", "$60"))
    assert parts(decision, 0) == ("$0", "$50", "$0", "$130")
    assert parts(decision, 1) == ("$0", "$10", "$0", "$50")
    assert decision.totals.plan_paid == dollars("$180")


def test_case_7_two_lines_of_one_row_share_one_copay() -> None:
    decision = decide(service("specialist visit", "$180"), service("specialist visit", "$60"))
    assert parts(decision, 1) == ("$0", "$0", "$0", "$60")


def test_case_8_the_visit_beyond_the_limit_is_the_members_at_the_allowed_amount() -> None:
    before = used(side="", **{"visits:physical therapy": 60})
    decision = decide(service("physical therapy", "$90", "$150"), before=before)
    decided = decision.lines[0]
    assert (decided.plan_paid, decided.member_share) == (0, 0)
    assert decided.beyond_limit == decided.member_owes == dollars("$90")
    assert codes(decision) == {"CO-45": "$60", "PR-119": "$90"}
    assert decision.entries == ()


def test_case_9_out_of_network_what_exceeds_the_allowed_amount_is_a_balance_bill() -> None:
    decision = decide(service("hospital", "$900", "$1,500", side=Side.OUT))
    assert parts(decision) == ("$900", "$0", "$0", "$0")
    assert decision.lines[0].balance_bill == dollars("$600")
    assert codes(decision) == {"PR-45": "$600", "PR-1": "$900"}
    assert decision.lines[0].member_owes == dollars("$1,500")


def protected(base: str, rate: str) -> dict[str, object]:
    return {
        "side": Side.OUT,
        "protected": True,
        "cost_share_base": dollars(base),
        "remarks": ("N864", "N869"),
    }


def test_case_10_protected_care_is_shared_on_the_base_and_paid_at_the_rate() -> None:
    emergency = service("emergency room", "$1,100", "$1,500", **protected("$900", "$1,100"))
    decision = decide(emergency, before=MET)
    assert parts(decision) == ("$0", "$0", "$180", "$920")
    assert codes(decision) == {"CO-45": "$400", "PR-2": "$180"}
    assert decision.lines[0].remarks == ("N864", "N869")
    assert decision.lines[0].cost_share_base == dollars("$900")
    assert decision.lines[0].balance_bill == 0


def test_case_11_the_plan_pays_protected_care_before_the_deductible_is_met() -> None:
    emergency = service("emergency room", "$600", "$1,500", **protected("$450", "$600"))
    decision = decide(emergency)
    assert parts(decision) == ("$450", "$0", "$0", "$150")
    assert codes(decision) == {"CO-45": "$900", "PR-1": "$450"}
    assert {entry.side for entry in decision.entries} == {"network"}


APPROVAL = plan(
    {}, row("hospital", "20% coinsurance, after deductible", precertification="required")
)


def test_case_12_without_precertification_in_network_the_provider_bears_it() -> None:
    decision = decide(service("hospital", "$1,000", approved=False), of_plan=APPROVAL)
    decided = decision.lines[0]
    assert decided.status is Status.DENIED
    assert codes(decision) == {"CO-197": "$1,000"}
    assert decided.not_covered_provider == dollars("$1,000")
    assert decided.member_owes == 0
    assert decision.entries == ()


def test_case_15_coinsurance_is_rounded_half_up_once_a_line() -> None:
    decision = decide(service("hospital", "$10.03"), service("hospital", "$10.03"), before=MET)
    assert parts(decision, 0) == parts(decision, 1) == ("$0", "$0", "$2.01", "$8.02")
    assert decision.totals.plan_paid == dollars("$16.04")


POINT_OF_SERVICE = plan(
    {"referral": "needed for the in-network benefit level"},
    row("specialist visit", "$50 copay, deductible does not apply", referral="required"),
)


def test_case_16_without_a_referral_only_the_share_leaves_the_network() -> None:
    decision = decide(
        service("specialist visit", "$180", "$250", referred=False),
        of_plan=POINT_OF_SERVICE,
        before=out(deductible="$1,000"),
    )
    assert parts(decision) == ("$0", "$0", "$72", "$108")
    assert codes(decision) == {"CO-45": "$70", "PR-2": "$72"}
    assert decision.lines[0].balance_bill == 0


def test_case_17_only_the_cut_parts_are_posted() -> None:
    decision = decide(
        service("hospital", "$1,000"),
        before=used(out_of_pocket="$2,200") + family(out_of_pocket="$2,200"),
    )
    assert parts(decision) == ("$300", "$0", "$0", "$700")
    after = facts_of().balances.after(decision.entries)
    assert after.of(ANA.number, "deductible", "network", decision.entries[0].start) == 30000
    assert codes(decision) == {"PR-1": "$300"}


PENALTY = plan(
    {},
    row(
        "hospital",
        "20% coinsurance, after deductible",
        precertification="required, or benefit reduced by 50%",
    ),
)


def test_case_18_the_penalty_is_a_share_of_the_plans_payment() -> None:
    decision = decide(
        service("hospital", "$900", "$1,500", side=Side.OUT, approved=False),
        of_plan=PENALTY,
        before=out(deductible="$1,000"),
    )
    decided = decision.lines[0]
    assert parts(decision) == ("$0", "$0", "$360", "$270")
    assert decided.penalty == dollars("$270")
    assert codes(decision) == {"PR-45": "$600", "PR-197": "$270", "PR-2": "$360"}
    counted = sum(entry.amount for entry in decision.entries if entry.what == "out_of_pocket")
    assert counted == 2 * 36000
