"""A test file that passed counts towards the enrolment of the partner that it names."""

from __future__ import annotations

from collections.abc import Iterable

from coverwell.records.partners.models import Partner, PartnerEvent
from coverwell.services.acting import ENGINE, acting
from coverwell.services.partners.enrol import PASSED


def note_passed(senders: Iterable[tuple[str, str]], message: str, file: int) -> int:
    """Note for each named partner that is testing that a test passed; returns for how many.

    It moves nobody on by itself: a person sets a partner live, and sees what was tested.
    """
    noted = 0
    with acting(ENGINE):
        for qualifier, sender in senders:
            if not (qualifier + sender).isprintable():
                continue
            row = Partner.objects.filter(
                qualifier=qualifier, sender_id=sender, state=Partner.State.TESTING
            ).first()
            if row is not None:
                why = f"{PASSED}{message} passed (file {file})."
                PartnerEvent.objects.create(
                    partner=row, state=Partner.State.TESTING, by="gateway", why=why
                )
                noted += 1
    return noted


def passed_tests(partner: int) -> tuple[str, ...]:
    """Return what a partner has passed since it began to test, oldest first."""
    with acting(ENGINE):
        rows = PartnerEvent.objects.filter(partner=partner, why__startswith=PASSED)
        return tuple(rows.order_by("pk").values_list("why", flat=True))
