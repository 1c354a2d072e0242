"""The demonstration takes the real path: files in, decisions, payments and files out."""

from datetime import date

import pytest
from django.db.models import Sum

from coverwell.doors.cli import demo_world
from coverwell.records.files.models import KeptFile
from coverwell.records.payments.models import Payment
from coverwell.services.acting import ENGINE, acting
from coverwell.services.claims.summary import summary
from coverwell.services.plans.publish import publish_rulebook
from coverwell.services.world.create import create, draw


DAY = date(2026, 1, 31)
NAMES = ("some-professional.837", "some-institutional.837")


def nothing(*_: int) -> None:
    """Show no bar."""


@pytest.mark.django_db(transaction=True)
def test_some_weeks_of_claims_become_decisions_and_payments_once():
    world = draw()
    publish_rulebook(ENGINE, nothing)
    create(world)
    sent = world.claims[:80] + [one for one in world.claims if one.episode.bill_type][:3]

    demo_world.take_in(sent, NAMES, DAY, control=1)
    demo_world.take_in(sent, NAMES, DAY, control=1)
    demo_world.pay(DAY)
    demo_world.pay(DAY)

    found = summary(demo_world.LOADER)
    assert found.claims == len(sent)
    assert found.outcomes["paid"] > len(sent) // 2
    assert demo_world.finished(NAMES)
    with acting(ENGINE):
        assert Payment.objects.aggregate(sum=Sum("amount"))["sum"] == found.plan_paid
        answers = set(KeptFile.objects.filter(direction="out").values_list("kind", flat=True))
    assert {"999", "277CA", "835"} <= answers


def test_the_sample_files_hold_a_stranger_and_a_claim_sent_twice():
    drawn = draw()
    found = demo_world.samples(drawn)

    assert any(claim.family.subscriber_number == "U99999999" for claim in found)
    assert found[-1].lines in [claim.lines for claim in drawn.claims]


def test_months_cover_the_year_without_gap():
    ends = demo_world.month_ends()

    assert ends == sorted(set(ends))
    assert ends[-1] == demo_world.PAST_ENDS
