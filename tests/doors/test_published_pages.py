"""What anybody may read: the plans as their members read them, and how good estimates are."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from coverwell.kernel.vocabulary.money import dollars
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.claims.adjudicate import decide_batch
from coverwell.services.estimates.accuracy import accuracy
from coverwell.services.estimates.ask import ask
from coverwell.services.estimates.question import Question, Service
from coverwell.services.explanations.cells import cell_words, limit_words, precertification_words
from coverwell.services.explanations.codes import code_words
from coverwell.services.plans.editions import edition_files, read_edition
from coverwell.services.rulebook.load import rulebook
from tests.claim_files import Sent, file_837
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
TAX_ID = "231234567"
DESK = Actor("desk", "provider", tax_ids=frozenset({TAX_ID}))


@pytest.fixture
def published() -> None:
    with acting(ENGINE):
        world.published("open_access")
    cache.clear()


def test_every_plan_is_in_the_catalogue_and_opens_to_its_summary(client, published):
    listed = client.get("/plans/").text
    assert "/plans/open_access/" in listed
    address = listed.split('href="/plans/open_access/')[1].split('"')[0]
    page = client.get(f"/plans/open_access/{address}").text
    for said in ("Primary care visit", "Coverage examples", "You would pay"):
        assert said in page


def test_the_summary_speaks_spanish(client, published):
    client.post("/language/setlang/", {"language": "es", "next": "/"})
    address = client.get("/plans/").text.split('href="/plans/open_access/')[1].split('"')[0]
    page = client.get(f"/plans/open_access/{address}").text
    assert "Resumen de beneficios y cobertura" in page
    assert "copago de $" in page.lower()
    assert "Usted se hace una prueba" in page


@pytest.mark.parametrize("address", ["/plans/none/2026-01-01/", "/plans/open_access/soon/"])
def test_a_plan_that_is_not_there_is_not_found(client, published, address):
    assert client.get(address).status_code == 404


def test_every_cell_of_every_plan_has_spanish_words():
    english = ("copay", "coinsurance", "deductible", "charge", "visit ", "year", "required")
    for path in edition_files():
        for row in read_edition(path).plan.benefits:
            said = [cell_words(cell, "es") for cell in (*row.tiers, row.out_of_network)]
            said += [limit_words(row.limit, "es")] if row.limit else []
            said.append(precertification_words(row.precertification, "es"))
            found = [one for one in said if any(word in one.lower() for word in english)]
            assert found == [], f"{path.parts[-3]}, {row.care}"


def test_every_adjustment_code_that_a_rule_uses_has_words_in_both_languages():
    used = {codes.code for codes in rulebook().adjustments.values()}
    used |= {"1", "2", "3", "23", "35", "45", "94", "119", "197"}
    for language in ("en", "es"):
        assert used <= {code for code, words in code_words(language).items() if words}


def told(client) -> None:
    """Two visits estimated: one came as estimated, for the other the copay was not foreseen."""
    from coverwell.doors.edi_gateway.claims.receive import receive
    from coverwell.services.files.keep import Arrival, keep

    with acting(ENGINE):
        family = world.family("H10000001", people=2, plan="open_access").pk
        world.partner()
        world.contract(world.group(TAX_ID), "OA001 Open Access", world.TERMS)
    day = date.today() - timedelta(days=3)  # noqa: DTZ011
    for person, code in ((1, "99213"), (2, "99214")):
        visit = Service(code, charge=dollars("$150"))
        number = f"H100000010{person}"
        question = Question(family, person, number, TAX_ID, day, (visit,), diagnosis="J0290")
        ask(question, DESK, timezone.localdate())
    sent = [
        Sent("A-1", day=day, lines=(("99213", "150"),)),
        Sent("A-2", day=day, lines=(("99214", "150"),), first="BEN", born=date(1982, 3, 2),
             diagnosis="Z0000", subscriber=False),
    ]  # fmt: skip
    receive(keep([file_837(sent)], Arrival("a.837", "portal", tax_id=TAX_ID), DESK).id)
    decide_batch()


def test_the_accuracy_compares_each_estimate_with_its_claim(client, published, settings, tmp_path):
    settings.ARCHIVE_FOLDER = tmp_path
    told(client)
    found = accuracy(DESK)
    assert (found.claims, found.whole.lines) == (2, 2)
    assert found.whole.exact >= 1
    # Fewer lines than may be named: nobody's visit is shown by itself.
    assert [group.care for group in found.groups] == [""]
    assert accuracy(Actor("other", "provider", tax_ids=frozenset({"9"}))).whole is None


def test_the_figures_are_published_and_empty_is_said_so(client, published, settings, tmp_path):
    assert "No claim has come yet for an estimate." in client.get("/estimates/accuracy/").text
    settings.ARCHIVE_FOLDER = tmp_path
    told(client)
    cache.clear()
    page = client.get("/estimates/accuracy/").text
    assert "<svg" in page
    assert "Other care" in page
    assert "Within the tolerance" in page


def test_an_address_that_leads_nowhere_has_a_page_of_ours(client, db):
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "This address leads nowhere." in answer.text
