"""What every enrolment asks: the elements that CAQH CORE 380 (EFT) and 382 (ERA) share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coverwell.kernel.edits.identifiers import valid_npi
from coverwell.services.payees.values import CANCEL, CHANGE, EFT, NEW, Application, Proof
from coverwell.services.payments.accounts import AccountDetails
from coverwell.ui.forms import DayField, offer, short


CHECKING: Final = "checking"
Groups = Sequence[tuple[Any, tuple[str, ...]]]
_PHONE = RegexValidator(
    r"^[0-9 ()+.x-]{10,20}$", gettext_lazy("Write a telephone number with its area code.")
)
_ZIP = RegexValidator(
    r"^\d{5}(-?\d{4})?$", gettext_lazy("Write a ZIP code of five or nine digits.")
)
_STATE = RegexValidator(r"^[A-Za-z]{2}$", gettext_lazy("Write the state's two letters."))


def text(
    label: Any, most: int, width: int = 0, *, optional: bool = False, **words: Any
) -> forms.CharField:
    """Return a field of one line."""
    if width:
        words["widget"] = short(width)
    return forms.CharField(label=label, max_length=most, required=not optional, **words)


def email(label: Any, *, optional: bool = False) -> forms.EmailField:
    """Return a field for an e-mail address."""
    return forms.EmailField(label=label, max_length=80, required=not optional)


class EnrolmentForm(forms.Form):
    """What both enrolments ask: the provider, its numbers, who to reach, who signs."""

    practice = forms.ChoiceField(label=gettext_lazy("Practice"))
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[
            (NEW, gettext_lazy("New enrolment")),
            (CHANGE, gettext_lazy("Change of an enrolment")),
            (CANCEL, gettext_lazy("Cancellation")),
        ],
    )
    provider_name = text(gettext_lazy("Provider name"), 80)
    dba_name = text(gettext_lazy("Doing business as"), 80, optional=True)
    street = text(gettext_lazy("Street"), 55)
    city = text(gettext_lazy("City"), 30)
    state = text(gettext_lazy("State"), 2, 2, validators=[_STATE])
    zip_code = text(gettext_lazy("ZIP code"), 10, 10, validators=[_ZIP])
    npi = text(gettext_lazy("National Provider Identifier (NPI)"), 10, 10)
    trading_partner = text(gettext_lazy("Trading partner ID"), 15, 20, optional=True)
    contact_name = text(gettext_lazy("Contact name"), 60)
    contact_title = text(gettext_lazy("Contact title"), 60, optional=True)
    contact_phone = text(gettext_lazy("Contact telephone"), 20, 20, validators=[_PHONE])
    contact_email = email(gettext_lazy("Contact e-mail"))
    contact_fax = text(gettext_lazy("Contact fax"), 20, 20, optional=True)
    agent_name = text(gettext_lazy("Agent name"), 80, optional=True)
    agent_contact = text(gettext_lazy("Agent contact"), 60, optional=True)
    agent_phone = text(gettext_lazy("Agent telephone"), 20, 20, optional=True)
    agent_email = email(gettext_lazy("Agent e-mail"), optional=True)
    signed_name = text(
        gettext_lazy("Name of the person who signs"),
        60,
        help_text=gettext_lazy("Your name here is the authorized signature."),
    )
    signed_title = text(gettext_lazy("Title of the person who signs"), 60)
    requested_on = DayField(label=gettext_lazy("Requested start, change or end date"))
    agrees = forms.BooleanField(
        label=gettext_lazy("I may sign for this provider, and what I entered is right."),
        error_messages={"required": gettext_lazy("Confirm that you may sign.")},
    )

    kind = EFT
    GROUPS: ClassVar[Groups] = ()
    PROVIDER = (
        (gettext_lazy("What for"), ("practice", "reason", "requested_on")),
        (
            gettext_lazy("Provider"),
            (
                "provider_name",
                "dba_name",
                "street",
                "city",
                "state",
                "zip_code",
                "npi",
                "trading_partner",
            ),
        ),
        (
            gettext_lazy("Contact"),
            ("contact_name", "contact_title", "contact_phone", "contact_email", "contact_fax"),
        ),
        (
            gettext_lazy("Agent, if one acts for the provider"),
            ("agent_name", "agent_contact", "agent_phone", "agent_email"),
        ),
    )
    SIGNATURE = (gettext_lazy("Signature"), ("signed_name", "signed_title", "agrees"))

    def groups(self) -> Iterator[tuple[Any, list[forms.BoundField]]]:
        """Return the fields in the groups of the data set."""
        for title, names in (*self.PROVIDER, *self.GROUPS, self.SIGNATURE):
            yield title, [self[name] for name in names]

    def offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Offer what there is to choose."""
        offer(self, name, choices)

    def clean_npi(self) -> str:
        """See that the number's last digit checks the others."""
        npi: str = self.cleaned_data["npi"]
        if not valid_npi(npi):
            raise forms.ValidationError(
                _("Check the NPI: its last digit does not fit the others.")
            )
        return npi

    @property
    def cancels(self) -> bool:
        """Say whether this ends an enrolment: no account is asked for then."""
        return self.data.get("reason") == CANCEL

    def application(self) -> Application:
        """Return what was asked for; only after it was found valid."""
        told = self.cleaned_data
        left_out = {*NEVER_SAID, "practice", "reason", "requested_on", "agrees", "receiver"}
        said = {
            name: told[name].isoformat() if isinstance(told[name], date) else str(told[name] or "")
            for name in told
            if name not in left_out
        }
        return Application(
            self.kind,  # type: ignore[arg-type]  # each form has its own
            told["reason"],
            told["practice"],
            told["requested_on"],
            said,
            self.account(),
            self.proof(),
            int(told.get("receiver") or 0),
        )

    def account(self) -> AccountDetails | None:
        """Return the bank account, where one is asked for."""
        return None

    def proof(self) -> Proof | None:
        """Return the voided cheque, where one was sent."""
        return None


NEVER_SAID: Final = frozenset(
    ("account_number", "account_number_again", "routing", "account_kind", "proof")
)
"""What goes into the sealed account, and nowhere else."""
