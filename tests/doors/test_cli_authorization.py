"""`coverwell authorization`, and the requests of the demonstration that it lists."""

import pytest
from click.testing import CliRunner

from coverwell.doors.cli import authorization
from coverwell.doors.cli.demo_approvals import REQUESTS, ask_approvals
from coverwell.records.authorizations.models import Authorization, Precertification
from coverwell.services.acting import ENGINE, acting
from coverwell.services.plans.publish import publish_rulebook
from coverwell.services.world.create import create, draw


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def run(monkeypatch):
    """Run a word of the command in the test's own database."""
    monkeypatch.setattr("coverwell.doors.cli.database.start", lambda: None)
    return lambda *words: CliRunner().invoke(authorization.command, list(words))


@pytest.fixture
def requests() -> None:
    """The demonstration's, sent twice and kept once."""
    world = draw()
    publish_rulebook(ENGINE, lambda *_: None)
    create(world)
    assert ask_approvals(world) == ask_approvals(world) == len(REQUESTS)
    with acting(ENGINE):
        assert Precertification.objects.count() == len(REQUESTS)


def test_requests_are_listed_shown_asked_about_and_decided(run, requests):
    with acting(ENGINE):
        given = Authorization.objects.count()
    listed = run("list", "--state", "overdue").output
    assert " late" in listed
    with acting(ENGINE):
        reference = Precertification.objects.order_by("received_at")[0].reference
    assert reference in listed

    assert "With a reviewer" in run("show", reference).output
    asked = run("ask", reference, "--document", "history").output
    assert "History and physical examination" in asked
    assert run("ask", reference, "--document", "histroy").exit_code == 1

    bare = run("decide", reference, "--deny", "not_necessary")
    assert bare.exit_code == 1
    assert "clinician" in bare.output
    assert run("decide", reference, "--line", "one").exit_code == 2
    assert run("decide", reference, "--line", "1=modify:fewer_units:x").exit_code == 2
    done = run("decide", reference, "--line", "1=approve")
    assert f"Approval number {reference}." in done.output
    with acting(ENGINE):
        assert Authorization.objects.count() == given + 1
    assert "No request has the reference" in run("show", "P000000009999").output
