"""Adjustment codes for decisions that need no rulebook: the bench states all else."""

from __future__ import annotations

from coverwell.kernel.reasons.codes import AdjustmentCodes, Codes
from coverwell.kernel.reasons.problem import Effect


# The same as rulebook/codes/adjustments.yaml says; a test holds the two together.
CODES: Codes = {
    "never_covered": AdjustmentCodes("PR", "26"),
    "not_yet_covered": AdjustmentCodes("PR", "26"),
    "coverage_ended": AdjustmentCodes("PR", "27"),
    "coverage_ended_retroactively": AdjustmentCodes("PR", "27"),
    "waiting_period": AdjustmentCodes("PR", "26"),
    "benefit_waiting_period": AdjustmentCodes("PR", "179"),
    "dependent_over_age": AdjustmentCodes("PR", "27"),
    "member_not_identified": AdjustmentCodes("PR", "31"),
    "edition_unknown": AdjustmentCodes("OA", "133", (), Effect.PEND, "edition_published"),
    "care_not_in_plan": AdjustmentCodes("PR", "96", ("N30",)),
    "care_not_covered": AdjustmentCodes("PR", "204"),
    "care_not_covered_harmless": AdjustmentCodes("CO", "96", ("N30",)),
    "care_not_covered_out_of_network": AdjustmentCodes("PR", "242"),
    "precertification_missing": AdjustmentCodes("CO", "197"),
    "precertification_missing_out_of_network": AdjustmentCodes("PR", "197"),
    "referral_missing": AdjustmentCodes("CO", "288"),
    "price_unknown": AdjustmentCodes("OA", "133", (), Effect.PEND, "price_known"),
    "other_payer_first": AdjustmentCodes("CO", "22"),
    "other_payer_unverified": AdjustmentCodes(
        "OA", "133", (), Effect.PEND, "other_payer_answered"
    ),
    "other_payer_not_on_file": AdjustmentCodes(
        "OA", "133", (), Effect.PEND, "other_payer_confirmed"
    ),
    "other_payer_unanswered": AdjustmentCodes("CO", "22", ("MA04",)),
}
