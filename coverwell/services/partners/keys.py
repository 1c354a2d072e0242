"""By which keys a partner signs in, and who it is that did."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import IntegrityError
from django.db.models import Q

from coverwell.records.partners.models import Partner, PartnerKey
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.partners.allowed import ENTERS, Enrolment
from coverwell.services.partners.enrol import EnrolmentError
from coverwell.services.recalled import Recalled


Kind = PartnerKey.Kind
LEAST_SECRET: Final = 32
"""Characters; a shared secret is made by a machine, so that its plain hash gives nothing away."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A partner that proved who it is. `actor` carries its name into the audit.

    `tax_ids` are the offices it may send for (empty: any). Not `live`: it is testing, and nothing
    that it sends counts. `key` is the row of the key that it came in with.
    """

    partner: int
    name: str
    address: tuple[str, str]
    tax_ids: frozenset[str]
    enrolment: Enrolment
    live: bool
    key: int

    @property
    def actor(self) -> Actor:
        """Return the actor under whose name the partner's files are kept."""
        return Actor(f"partner {self.partner}", "engine")


def add_key(partner: int, kind: str, fingerprint: str, label: str, actor: Actor) -> None:
    """Let a partner sign in with a key from today on. EnrolmentError: somebody has it."""
    try:
        with acting(actor.as_engine()):
            PartnerKey.objects.create(
                partner_id=partner,
                kind=kind,
                fingerprint=fingerprint,
                label=label,
                first_on=date.today(),  # noqa: DTZ011 - a key holds from the day it was given
                added_by=actor.user,
            )
    except IntegrityError as taken:
        raise EnrolmentError("This key was given before, or there is no such partner.") from taken


def add_secret(partner: int, secret: str, label: str, actor: Actor) -> None:
    """Let a partner sign in with a shared secret, of which only the hash is kept."""
    if len(secret) < LEAST_SECRET:
        raise EnrolmentError(f"A secret has at least {LEAST_SECRET} characters.")
    add_key(partner, Kind.SHARED, secret_hash(secret), label, actor)


def end_key(partner: int, fingerprint: str, last_on: date, actor: Actor) -> bool:
    """End a key; False where the partner has no such key."""
    with acting(actor.as_engine()):
        keys = PartnerKey.objects.filter(partner=partner, fingerprint=fingerprint)
        return bool(keys.update(last_on=last_on))


def by_key(login: str, kind: str, fingerprint: str, day: date) -> SignedIn | None:
    """Return the partner of a login whose key this is on a day; None: nobody may come in."""
    return _holder(Q(kind=kind, fingerprint=fingerprint, partner__login=login), day)


def by_own_key(kind: str, fingerprint: str, day: date) -> SignedIn | None:
    """Return the partner whose key this is, where the key itself says who it is."""
    return _holder(Q(kind=kind, fingerprint=fingerprint), day)


def recalled(kind: str, fingerprint: str, login: str, day: date) -> SignedIn | None:
    """Return the partner of a key as it was within the last seconds; `login` '' : any.

    For real time only, where `keep_question` looks again whether the key still holds.
    None: nobody may come in.
    """

    def look_up() -> SignedIn | None:
        return (
            by_key(login, kind, fingerprint, day) if login else by_own_key(kind, fingerprint, day)
        )

    return _RECALLED.get((kind, fingerprint, login, day), look_up)


_RECALLED: Final[Recalled[SignedIn]] = Recalled()


def _holder(asked: Q, day: date) -> SignedIn | None:
    holds = Q(first_on__lte=day) & (Q(last_on=None) | Q(last_on__gte=day))
    active = Q(partner__state__in=ENTERS)
    with acting(ENGINE):
        keys = PartnerKey.objects.select_related("partner").filter(asked & holds & active)
        key = keys.first()
    return None if key is None else _signed_in(key.partner, key.pk)


def by_secret(login: str, secret: str, day: date) -> SignedIn | None:
    """Return the partner of a login whose secret this is; None: nobody may come in."""
    return by_key(login, Kind.SHARED, secret_hash(secret), day)


def secret_hash(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _signed_in(row: Partner, key: int) -> SignedIn:
    return SignedIn(
        row.pk,
        row.name,
        (row.qualifier, row.sender_id),
        frozenset(row.tax_ids),
        Enrolment(row.name, frozenset(row.transactions)),
        row.live,
        key,
    )
