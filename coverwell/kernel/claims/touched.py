"""The rules that take something from a line, and what says that they took nothing."""

from __future__ import annotations


# A rule that takes something -> the id that says that it took nothing.
UNTOUCHED = {
    "limit_reached": "within_limit",
    "deductible": "no_deductible",
    "copay": "no_copay",
    "coinsurance": "no_coinsurance",
    "out_of_pocket_maximum": "below_maximum",
    "precertification_penalty": "no_penalty",
}
# A bit for each, so that a line's rules are one number.
TOUCHES = {rule: 1 << at for at, rule in enumerate(UNTOUCHED)}
TOUCHES["drug_deductible"] = TOUCHES["dental_deductible"] = TOUCHES["deductible"]
