"""Are the numbers of providers well formed?"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from coverwell.kernel.edits.facts import EditFacts, EditTables, Fault
from coverwell.kernel.edits.fault import fault
from coverwell.kernel.vocabulary.claim import Claim


# 45 CFR 162.406: the check digit is computed as if 80840 stood before the number; that adds 24.
_PREFIX_SUM = 24
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


@lru_cache(maxsize=16384)
def valid_npi(npi: str) -> bool:
    """Say whether ten digits end in the right check digit (Luhn, ISO/IEC 7812-1)."""
    if len(npi) != 10 or not (npi.isascii() and npi.isdigit()) or npi[0] not in "12":
        return False
    odd = sum(_DOUBLED[int(digit)] for digit in npi[-2::-2])
    even = sum(int(digit) for digit in npi[-1::-2])
    return (odd + even + _PREFIX_SUM) % 10 == 0


def check_identifiers(claim: Claim, facts: EditFacts, tables: EditTables) -> Iterable[Fault]:  # noqa: ARG001
    """Check the billing provider's numbers and each rendering provider's."""
    source = "45 CFR 162.406"
    if not valid_npi(claim.billing.npi):
        yield fault(0, "billing_npi_invalid", source, npi=claim.billing.npi)
    tin = claim.billing.tin
    if not (len(tin) == 9 and tin.isascii() and tin.isdigit()):
        yield fault(0, "tax_id_invalid", source)
    billing, of_claim = claim.billing.npi, claim.rendering_or_billing.npi
    for line in claim.lines:
        npi = line.rendering.npi or of_claim
        if npi != billing and not valid_npi(npi):
            yield fault(line.number, "rendering_npi_invalid", source, npi=npi)
