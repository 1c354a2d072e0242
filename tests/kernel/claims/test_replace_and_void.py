"""Claims replaced and voided at their place in the family's benefit order (case 13)."""

from dataclasses import replace

from coverwell.kernel.claims.decision import Decision
from coverwell.kernel.claims.facts import ClaimFacts
from coverwell.kernel.claims.family import (
    Family,
    Placed,
    decide_family,
    replace_claim,
    void_claim,
    would_differ,
)
from coverwell.kernel.cost_share.balances import NOTHING_USED, balances
from coverwell.kernel.vocabulary.claim import Claim
from coverwell.kernel.vocabulary.history import NO_HISTORY
from coverwell.kernel.vocabulary.money import dollars
from tests.kernel.claims.bench import YEAR, claim_of, facts_of, service, stated_of


NEW = Family(NOTHING_USED, NO_HISTORY)


def hospital(allowed: str, number: str) -> tuple[Claim, ClaimFacts]:
    stay = service("hospital", allowed)
    return claim_of(stay, number=number), replace(facts_of(), stated=stated_of(stay))


def placed(*asked: tuple[Claim, ClaimFacts]) -> list[Placed]:
    decisions = decide_family(asked, NEW)
    return [
        Placed(order, claim, facts, decision)
        for order, ((claim, facts), decision) in enumerate(
            zip(asked, decisions, strict=True), start=1
        )
    ]


def pays(*decisions: Decision) -> list[str]:
    return [str(one.totals.plan_paid) for one in decisions]


def test_case_13_a_claim_replaced_with_the_same_amounts_changes_nothing() -> None:
    first, then = placed(hospital("$1,000", "C1"), hospital("$1,000", "C2"))
    assert pays(first.decision, then.decision) == ["$400", "$800"]
    again, facts = hospital("$1,000", "C3")
    act = replace_claim(again, facts, 1, [first, then])
    assert pays(act.decision) == ["$400"]
    assert act.decision.totals == first.decision.totals
    in_force = balances((*act.decision.entries, *then.decision.entries))
    before = balances((*first.decision.entries, *then.decision.entries))
    assert in_force == before
    assert before.after(act.contra).after(act.decision.entries) == before


def test_a_voided_claim_gives_back_all_that_it_used() -> None:
    first, then = placed(hospital("$1,000", "C1"), hospital("$1,000", "C2"))
    used = balances((*first.decision.entries, *then.decision.entries))
    left = used.after(void_claim(1, [first, then]))
    assert left == balances(then.decision.entries)
    assert left.of("M1", "deductible", "network", YEAR) == 0


def test_what_a_voided_claim_had_used_is_free_for_the_next_claim() -> None:
    _, then = placed(hospital("$1,000", "C1"), hospital("$1,000", "C2"))
    after = Family(balances(then.decision.entries), NO_HISTORY)
    (third,) = decide_family([hospital("$1,000", "C3")], after)
    assert third.totals.deductible == dollars("$500")


def test_claims_that_would_come_out_otherwise_after_a_void_are_listed() -> None:
    first, then = placed(hospital("$1,000", "C1"), hospital("$1,000", "C2"))
    (listed,) = would_differ([then], NEW)
    assert listed.claim.number == "C2"
    assert pays(then.decision, listed.decision) == ["$800", "$400"]
    assert would_differ([first, then], NEW) == ()


def test_a_larger_replacement_never_takes_more_deductible_than_there_is() -> None:
    first, then = placed(hospital("$300", "C1"), hospital("$1,000", "C2"))
    act = replace_claim(*hospital("$1,000", "C3"), 1, [first, then])
    after = balances((*act.decision.entries, *then.decision.entries))
    assert after.of("M1", "deductible", "network", YEAR) == dollars("$500")
