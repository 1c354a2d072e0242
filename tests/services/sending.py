"""Claims sent in a file and accepted, ready to be decided."""

from datetime import date

from coverwell.doors.edi_gateway.claims.read_837 import propose
from coverwell.services.acting import ENGINE, acting
from coverwell.services.claims.accept import accept
from coverwell.services.claims.hand_over import hand_over
from coverwell.services.claims.proposed import Source
from coverwell.services.files.keep import Arrival, keep
from coverwell.wire.x12.transactions.claim_837 import Claim837
from coverwell.wire.x12.transactions.read_837 import read_claims
from tests.claim_files import Sent, file_837


DAY = date(2026, 11, 20)


def take(*claims: Sent) -> tuple[int, int]:
    data = file_837(claims)
    kept = keep([data], Arrival(claims[0].id, "cli", kind="other"), ENGINE)
    sent = [one for one in read_claims([data]) if isinstance(one, Claim837)]
    proposed = [propose(one, number, DAY) for number, one in enumerate(sent, start=1)]
    taken = accept(proposed, Source(kept.id, DAY))
    with acting(ENGINE):
        hand_over(kept.id, 1, len(proposed))
    return taken.accepted, taken.rejected
