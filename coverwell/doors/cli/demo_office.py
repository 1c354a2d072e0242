"""What the demonstration's front desk sent this morning: good claims, and some to correct."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from coverwell.doors.cli.sample_837 import claim_837
from coverwell.services.payer.read import payer
from coverwell.services.world.create import World
from coverwell.services.world.history import DemoClaim
from coverwell.services.world.providers import DemoGroup
from coverwell.wire.x12 import Claim837
from coverwell.wire.x12.transactions.common import Contact, Party, Procedure
from coverwell.wire.x12.transactions.write_837 import PROFESSIONAL, header_for, write_claims
from coverwell.wire.x12.writer import Envelope


NAME = "front-desk-morning.837"
FIRST_SERIAL = 90_001
CLAIMS = 7


def morning_file(drawn: World, group: DemoGroup, sent: date) -> bytes:
    """Write the office's file of a morning, as its practice software would."""
    now = timezone.make_aware(datetime.combine(sent, time(8, 15)))
    us = payer(sent)
    envelope = Envelope("ZZ", f"PM{group.tax_id}", "ZZ", us.payer_id, now, 77, "P")
    submitter = Party(
        "41",
        last=group.name.upper(),
        id_qualifier="46",
        id=group.tax_id,
        contacts=(Contact("IC", "FRONT DESK", (("TE", "8005550188"),)),),
    )
    receiver = Party("40", last=us.name.upper(), id_qualifier="46", id=us.payer_id)
    header = header_for(envelope, PROFESSIONAL, "MORNING77", submitter, receiver)
    claims = [claim_837(one, header, us) for one in _visits(drawn, group, sent)]
    return write_claims(envelope, _with_mistakes(claims))


def _visits(drawn: World, group: DemoGroup, sent: date) -> Iterator[DemoClaim]:
    """Take visits of the office that had no claim of that day before: last week's follow-ups."""
    own = [one for one in drawn.claims if one.group is group and one.family.last_on is None]
    seen: set[str] = set()
    for claim in reversed(own):
        if claim.family.subscriber_number in seen or len(seen) == CLAIMS:
            continue
        day = sent - timedelta(days=1 + len(seen) % 4)
        lines = tuple(replace(line, day=day) for line in claim.lines)
        serial = FIRST_SERIAL + len(seen)
        seen.add(claim.family.subscriber_number)
        yield replace(claim, serial=serial, first=day, last=day, lines=lines)


def _with_mistakes(claims: list[Claim837]) -> list[Claim837]:
    """Make the mistakes that front desks make; the other claims stay as they are."""
    wrong_id, wrong_birth, wrong_service, *rest = claims
    insured = wrong_id.subscriber.person
    name = insured.name._replace(id=f"{insured.name.id[:-4]}9{insured.name.id[-3:]}")
    subscriber = wrong_id.subscriber._replace(person=insured._replace(name=name))
    line = wrong_service.lines[0]._replace(procedure=Procedure("HC", "97810"))
    return [
        wrong_id._replace(subscriber=subscriber),
        _born_later(wrong_birth),
        wrong_service._replace(lines=(line,), charge=line.charge),
        *rest,
    ]


def _born_later(claim: Claim837) -> Claim837:
    """Mistype the patient's birth date, so that nobody fits."""
    person = claim.person
    # An insured person is also known by the suffix of the member ID: only a patient is not.
    wrong = person._replace(born=person.born and person.born - timedelta(days=365))
    if claim.patient is not None:
        return claim._replace(patient=claim.patient._replace(person=wrong))
    wrong = wrong._replace(name=wrong.name._replace(id=wrong.name.id[:9]))
    return claim._replace(subscriber=claim.subscriber._replace(person=wrong))
