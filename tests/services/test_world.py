"""The demonstration world is the same every time, and big enough to be believed."""

from datetime import date

import pytest

from coverwell.records.members.models import CoverageSpan, Family, Person
from coverwell.records.providers.models import Contract
from coverwell.services.acting import ENGINE, acting
from coverwell.services.rulebook.load import rulebook
from coverwell.services.rulebook.terms import read_terms
from coverwell.services.world.create import create, draw
from coverwell.services.world.numbers import luhn, npi, routing


def test_the_same_seed_draws_the_same_world():
    assert draw(7) == draw(7)
    assert draw(7).claims != draw(8).claims


def test_claims_of_another_seed_are_those_of_the_same_people():
    # A file of `coverwell world sample` was once rejected whole: it named people of another world.
    world, fresh = draw(), draw(5000)
    assert (fresh.families, fresh.groups) == (world.families, world.groups)
    assert fresh.claims != world.claims


def test_it_has_the_size_of_a_small_payer():
    world = draw()

    assert len(world.families) == 800
    assert 1900 <= world.people <= 2200
    assert sum(len(group.practitioners) for group in world.groups) == 300
    assert sum(group.facility for group in world.groups) == 6
    assert len(world.groups) == 66
    assert len(world.claims) > 8000
    assert all(line.charge > 0 for claim in world.claims for line in claim.lines)


def test_identifiers_pass_their_check_digits():
    number = npi(7000001)

    assert luhn("80840" + number[:-1]) == int(number[-1])
    digits = [int(digit) for digit in routing(12)]
    assert sum(d * w for d, w in zip(digits, (3, 7, 1) * 3, strict=True)) % 10 == 0


def test_every_contract_can_be_read_by_pricing():
    cares = rulebook().cares
    from coverwell.services.world.contracts import contracts_of

    for group in draw().groups:
        for contract in contracts_of(group):
            assert read_terms(contract.terms, group.name, cares).rates


@pytest.mark.django_db(transaction=True)
def test_creating_it_twice_changes_nothing():
    world = draw()

    first = create(world)
    again = create(world)

    assert first["families"] == 800
    assert not again
    with acting(ENGINE):
        assert Family.objects.count() == 800
        assert Person.objects.count() == world.people
        assert CoverageSpan.objects.filter(last_on__lt=date(2026, 11, 23)).exists()
        assert Contract.objects.filter(tier=2).exists()
