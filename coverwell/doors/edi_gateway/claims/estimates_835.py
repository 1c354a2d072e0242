"""The 835 that answers predeterminations: what would be paid, and that nothing is."""

from coverwell.doors.edi_gateway.mail import Mail, keep_in
from coverwell.doors.edi_gateway.payments.remittance_835 import remittance_835
from coverwell.services.estimates.predetermined import predetermined
from coverwell.services.payer.read import payer
from coverwell.wire.x12.events import Interchange
from coverwell.wire.x12.transactions.write_835 import write_remittances


FIRST_NUMBER = 900
"""Their control numbers are the last of those of the file's 277CAs, of which there are fewer."""


def keep_estimates(mail: Mail, to: Interchange, first: int, last: int, number: int) -> int:
    """Answer the predeterminations at these positions of a file; returns how many files."""
    answers = predetermined(mail.file, first, last)
    for at, answer in enumerate(answers, start=number):
        envelope = mail.envelope(to, "277CA", FIRST_NUMBER + at)
        said = remittance_835(answer, payer(mail.day))
        keep_in(mail, "835", at, write_remittances(envelope, [said]))
    return len(answers)
