"""What happened before the browser opens: told through the services, as it happens in life."""

from dataclasses import replace
from datetime import date, timedelta

from django.utils import timezone

from coverwell.doors.edi_gateway.claims.receive import receive
from coverwell.doors.edi_gateway.trial import receive_trial
from coverwell.kernel.vocabulary.money import dollars
from coverwell.records.claims.models import Claim
from coverwell.records.intake.models import IntakeClaim
from coverwell.records.plans.models import PlanEdition
from coverwell.services.access.accounts import (
    grant_person,
    grant_practice,
    grant_staff,
    open_account,
)
from coverwell.services.access.rights import PRECERTIFICATION
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.authorizations.decide import Signed, ask_for_more, decide
from coverwell.services.authorizations.find import newest
from coverwell.services.authorizations.submit import submit as ask_approval
from coverwell.services.authorizations.values import Asked, Source
from coverwell.services.authorizations.values import Service as Requested
from coverwell.services.authorizations.write import Decided
from coverwell.services.claims.adjudicate import decide_batch
from coverwell.services.eligibility.question import Search
from coverwell.services.estimates.ask import ask
from coverwell.services.estimates.question import Question, Service
from coverwell.services.files.keep import Arrival, keep
from coverwell.services.files.queue import TEST
from coverwell.services.payees.enrol import ENTITLEMENT, submit
from coverwell.services.payees.values import Application
from coverwell.services.payments.run import run
from coverwell.services.payments.show import payments_made
from coverwell.services.payments.values import Payee
from tests.claim_files import Sent
from tests.journeys.conftest import PASSWORD, TAX_ID, Site, recently, send
from tests.services import world
from tests.services.payments_world import transfers_to


SAM = Actor("sam", "staff")
DESK = Actor(
    "desk",
    "provider",
    tax_ids=frozenset({TAX_ID}),
    entitlements=frozenset({(ENTITLEMENT, TAX_ID), (PRECERTIFICATION, TAX_ID)}),
)
SIGNED = {"provider_name": "Harbor Clinic", "signed_name": "Sol Diaz", "signed_title": "Owner"}


def tell(url: str) -> Site:
    """Publish, enrol, estimate, send, decide and pay."""
    family, day = enrol(), recently()
    scan = Service("70551", charge=dollars("$900"))
    question = Question(
        family, 1, "H1000000101", TAX_ID, day, (Service("99213"), scan), diagnosis="J0290"
    )
    reference = ask(question, DESK, timezone.localdate())
    visit = Sent("ACC-1", day=day, lines=(("99213", "150"), ("70551", "900")))
    claims = [
        visit,
        replace(visit, id="ACC-2", lines=(("97810", "80"),)),
        replace(visit, id="ACC-3", member_id="Z99999999"),
    ]
    file = keep([send(claims)], Arrival("spring claims.837", "portal", tax_id=TAX_ID), DESK).id
    work_through(file)
    today = timezone.localdate()
    run(today, SAM)
    with acting(ENGINE):
        numbers = dict(Claim.objects.values_list("patient_account", "number"))
        rejected = IntakeClaim.objects.get(state="rejected").pk
        edition = str(PlanEdition.objects.get())
    arrival = Arrival("new software.837", "portal", TEST, tax_id=TAX_ID)
    tested = keep([send(claims).replace(b"*D8*", b"*D9*", 1)], arrival, DESK).id
    receive_trial(tested)
    asked = submit(Application("era", "new", TAX_ID, today, SIGNED), today, DESK)
    traces = [one.trace_number for one in payments_made(today, today, DESK)]
    return Site(
        url, family, numbers["ACC-1"], numbers["ACC-2"], file, traces[0], reference, rejected,
        edition, asked, tested, *approvals(),
    )  # fmt: skip


def approvals() -> tuple[str, str]:
    """A request that was decided in parts, and one that waits for the office."""
    today = timezone.localdate()
    asked = Asked(
        Search("H1000000101", birth_date=date(1980, 3, 1)),
        tax_id=TAX_ID,
        first=today,
        last=today + timedelta(days=60),
        diagnoses=("G43909",),
        services=(Requested("70551", units=1), Requested("70552", units=2)),
    )
    now = timezone.localtime()
    for trace in ("A", "B"):
        found = ask_approval(replace(asked, trace=trace), Source("portal"), now, DESK).review
    waits, decided = newest(SAM)[-1].reference, found.reference
    ask_for_more(waits, ["imaging_report", "history"], "Of this year", now, SAM)
    doctor = Signed("Ruth Okafor, MD", "Imaging guideline 4.2", "Try therapy first")
    lines = [Decided(1, "approved"), Decided(2, "denied", "not_necessary")]
    decide(decided, lines, doctor, now, SAM)
    return decided, waits


def work_through(file: int) -> None:
    """What the workers do with a file: read it, answer it, decide its claims."""
    receive(file)
    decide_batch()


def enrol() -> int:
    """A family, an office with a contract, and somebody who signs in for each."""
    with acting(ENGINE):
        world.published("open_access")
        family = world.family("H10000001", people=2, plan="open_access").pk
        world.partner()
        group = world.group(TAX_ID)
        world.contract(group, "OA001 Open Access", world.TERMS)
        transfers_to(Payee(group.tax_id))
    ada = open_account("ada", PASSWORD)
    grant_practice(open_account("desk", PASSWORD), TAX_ID, ENTITLEMENT, PRECERTIFICATION)
    grant_staff(open_account("ines", PASSWORD))
    grant_person(ada, family, 1)
    grant_person(ada, family, 2)
    return family
