"""The enrolment forms: the data elements of CAQH CORE 380 (EFT) and 382 (ERA), no more."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coverwell.doors.provider_portal.enrolment_form import (
    CHECKING,
    EnrolmentForm,
    Groups,
    email,
    text,
)
from coverwell.services.payees.enrol import proof_kind
from coverwell.services.payees.values import EFT, ERA, Proof
from coverwell.services.payments.accounts import AccountDetails, is_routing_number


class EftForm(EnrolmentForm):
    """CAQH CORE 380: where the money goes."""

    bank_name = text(gettext_lazy("Financial institution"), 80, optional=True)
    bank_phone = text(gettext_lazy("Telephone of the institution"), 20, 20, optional=True)
    routing = text(
        gettext_lazy("Routing number"),
        9,
        10,
        optional=True,
        help_text=gettext_lazy("Nine digits, on the lower left of a cheque."),
    )
    account_kind = forms.ChoiceField(
        label=gettext_lazy("Type of account"),
        choices=[(CHECKING, gettext_lazy("Checking")), ("savings", gettext_lazy("Savings"))],
    )
    account_number = text(gettext_lazy("Account number"), 17, 20, optional=True)
    account_number_again = text(gettext_lazy("Account number again"), 17, 20, optional=True)
    linkage = forms.ChoiceField(
        label=gettext_lazy("The account is linked to the provider's"),
        choices=[("tin", gettext_lazy("Tax ID")), ("npi", "NPI")],
    )
    proof_file = forms.FileField(
        label=gettext_lazy("Voided cheque or letter of the bank"),
        help_text=gettext_lazy("PDF, PNG or JPEG of at most 1 MB. It is kept sealed."),
        required=False,
    )

    kind = EFT
    GROUPS: ClassVar[Groups] = (
        (
            gettext_lazy("Financial institution and account"),
            (
                *("bank_name", "bank_phone", "routing", "account_kind", "account_number"),
                *("account_number_again", "linkage", "proof_file"),
            ),
        ),
    )

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        for name in ("account_number", "account_number_again"):
            # What a browser remembers or shows again would be a second place for the number.
            self.fields[name].widget.attrs |= {"autocomplete": "off", "inputmode": "numeric"}

    def clean(self) -> dict[str, Any]:
        """See that the account is one, and was written twice alike."""
        said = super().clean() or {}
        if self.cancels:
            return said
        if not is_routing_number(said.get("routing", "")):
            self.add_error(
                "routing", _("Check the routing number: nine digits, the last checks the others.")
            )
        if not said.get("account_number"):
            self.add_error("account_number", _("Enter the account number."))
        elif said["account_number"] != said.get("account_number_again"):
            self.add_error("account_number_again", _("The two account numbers differ."))
        return said

    def clean_proof_file(self) -> Any:
        """Take a picture or a document, and nothing that would run."""
        sent = self.cleaned_data.get("proof_file")
        self._proof = None
        if sent:
            content = sent.read()
            found = proof_kind(content)
            if not found:
                raise forms.ValidationError(_("Send a PDF, PNG or JPEG of at most 1 MB."))
            self._proof = Proof(found, content)
        return ""

    def account(self) -> AccountDetails | None:
        """Return the account, unless the enrolment is cancelled."""
        if self.cancels:
            return None
        told = self.cleaned_data
        checking = told["account_kind"] == CHECKING
        return AccountDetails(told["routing"], told["account_number"], checking=checking)

    def proof(self) -> Proof | None:
        """Return the voided cheque, where one was sent."""
        return getattr(self, "_proof", None)


class EraForm(EnrolmentForm):
    """CAQH CORE 382: who fetches the 835s, and how they are put together."""

    aggregation = forms.ChoiceField(
        label=gettext_lazy("Remittances are put together by"),
        choices=[("tin", gettext_lazy("Tax ID")), ("npi", "NPI")],
    )
    receiver = forms.ChoiceField(
        label=gettext_lazy("Who fetches the 835s"),
        required=False,
        help_text=gettext_lazy("You find each 835 on your own pages in any case."),
    )
    retrieval = forms.ChoiceField(
        label=gettext_lazy("Method of retrieval"),
        choices=[
            ("clearinghouse", gettext_lazy("Through a clearinghouse")),
            ("direct", gettext_lazy("By our own connection")),
            ("portal", gettext_lazy("On these pages")),
        ],
    )
    clearinghouse_contact = text(gettext_lazy("Contact at the clearinghouse"), 60, optional=True)
    clearinghouse_phone = text(
        gettext_lazy("Telephone of the clearinghouse"), 20, 20, optional=True
    )
    clearinghouse_email = email(gettext_lazy("E-mail of the clearinghouse"), optional=True)
    vendor_name = text(gettext_lazy("Software vendor"), 80, optional=True)
    vendor_contact = text(gettext_lazy("Contact at the vendor"), 60, optional=True)

    kind = ERA
    GROUPS: ClassVar[Groups] = (
        (
            gettext_lazy("Remittance advice"),
            ("aggregation", "retrieval", "receiver"),
        ),
        (
            gettext_lazy("Clearinghouse and vendor"),
            (
                *("clearinghouse_contact", "clearinghouse_phone", "clearinghouse_email"),
                *("vendor_name", "vendor_contact"),
            ),
        ),
    )

    def clean(self) -> dict[str, Any]:
        """See that the way and the receiver agree."""
        said = super().clean() or {}
        if self.cancels:
            return said
        if said.get("retrieval") == "portal":
            said["receiver"] = ""
        elif not said.get("receiver"):
            self.add_error(
                "receiver", _("Choose who fetches the 835s, or fetch them on these pages.")
            )
        return said
