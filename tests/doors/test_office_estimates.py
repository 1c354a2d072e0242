"""An office asks what a patient will owe and hands out the Explanation of Estimate."""

from datetime import date

import pytest
from click.testing import CliRunner
from django.test import Client

from coverwell.doors.cli import estimate as cli
from coverwell.records.estimates.models import Estimate
from coverwell.services.access.accounts import grant_practice, open_account
from coverwell.services.acting import ENGINE, acting
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "open the office 7"
TAX_ID = "231234567"


@pytest.fixture
def office(client: Client) -> Client:
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", people=2, plan="open_access")
        world.contract(world.group(TAX_ID), "OA001 Open Access", world.TERMS)
    grant_practice(open_account("desk", PASSWORD), TAX_ID)
    client.post("/sign-in/login/", {"login": "desk", "password": PASSWORD})
    return client


def asked(**changed: str) -> dict[str, str]:
    form = {
        "member_id": "H10000001 01",
        "birth_date": "3/1/80",
        "practice": TAX_ID,
        "day": f"{date.today():%m/%d/%Y}",  # noqa: DTZ011
        "place": "11",
        "diagnosis": "J02.9",
        "1-code": "99213",
        "1-charge": "150",
        "2-code": "70551",
    }
    return {**form, **changed}


def test_an_estimate_is_answered_with_amounts_reasons_and_reference(office):
    answer = office.post("/office/estimates/", asked(), follow=True)
    with acting(ENGINE):
        reference = Estimate.objects.get().reference
    assert f"/office/estimates/{reference}/" in answer.redirect_chain[-1][0]
    assert reference in answer.text
    assert "$150.00" in answer.text
    assert "Your copay is $" in answer.text


def test_the_explanation_of_estimate_says_what_it_assumes_and_guarantees_nothing(office):
    page = office.post("/office/estimates/", asked(), follow=True).text
    assert "What this estimate assumes" in page
    assert "This is not a guarantee of coverage or of payment." in page
    office.post("/language/setlang/", {"language": "es", "next": "/"})
    with acting(ENGINE):
        reference = Estimate.objects.get().reference
    spanish = office.get(f"/office/estimates/{reference}/").text
    assert "Esto no es una garantía de cobertura" in spanish


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"birth_date": "3/2/80"}, "No member has this ID and date of birth."),
        ({"member_id": "nonsense"}, "No member has this ID and date of birth."),
        ({"birth_date": "soon"}, "Write the date like 3/14/2026."),
        ({"1-code": "", "2-code": ""}, "Enter at least one procedure code."),
        ({"1-charge": "much"}, "Write an amount like 120 or 120.50."),
        ({"practice": "999999999"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_estimated_is_told_at_its_field(office, changed, said):
    answer = office.post("/office/estimates/", asked(**changed))
    assert answer.status_code == 422
    assert said in answer.text
    with acting(ENGINE):
        assert not Estimate.objects.exists()


def test_an_estimate_of_another_office_is_not_there(office):
    office.post("/office/estimates/", asked())
    with acting(ENGINE):
        reference = Estimate.objects.get().reference
    grant_practice(open_account("other", PASSWORD), "999999999")
    other = Client()
    other.post("/sign-in/login/", {"login": "other", "password": PASSWORD})
    assert other.get(f"/office/estimates/{reference}/").status_code == 404


def test_the_command_line_gives_the_same_answer(office, monkeypatch):
    run = cli.command.callback.__wrapped__
    monkeypatch.setattr(cli.command, "callback", run)
    office.post("/office/estimates/", asked(**{"2-code": ""}))
    words = ["--member", "H1000000101", "1980-03-01", "--provider", TAX_ID, "99213:150"]
    words += ["--day", f"{date.today()}", "--diagnosis", "J029"]  # noqa: DTZ011
    done = CliRunner().invoke(cli.command, words)
    assert done.exit_code == 0, done.output
    assert "This is not a guarantee" in done.output.replace("\n", " ")
    with acting(ENGINE):
        first, second = Estimate.objects.order_by("id")
    assert (first.lines, first.trace) == (second.lines, second.trace)


def test_the_command_line_says_what_is_wrong(office, monkeypatch):
    monkeypatch.setattr(cli.command, "callback", cli.command.callback.__wrapped__)
    words = ["--member", "H1000000101", "1980-03-09", "--provider", TAX_ID, "99213"]
    done = CliRunner().invoke(cli.command, words)
    assert done.exit_code == 1
    assert "No member has this ID and birth date" in done.output
