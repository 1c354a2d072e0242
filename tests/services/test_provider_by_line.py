"""Who renders can differ by line, and with it the side of the network and the standing."""

from datetime import date

import pytest

from coverwell.records.claims.models import DecisionLine
from coverwell.records.providers.models import Contract, Group, Practitioner
from coverwell.services.acting import ENGINE, acting
from coverwell.services.claims.adjudicate import decide_batch
from tests.claim_files import Sent
from tests.services import storm, world
from tests.services.sending import take


pytestmark = pytest.mark.django_db(transaction=True)
OWN, OTHER = "1234567893", "1992999999"
CLAIM = Sent("A1", lines=(("99213", "120"), ("87880", "60")), rendering=(OWN, OTHER))


@pytest.fixture(autouse=True)
def payer_with_one_family(settings, tmp_path):
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", people=3, plan="open_access")
        world.contract(world.group(), "OA001 Open Access", world.TERMS)


def joined(**more):
    with acting(ENGINE):
        Practitioner.objects.create(
            npi=OTHER,
            group=Group.objects.get(),
            last_name="Line",
            taxonomy="207Q00000X",
            **({"first_on": date(2020, 1, 1)} | more),
        )


def decided():
    take(CLAIM)
    decide_batch()
    with acting(ENGINE):
        rows = list(DecisionLine.objects.order_by("line"))
    assert storm.replay_differences() == []
    return [(row.side, row.status, row.adjustments.split(":")[0]) for row in rows]


def test_everybody_of_a_contracted_group_is_in_its_network():
    joined()

    assert [side for side, *_ in decided()] == ["network", "network"]


@pytest.mark.parametrize(
    "limited",
    [
        {"networks": ["Another Network"]},
        {"first_on": date(2026, 11, 3)},
        {"last_on": date(2026, 11, 1)},
    ],
)
def test_a_line_by_somebody_who_is_not_part_of_the_network_is_out_of_network(limited):
    joined(**limited)

    first, second = decided()

    assert first[:2] == ("network", "paid")
    assert second[0] == "out of network"


def test_somebody_who_is_part_of_the_network_alone_is_in_it():
    joined(networks=["OA001 Open Access"])

    assert [side for side, *_ in decided()] == ["network", "network"]


def test_a_sanction_stands_against_the_lines_of_that_person_only():
    joined(sanctioned_on=date(2026, 1, 1))

    assert [(status, code) for _, status, code in decided()] == [
        ("paid", "CO-45"),
        ("denied", "CO-B7"),
    ]


def test_a_line_before_the_contract_began_is_out_of_network():
    joined()
    with acting(ENGINE):
        Contract.objects.update(first_on=date(2026, 11, 3))

    assert [side for side, *_ in decided()] == ["out of network", "out of network"]
