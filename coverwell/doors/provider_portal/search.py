"""The one search box: a person, a claim, an estimate, an answer, a payment, by any number."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from coverwell.doors.provider_portal.office import OfficeRequest, office
from coverwell.doors.provider_portal.patients import address
from coverwell.services.addresses import asked_in_address, in_address
from coverwell.services.authorizations.find import by_reference
from coverwell.services.authorizations.inquire import request_number
from coverwell.services.claims.find import Wanted, find
from coverwell.services.claims.numbers import split_member_id
from coverwell.services.eligibility.question import Search
from coverwell.services.eligibility.store import show_answer
from coverwell.services.estimates.show import show_estimate
from coverwell.services.patients.coverage import ask_by_card, patient_of
from coverwell.services.payments.show import remittance
from coverwell.ui.forms import DayField


@office
def search(request: OfficeRequest) -> HttpResponse:
    """Go straight to what a number names; else list the claims that fit the words.

    The words are sent, not put into the address: they may be a name and a birth date.
    """
    words = " ".join(request.POST.get("words", "").split())[:80]
    there = _by_number(words.upper(), request) or _by_person(words, request)
    if there is None:
        said = urlencode({"who": asked_in_address({"words": words})})
        there = f"{reverse('office:claims')}?{said}"
    return HttpResponseRedirect(there)


def _by_number(words: str, request: OfficeRequest) -> str | None:
    actor = request.actor
    if words.startswith("E") and words[1:].isdigit() and show_estimate(words, actor):
        return reverse("office:estimate", args=[words])
    if words.startswith("Q") and words[1:].isdigit():
        return _by_answer(words, request)
    if words.isdigit() and len(words) == 12 and remittance(words, actor):
        return reverse("office:remittance", args=[words])
    if split_member_id(words):
        return _by_member_id(words, request)
    return _by_request(words, request) or _by_claim(words, request)


def _by_claim(words: str, request: OfficeRequest) -> str | None:
    claims = find(Wanted(number=words), request.actor, 0, 1) if words else []
    return reverse("office:claim", args=[claims[0].number]) if claims else None


def _by_request(words: str, request: OfficeRequest) -> str | None:
    """Find a request for approval by its reference, or by an approval number of it."""
    number = request_number(words)
    if not (number.startswith("P") and number[1:].isdigit()):
        return None
    found = by_reference(number, request.actor)
    return None if found is None else reverse("office:precertification", args=[number])


def _by_answer(words: str, request: OfficeRequest) -> str | None:
    found = show_answer(words, request.actor)
    if found is None or found.subject is None:
        return None
    return address(found.subject.member_id, found.day)


def _by_member_id(words: str, request: OfficeRequest) -> str:
    person = patient_of(words, request.actor)
    if person is not None:
        return reverse("office:patient", args=[person.reference])
    # Not known to the office yet: it may ask with the birth date that stands on the card.
    return f"{reverse('office:patients')}?{urlencode({'who': in_address(words)})}"


def _by_person(words: str, request: OfficeRequest) -> str | None:
    """Find a person by name and birth date: 'rivera 3/14/86' or 'Ana Rivera 3/14/1986'."""
    *names, last = words.replace(",", " ").split() or [""]
    try:
        born = DayField().clean(last)
    except ValidationError:
        return None
    if not names:
        return None
    search = Search(first_name=" ".join(names[:-1]), last_name=names[-1], birth_date=born)
    today = timezone.localdate()
    found = ask_by_card(search, today, today, request.actor)
    return None if found.subject is None else address(found.subject.member_id, found.day)
