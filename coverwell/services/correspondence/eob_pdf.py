"""The explanation of benefits as a tagged PDF in the language of its reader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coverwell.kernel.vocabulary.money import Money
from coverwell.services.correspondence.eob import Eob
from coverwell.services.correspondence.press import printed
from coverwell.services.explanations.explained import ExplainedLine


Pairs = list[list[str]]


def eob_pdf(eob: Eob) -> bytes:
    """Return the PDF (PDF/UA-1: tagged, titled, with its language)."""
    with translation.override(eob.language):
        return printed("eob.typ", _data(eob))


def dollars_of(amount: Money) -> str:
    """Write an amount with its cents."""
    whole, cents = divmod(abs(amount), 100)
    return f"{'-' if amount < 0 else ''}${whole:,}.{cents:02d}"


def day_of(day: date) -> str:
    """Write a day in full, in the active language."""
    return date_format(day, "DATE_FORMAT")


def _data(eob: Eob) -> Mapping[str, object]:
    payer = eob.payer
    return {
        "title": _("Explanation of benefits"),
        "language": eob.language,
        "number": eob.claim.number,
        "payer": {
            "name": payer.name,
            "address": [payer.street, f"{payer.city}, {payer.state} {payer.zip_code[:5]}"],
            "phone": payer.member_phone,
        },
        "words": _words(),
        "facts": _facts(eob),
        "summary": _summary(eob),
        "notes": notes(eob),
        "head": [_("Date"), _("Service"), _("Charge"), _("Allowed"), _("Plan paid"), _("You owe")],
        "rows": [_row(line) for line in eob.explained.lines],
        "lines": [_why(line) for line in eob.explained.lines],
        "limits_head": [_("Limit"), _("Before"), _("After"), _("Of")],
        "limits": [
            [one.words, dollars_of(one.before), dollars_of(one.used), dollars_of(one.limit)]
            for one in eob.limits
        ],
        "appeal": appeal_words(eob),
        "taglines": [{"language": one.language, "text": one.text} for one in eob.rights.taglines],
    }


def _words() -> dict[str, str]:
    return {
        "claim": _("Claim"),
        "page": _("Page"),
        "phone": _("Questions? Call"),
        "not_a_bill": _("This is not a bill."),
        "summary": _("What happened, in short"),
        "lines": _("Your services"),
        "why": _("Why"),
        "next": _("What you can do"),
        "limits": _("Your limits before and after this claim"),
        "appeal": _("If you do not agree: your right to appeal"),
    }


def _facts(eob: Eob) -> Pairs:
    claim = eob.claim
    return [
        [_("Patient"), claim.patient],
        [_("Member ID"), claim.member_id],
        [_("Plan"), eob.plan],
        [_("Provider"), eob.provider],
        [_("Claim number"), claim.number],
        [_("Received"), day_of(claim.received_on)],
        [_("Decided"), day_of(eob.told_on)],
    ]


def _summary(eob: Eob) -> Pairs:
    totals = eob.explained.totals
    lines = [
        (_("The provider charged"), totals.charge),
        (_("Discount: the provider may not bill you this"), eob.discount),
    ]
    if totals.other_payer:
        lines.append((_("Your other insurance paid"), totals.other_payer))
    lines += [
        (_("The plan paid"), totals.plan_paid),
        (_("You owe the provider"), totals.member_owes),
    ]
    return [[words, dollars_of(amount)] for words, amount in lines]


def notes(eob: Eob) -> list[str]:
    """Say what a reader must know beside the amounts."""
    said = [
        _("Pay only the bill that your provider sends you. It should not ask for more than this."),
    ]
    if eob.explained.totals.balance_bill:
        said.append(
            _("This provider is out of network and may bill you %(amount)s above what we allow.")
            % {"amount": dollars_of(eob.explained.totals.balance_bill)}
        )
    if eob.to_member:
        said.append(_("We send the plan's payment to you; you pay the provider."))
    return said


def appeal_words(eob: Eob) -> list[str]:
    """Say the appeal rights with their days."""
    rights = eob.rights
    return [
        rights.appeal,
        _("Send your appeal by %(day)s. We answer within %(days)s days.")
        % {"day": day_of(rights.until), "days": rights.answer_days},
        rights.urgent,
        rights.external
        + " "
        + _("You have %(months)s months to ask for it.") % {"months": rights.external_months},
        rights.help,
        rights.fairness,
    ]


def _row(line: ExplainedLine) -> list[str]:
    amounts = line.amounts
    money = (amounts.charge, amounts.allowed, amounts.plan_paid, amounts.member_owes)
    name = f"{line.service or _('Service')} ({line.code})"
    return [date_format(line.first, "SHORT_DATE_FORMAT"), name, *map(dollars_of, money)]


def _why(line: ExplainedLine) -> dict[str, object]:
    reasons = [{"sentence": one.sentence, "source": one.source} for one in line.reasons]
    return {
        "title": f"{line.service or _('Service')} ({line.code})",
        "reasons": reasons,
        "steps": list(line.next_steps),
    }
