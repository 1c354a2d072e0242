"""The first page of a member: what is owed, what is left, what waits."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from coverwell.kernel.vocabulary.money import ZERO, Money
from coverwell.services.claims.find import FoundClaim, Wanted, find
from coverwell.services.members.limits import Cover, cover_on
from coverwell.services.members.people import Member, people
from coverwell.ui.entry import Request, needs


SHOWN = 5
MOST = 500


@dataclass(frozen=True, slots=True)
class PersonNow:
    """A person with their cover today, their share of this year's claims, and the newest."""

    person: Member
    cover: Cover | None
    owed: Money
    newest: list[FoundClaim]


@needs("member")
def home(request: Request) -> HttpResponse:
    """Show each person whom the reader may see."""
    today = timezone.localdate()
    found = [_now(one, request) for one in people(request.actor)]
    owed = sum((one.owed for one in found), ZERO)
    return render(request, "member/home.html", {"people": found, "owed": owed, "today": today})


def _now(person: Member, request: Request) -> PersonNow:
    today = timezone.localdate()
    wanted = Wanted(
        person=(person.family, person.number), first=today.replace(month=1, day=1), sort="service"
    )
    claims = find(wanted, request.actor, 0, MOST)
    owed = sum((one.member_owes for one in claims if one.member_owes and _stands(one)), ZERO)
    cover = cover_on(today, person.family, person.number, request.actor)
    return PersonNow(person, cover, owed, claims[:SHOWN])


def _stands(claim: FoundClaim) -> bool:
    return claim.state in {"paid", "denied"}
