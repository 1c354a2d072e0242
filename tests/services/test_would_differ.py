"""What a correction changes for the claims behind it: listed, with whom it would hurt."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from coverwell.doors.cli import claims as verbs
from coverwell.kernel.claims.decision import Payee, Totals
from coverwell.kernel.vocabulary.money import Money
from coverwell.records.claims.models import Claim, Decision
from coverwell.records.members.models import Account
from coverwell.services.acting import ENGINE, Actor, DeniedError, acting
from coverwell.services.claims.adjudicate import decide_batch
from coverwell.services.claims.would_differ import Hurt, UnknownClaimError, hurt_by, would_differ
from coverwell.services.payments.run import run
from coverwell.services.rulebook.corrections import look_backs
from coverwell.services.rulebook.sheets import rulebook_folder
from coverwell.services.rulebook.text import RulebookError
from tests.claim_files import Sent
from tests.services import world
from tests.services.sending import DAY, take


STAFF = Actor("examiner", "staff")
FIRST = Sent("A1", lines=(("29881", "2400"),))
LATER = Sent("A2", lines=(("29881", "2400"),), day=date(2026, 11, 5))


@pytest.fixture
def two_claims(settings, tmp_path, transactional_db):
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", people=3, plan="open_access")
        world.contract(world.group(), "OA001 Open Access", world.TERMS)
    take(FIRST, LATER)
    decide_batch()


def number_of(account: str) -> str:
    with acting(ENGINE):
        return Claim.objects.get(patient_account=account).number


def corrected(frequency: str, **more) -> str:
    take(replace(FIRST, id="A1C", frequency=frequency, replaces=number_of("A1"), **more))
    decide_batch()
    return number_of("A1C")


def test_after_a_void_the_next_claim_would_meet_the_deductible(two_claims):
    voided = corrected("8")

    (found,) = would_differ(voided, STAFF, DAY)

    assert found.number == number_of("A2")
    assert found.now.deductible > found.before.deductible
    assert found.now.plan_paid < found.before.plan_paid
    assert found.hurt == Hurt(member=True, provider=True)
    assert found.needs_person
    assert would_differ(number_of("A1"), STAFF, DAY) == (found,)


def test_a_claim_replaced_by_itself_changes_no_other(two_claims):
    assert would_differ(corrected("7"), STAFF, DAY) == ()


def test_asking_changes_nothing(two_claims):
    voided = corrected("8")
    with acting(ENGINE):
        before = Decision.objects.count()

    would_differ(voided, STAFF, DAY)

    with acting(ENGINE):
        assert Decision.objects.count() == before


def test_what_was_paid_is_asked_back_only_as_long_as_the_state_allows(two_claims):
    with acting(ENGINE):
        Account.objects.update(state="TX", funding="insured")
    run(DAY, STAFF)
    voided = corrected("8")

    (found,) = would_differ(voided, STAFF, DAY)

    assert (found.paid_on, found.ask_back_until) == (DAY, DAY + timedelta(days=180))
    assert found.notice == "45 days"
    assert found.may_ask_back(DAY + timedelta(days=180))
    assert not found.may_ask_back(DAY + timedelta(days=181))
    with acting(ENGINE):
        Account.objects.update(funding="self-funded")
    assert would_differ(voided, STAFF, DAY)[0].ask_back_until == date(2028, 11, 20)


def test_only_staff_ask_and_the_claim_must_be_there(two_claims):
    with pytest.raises(DeniedError):
        would_differ(number_of("A1"), Actor("desk", "provider", tax_ids=("231234567",)), DAY)
    with pytest.raises(UnknownClaimError):
        would_differ("CW000", STAFF, DAY)


def test_the_command_line_lists_them_in_words(two_claims, monkeypatch):
    monkeypatch.setattr("coverwell.doors.cli.database.ready", lambda: None)
    voided = corrected("8")

    told = CliRunner().invoke(verbs.command, ["differ", voided]).output
    other = CliRunner().invoke(verbs.command, ["differ", "CW000"])

    assert f"Claim {number_of('A2')}: hurts member and provider; a person decides" in told
    assert "plan pays" in told
    assert other.exit_code == 1


def amounts(plan: int, member: int) -> Totals:
    return Totals(plan_paid=Money(plan), member_owes=Money(member))


@pytest.mark.parametrize(
    ("before", "now", "payee", "hurt"),
    [
        ((80, 20), (90, 10), Payee.PROVIDER, Hurt()),
        ((80, 20), (80, 20), Payee.PROVIDER, Hurt()),
        ((80, 20), (70, 30), Payee.PROVIDER, Hurt(member=True, provider=True)),
        ((80, 20), (80, 10), Payee.PROVIDER, Hurt(provider=True)),
        ((0, 0), (60, 40), Payee.PROVIDER, Hurt(member=True)),
        ((80, 20), (70, 20), Payee.MEMBER, Hurt(member=True, provider=True)),
    ],
)
def test_who_is_hurt_by_a_change(before, now, payee, hurt):
    assert hurt_by(amounts(*before), amounts(*now), payee) == hurt


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        (
            'months: "24", notice: 30 days, law: "Ohio',
            'months: "12", notice: 30 days, law: "Ohio',
            "in Ohio",
        ),
        ('days: "180"', 'days: "180", months: "6"', "only one of them"),
        ("notice: 45 days, ", "", "'notice' and 'law'"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(tmp_path, was, now, told):
    text = (rulebook_folder() / "corrections/2025-01-01.yaml").read_text()
    assert was in text
    file = tmp_path / "corrections" / "2025-01-01.yaml"
    file.parent.mkdir()
    file.write_text(text.replace(was, now, 1))

    with pytest.raises(RulebookError, match=told):
        look_backs(tmp_path)
