"""Premiums: invoices as they stand, one of them with its lines, and what waits in suspense."""

from __future__ import annotations

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coverwell.services.billing.post import PostingError
from coverwell.services.billing.rules import billing_rules
from coverwell.services.billing.show import ShownInvoice, invoice, invoices
from coverwell.services.billing.suspense import apply, waiting
from coverwell.ui.entry import Request, needs, not_found
from coverwell.ui.listing import as_file, cut, page_number, wants_file


MOST = 10_000


class FindForm(forms.Form):
    """One box for a number, an account or a subscriber."""

    words = forms.CharField(
        label=gettext_lazy("Find an invoice"),
        help_text=gettext_lazy("Invoice number, account number or subscriber number"),
        required=False,
        max_length=30,
    )


@needs("staff")
def billing_page(request: Request) -> HttpResponse:
    """List invoices, and what was paid and belongs to none of them yet."""
    form = FindForm(request.GET)
    words = form.cleaned_data["words"].strip() if form.is_valid() else ""
    rows = invoices(request.actor, timezone.localdate(), words=words, most=MOST)
    if wants_file(request):
        return _export(request, rows)
    shown = {
        "form": form,
        "page": cut([_named(one) for one in rows], page_number(request)),
        "states": _states(),
        "waits": [replace(one, said=_in_words(one.said)) for one in waiting(request.actor)],
        "why": _reasons(),
    }
    return render(request, "back_office/billing.html", shown)


@needs("staff")
def invoice_page(request: Request, number: str) -> HttpResponse:
    """Show one invoice with its lines."""
    found = invoice(number, request.actor, timezone.localdate())
    if found is None:
        return not_found(request)
    kinds = {"premium": _("Premium"), "adjustment": _("Set right")}
    shown = {"invoice": _named(found), "states": _states(), "kinds": kinds, "tiers": _tiers()}
    return render(request, "back_office/invoice.html", shown)


@require_POST
@needs("staff")
def count(request: Request, receipt: int, line: int) -> HttpResponse:
    """Count what waits on an invoice."""
    known = {(one.receipt, one.line) for one in waiting(request.actor, MOST)}
    if (receipt, line) not in known:
        return not_found(request)
    number, why = request.POST.get("invoice", "").strip(), request.POST.get("why", "")
    try:
        apply((receipt, line), [number], why, timezone.localdate(), request.actor)
    except PostingError as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("Counted on invoice %(number)s.") % {"number": number})
    return HttpResponseRedirect(reverse("staff:billing"))


def _states() -> dict[str, str]:
    return {
        "open": _("Open"),
        "paid": _("Paid"),
        "overdue": _("Overdue, grace runs"),
        "lapsed": _("Grace is over"),
        "credit": _("Credit"),
    }


def _tiers() -> dict[str, str]:
    return {
        "employee": _("employee"),
        "employee and spouse": _("employee and spouse"),
        "employee and children": _("employee and children"),
        "family": _("family"),
        "by age": _("by age"),
        "ended": _("ended"),
    }


def _named(one: ShownInvoice) -> ShownInvoice:
    return replace(one, payer=_in_words(one.payer))


def _in_words(text: str) -> str:
    """Say "account A1" or "invoice INV1, member H1" in the reader's language."""
    words = {
        "account": _("account"),
        "family": _("family"),
        "invoice": _("invoice"),
        "member": _("member"),
    }
    parts = (part.split(" ", 1) for part in text.split(", ") if part)
    return ", ".join(" ".join((words.get(what, what), *rest)) for what, *rest in parts)


def _reasons() -> dict[str, str]:
    """Why something waits, in the reader's language."""
    spanish = (get_language() or "").startswith("es")
    rules = billing_rules(timezone.localdate()).waits
    return {key: one.spanish if spanish else one.english for key, one in rules.items()}


def _export(request: Request, rows: list[ShownInvoice]) -> HttpResponse:
    head = [_("Invoice"), _("Payer"), _("Name"), _("Month"), _("Due"), _("Total"), _("Paid"),
            _("Status")]  # fmt: skip
    states = _states()
    return as_file(
        request, "invoices", head,
        (
            (one.number, one.payer, one.name, one.month, one.due, one.total, one.paid,
             states[one.state])
            for one in rows
        ),
    )  # fmt: skip
