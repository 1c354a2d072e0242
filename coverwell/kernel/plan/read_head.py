"""Read the head of a plan document: who, when, whose money, and the yearly amounts."""

from __future__ import annotations

from coverwell.kernel.plan.head_words import (
    ASSIGNMENT,
    COPAYS,
    FAMILY,
    FUNDING,
    PRIMARY_CARE,
    YES_NO,
    member_of,
    one_of,
    read_accounts,
    read_administrators,
    read_day,
    read_referral,
    second_of,
)
from coverwell.kernel.plan.limit import FamilyAmount
from coverwell.kernel.plan.plan import (
    Amounts,
    CoordinationRule,
    Head,
    Options,
    ReferralRule,
    Sharing,
)
from coverwell.kernel.plan.read_limit import read_amount
from coverwell.kernel.plan.texts import Texts


HEAD_KEYS = (
    "plan",
    "kind",
    "effective",
    "source",
    "authored by",
    "checked by",
    "next review",
    "network",
    "funding",
    "entity",
    "administrator",
    "plan year",
    "family",
    "deductible",
    "drug deductible",
    "out of network deductible",
    "out of pocket limit",
    "drug limit",
    "out of network limit",
    "accumulators",
    "primary care provider",
    "referral",
    "health account",
    "prior carrier credit",
    "copays",
    "coordination",
    "assignment",
    "grandfathered",
    "care",
)


def read_head(texts: Texts) -> Head:
    """Read names, signatures and labels."""
    primary_care = one_of("primary care provider rule", PRIMARY_CARE)
    return Head(
        name=texts.required("plan", "Write the name of the plan."),
        kind=texts.text("kind"),
        source=texts.required("source", "Name the document that this plan is taken from."),
        authored_by=texts.text("authored by"),
        checked_by=texts.text("checked by"),
        next_review=texts.read("next review", read_day, None),
        network=texts.text("network"),
        funding=texts.read("funding", one_of("funding", FUNDING), FUNDING[0]),
        administrators=texts.read("administrator", read_administrators, ()),
        entity=texts.text("entity"),
        health_accounts=texts.read("health account", read_accounts, ()),
        primary_care_provider=texts.read("primary care provider", primary_care, PRIMARY_CARE[0]),
        grandfathered=texts.read("grandfathered", second_of("answer", YES_NO), default=False),
    )


def read_amounts(texts: Texts) -> Amounts:
    """Read every yearly amount (cents) and how in and out of network feed each other."""
    family = texts.read("family", one_of("family rule", FAMILY), FAMILY[0])

    def amount(key: str) -> FamilyAmount | None:
        return texts.read(key, lambda text: read_amount(text, family=family), None)

    return Amounts(
        deductible=amount("deductible"),
        out_of_pocket=amount("out of pocket limit"),
        drug_deductible=amount("drug deductible"),
        drug_out_of_pocket=amount("drug limit"),
        out_of_network_deductible=amount("out of network deductible"),
        out_of_network_out_of_pocket=amount("out of network limit"),
        sharing=texts.read(
            "accumulators", member_of("accumulator rule", Sharing), Sharing.SEPARATE
        ),
    )


def read_options(texts: Texts) -> tuple[ReferralRule, Options]:
    """Read the referral rule and the choices that change a decision."""
    referral, also_out = texts.read("referral", read_referral, (ReferralRule.NOT_NEEDED, False))
    coordination = member_of("coordination rule", CoordinationRule)
    return referral, Options(
        highest_copay_of_visit_only=texts.read(
            "copays", second_of("copay rule", COPAYS), default=False
        ),
        referral_opens_out_of_network=also_out,
        prior_carrier_credit=texts.read(
            "prior carrier credit", second_of("answer", YES_NO), default=False
        ),
        coordination=texts.read("coordination", coordination, CoordinationRule.STANDARD),
        assignment_honored=texts.read(
            "assignment", second_of("assignment rule", ASSIGNMENT), default=True
        ),
    )
