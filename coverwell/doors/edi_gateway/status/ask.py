"""From the 276's words to ours: which claims are asked about."""

from __future__ import annotations

from coverwell.kernel.vocabulary.money import Money
from coverwell.services.claims.status import StatusQuestion
from coverwell.wire.x12.transactions.claim_status import Claim, ClaimStatus
from coverwell.wire.x12.transactions.common import amount, dated, reference


def question_of(claim: Claim, asked: ClaimStatus) -> StatusQuestion:
    """Say in our words which claim of the patient is meant."""
    holder = asked.subscriber.name if asked.subscriber else None
    service = dated(claim.dates, "472")
    charge = amount(claim.amounts, "T3")
    number = claim.payer_number
    return StatusQuestion(
        number=number,
        # A number of ours names the claim; what else was sent may come from another edition of it.
        account="" if number else reference(claim.references, "EJ"),
        member_id=holder.id[:9] if holder and holder.id_qualifier == "MI" else "",
        first=None if number or service is None else service.first,
        last=None if number or service is None else service.last,
        charge=None if number or charge is None else Money(charge),
    )


def numbers_of(asked: ClaimStatus) -> tuple[str, str]:
    """Return the NPI and the tax id of the provider whose claims are asked about."""
    parties = asked.provider.parties if asked.provider else ()
    npi = next((one.npi for one in parties if one.npi), "")
    tax_id = next((one.id for one in parties if one.id_qualifier == "FI"), "")
    return npi, tax_id
