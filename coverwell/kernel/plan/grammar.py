"""The closed grammar of plan documents, as printed for the people who write them."""

from __future__ import annotations


CELL_GRAMMAR = """\
cell   = "not covered" | share
share  = part [ ", then " part ] [ ", " when ]
       | part ", then deductible" [ ", then " part ]
part   = "no charge" | money " copay" [ per ] [ cap ] | percent " coinsurance" [ cap ]
per    = " per " ( "visit" | "day" | "stay" | "fill" | "trip" | "item" )   without it: per visit
cap    = ", up to " money [ per ] | " for the first " number ( " days" | " visits" )
       | " waived if admitted"
when   = "after deductible" | "after drug deductible" | "deductible does not apply"
                                                  without it: the deductible does not apply
"""

LIMIT_GRAMMAR = """\
limit  = ( number ( " visits" | " days" | " items" ) | amount ) per-time [ shared ]
amount = money ( " allowance" | " maximum" )      what the plan allows, or what it pays
per-time = " per year" | " per " number " months" | " per lifetime"
shared = " with " care { ", " care }              the rows that use up the same limit
precertification = "not required" | "required" | "required, or not covered"
       | "required, or benefit reduced by " percent
"""

HEAD_GRAMMAR = """\
plan                       the name of the plan   (required)
kind                       what the plan is sold as: PPO, HMO, point of service, …
effective                  date " to " date | date   (required)
source                     the document that this is taken from   (required)
authored by                a person   (required to publish)
checked by                 another person   (required to publish)
next review                date   (required to publish)
network                    the name of the network; "; " between the networks of the tiers
funding                    "insured" | "self-funded"   without it: insured
entity                     the company that underwrites the plan
administrator              name [ " for " function { ", " function } ] { "; " … }
plan year                  "calendar year" | "begins " month day   without it: calendar year
family                     "embedded" | "aggregate"   without it: embedded
deductible                 amount
drug deductible            amount   only where drugs have a deductible of their own
out of network deductible  amount
out of pocket limit        amount
drug limit                 amount
out of network limit       amount
accumulators               "separate" | "out counts toward in" | "shared"   without it: separate
primary care provider      "not required" | "required"   without it: not required
referral                   ( "not needed" | "needed for the in-network benefit level"
                           | "required" ) [ ", also out of network" ]   without it: not needed
health account             "none" | account { ", " account };  "HSA" means HSA-qualified
prior carrier credit       "no" | "yes"   without it: no
copays                     "one per visit and benefit" | "highest of the visit only"
coordination               "standard" | "non-duplication" | "maintenance of benefits"
assignment                 "honored" | "not honored"   without it: honored
grandfathered              "no" | "yes"   without it: no
care                       the rows, in the order of the SBC   (required)

amount   = "none" | money " person" [ ", " money " family" ] [ ", " ( "embedded" | "aggregate" ) ]
account  = "HSA" | "HRA" | "FSA"
function = "appeals" | "behavioral health" | "claims" | "customer service" | "eligibility"
         | "network" | "pharmacy" | "precertification"
"""

ROW_GRAMMAR = """\
when                the SBC's common medical event   (required)
care                a key of rulebook/codes/care.yaml   (required)
says                the sentence of the plan document, with its section   (required)
network             cell   (required, or every tier by name)
tier 1 … tier 4     cell, best tier first; a row with `network` alone holds for all tiers
out of network      cell   without it: not covered out of network
limit               limit
waiting period      number " months" | "none": so long is a member covered before the row pays
precertification    precertification   without it: not required
referral            "required" | "not required": is this row behind the plan's referral rule?
decided by          the person who must judge, such as medical director
"""


def grammar() -> str:
    """Return the whole grammar as text."""
    parts = (
        ("Cells", CELL_GRAMMAR),
        ("Limits and precertification", LIMIT_GRAMMAR),
        ("Keys of the head", HEAD_GRAMMAR),
        ("Keys of a row", ROW_GRAMMAR),
    )
    return "\n".join(f"# {title}\n\n{text}" for title, text in parts)
