"""The vendors through which offices reach us: live partners that agreed to be listed."""

from __future__ import annotations

from dataclasses import dataclass

from coverwell.records.partners.models import Partner
from coverwell.services.acting import ENGINE, Actor, DeniedError, acting
from coverwell.services.partners.enrol import EnrolmentError


@dataclass(frozen=True, slots=True)
class Vendor:
    """A partner as anybody may see it; `transactions` are empty where it exchanges all."""

    name: str
    web: str
    transactions: tuple[str, ...]


def vendors() -> tuple[Vendor, ...]:
    """Return the listed partners that are live, by name."""
    with acting(ENGINE):
        rows = Partner.objects.filter(listed=True, state=Partner.State.LIVE).order_by("name", "pk")
        return tuple(Vendor(one.name, one.web, tuple(sorted(one.transactions))) for one in rows)


def list_vendor(partner: int, *, listed: bool, web: str, actor: Actor) -> None:
    """Put a partner on the public list, or take it off; only with its agreement.

    EnrolmentError: there is no such partner, or the address is none that a browser opens safely.
    """
    if actor.role not in ("staff", "engine"):
        raise DeniedError("Only the payer's staff keep the list of vendors.")
    if web and not web.startswith("https://"):
        raise EnrolmentError("The web address begins with https://.")
    with acting(actor.as_engine()):
        rows = Partner.objects.filter(pk=partner)
        if not rows.update(listed=listed, web=web[:100]):
            raise EnrolmentError(f"There is no partner {partner}.")
