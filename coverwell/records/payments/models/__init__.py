"""Payment runs, payments, what each settles, and the ledger. Rows are added, never changed."""

from coverwell.records.payments.models.bank_accounts import BankAccount
from coverwell.records.payments.models.beside import (
    BackupWithholding,
    PayeeOrder,
    PaymentAdjustment,
    RecoveryByLetter,
)
from coverwell.records.payments.models.files import Channel, SendingEvent, SentFile, ToSend
from coverwell.records.payments.models.ledger import LedgerEntry, Posting
from coverwell.records.payments.models.payments import Payment, PaymentItem, PaymentOutcome
from coverwell.records.payments.models.runs import Run, RunRequest, RunRequestItem


__all__ = [
    "BackupWithholding",
    "BankAccount",
    "Channel",
    "LedgerEntry",
    "PayeeOrder",
    "Payment",
    "PaymentAdjustment",
    "PaymentItem",
    "PaymentOutcome",
    "Posting",
    "RecoveryByLetter",
    "Run",
    "RunRequest",
    "RunRequestItem",
    "SendingEvent",
    "SentFile",
    "ToSend",
]
