"""Who fetches a payee's 835s: a clearinghouse, the office's own connection, or nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from coverwell.records.partners.models import Partner, RemittanceReceiver
from coverwell.records.providers.models import Group
from coverwell.services.acting import ENGINE, Actor, DeniedError, acting
from coverwell.services.partners.enrol import EnrolmentError
from coverwell.services.partners.quirks import NONE, Quirks, quirks_of


GETS_MAIL: Final = (Partner.State.LIVE, Partner.State.SUSPENDED)
"""Real money is told to whom was live; who is suspended finds it when it may come in again."""


@dataclass(frozen=True, slots=True)
class Mailed:
    """A partner as an outgoing file names it: its address, and how it wants to be written to.

    `delimiters` are segment, element, component and repetition.
    """

    partner: int
    name: str
    address: tuple[str, str]
    delimiters: str
    quirks: Quirks = NONE


@dataclass(frozen=True, slots=True)
class Receiver:
    """From which day on who fetches the 835s of a payee; partner 0: nobody, from that day on."""

    tax_id: str
    partner: int
    name: str
    first_on: date
    by: str
    at: datetime
    why: str


def set_receiver(tax_id: str, partner: int, first_on: date, actor: Actor, why: str = "") -> None:
    """Let a live partner fetch a payee's 835s from a day on; the newest word of a day counts.

    An office decides for its own tax ids, staff for all (DeniedError). EnrolmentError says what
    to change: the payee, or a partner that is not live or does not work for it.
    """
    _may(tax_id, actor)
    with acting(actor.as_engine()):
        receive_from(tax_id, partner, first_on, actor.user, why)


def receive_from(tax_id: str, partner: int, first_on: date, by: str, why: str) -> None:
    """Note who fetches a payee's 835s from a day on (0: nobody); in the caller's transaction."""
    _known(tax_id)
    row = Partner.objects.filter(pk=partner).first()
    if partner and (row is None or not row.live):
        raise EnrolmentError(f"Partner {partner} is not live: it cannot receive remittances.")
    if row is not None and row.tax_ids and tax_id not in row.tax_ids:
        raise EnrolmentError(f"{row.name} is not enrolled for the tax ID {tax_id}.")
    RemittanceReceiver.objects.create(
        tax_id=tax_id, partner_id=partner or None, first_on=first_on, by=by, why=why[:200]
    )


def end_receiver(tax_id: str, first_on: date, actor: Actor, why: str = "") -> None:
    """Let nobody fetch a payee's 835s from a day on; the office still reads them on its pages."""
    _may(tax_id, actor)
    with acting(actor.as_engine()):
        receive_from(tax_id, 0, first_on, actor.user, why)


def receiver_on(tax_id: str, day: date) -> Mailed | None:
    """Return who fetches a payee's 835s on a day; None: nobody."""
    with acting(ENGINE):
        return receivers_on([tax_id], day).get(tax_id)


def receivers_on(tax_ids: Iterable[str], day: date) -> dict[str, Mailed]:
    """Return who fetches the 835s of payees on a day; inside the caller's transaction."""
    newest = (
        RemittanceReceiver.objects.filter(tax_id__in=set(tax_ids), first_on__lte=day)
        .order_by("tax_id", "-first_on", "-pk")
        .distinct("tax_id")
        .select_related("partner")
    )
    return {
        row.tax_id: mailed(row.partner, day)
        for row in newest
        if row.partner is not None and row.partner.state in GETS_MAIL
    }


def mailed(row: Partner, day: date) -> Mailed:
    """Return a partner as an outgoing file of a day names it."""
    address, quirks = (row.qualifier, row.sender_id), quirks_of(row.profile, day)
    return Mailed(row.pk, row.name, quirks.receiver or address, row.delimiters, quirks)


def receivers_of(tax_id: str, actor: Actor) -> tuple[Receiver, ...]:
    """Return what was decided for a payee, the newest first."""
    _may(tax_id, actor)
    with acting(actor.as_engine()):
        rows = RemittanceReceiver.objects.filter(tax_id=tax_id).select_related("partner")
        return tuple(_receiver(row) for row in rows.order_by("-first_on", "-pk"))


def who_can_receive(tax_id: str, actor: Actor) -> tuple[tuple[int, str], ...]:
    """Return the live partners that may fetch a payee's 835s, to choose one: number and name."""
    _may(tax_id, actor)
    with acting(actor.as_engine()):
        live = Partner.objects.filter(state=Partner.State.LIVE).order_by("name")
        rows = live.values_list("pk", "name", "tax_ids")
        return tuple((pk, name) for pk, name, own in rows if not own or tax_id in own)


def _receiver(row: RemittanceReceiver) -> Receiver:
    name = row.partner.name if row.partner else ""
    return Receiver(row.tax_id, row.partner_id or 0, name, row.first_on, row.by, row.at, row.why)


def _known(tax_id: str) -> None:
    if not Group.objects.filter(tax_id=tax_id).exists():
        raise EnrolmentError(f"There is no office with the tax ID {tax_id}.")


def _may(tax_id: str, actor: Actor) -> None:
    own = actor.role == "provider" and tax_id in actor.tax_ids
    if not own and actor.role not in ("staff", "engine"):
        raise DeniedError("An office decides for its own tax IDs, the payer's staff for all.")
