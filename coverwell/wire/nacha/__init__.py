"""ACH files for the bank: payments to providers (CCD+) and to members (PPD). Amounts are cents.

    write_file(AchFile(Bank("021000021", "FIRST BANK"), origin, when, "A", (batch,))) -> bytes

Layout: the NACHA operating rules' 94-character records, blocked by ten. The CCD+ entry carries the
835's trace number in its addendum, so that the provider can match money and advice (45 CFR
162.1602; CAQH CORE 370).
"""

from coverwell.wire.nacha.entries import (
    AchFile,
    Bank,
    CannotWriteError,
    Credit,
    MemberBatch,
    Origin,
    ProviderBatch,
    Reassociation,
    is_routing_number,
)
from coverwell.wire.nacha.writer import write_file


__all__ = [
    "AchFile",
    "Bank",
    "CannotWriteError",
    "Credit",
    "MemberBatch",
    "Origin",
    "ProviderBatch",
    "Reassociation",
    "is_routing_number",
    "write_file",
]
