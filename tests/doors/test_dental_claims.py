"""A dental claim (837D) from its file to the remittance and the office's page."""

import re
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from coverwell.doors.cli.sample_837d import file_837d
from coverwell.doors.edi_gateway.claims import receive as receiving
from coverwell.doors.edi_gateway.claims.receive import receive
from coverwell.doors.edi_gateway.payments.write import write_remittances
from coverwell.records.claims.models import AccumulatorEntry, Claim, Decision
from coverwell.records.estimates.models import Estimate
from coverwell.records.intake.models import IntakeClaim
from coverwell.records.members.models import CoverageSpan, Family
from coverwell.services.access.accounts import grant_practice, open_account
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.claims.adjudicate import decide_batch
from coverwell.services.files.keep import Arrival, keep
from coverwell.services.files.show import file_bytes, show_file
from coverwell.services.payer.read import payer as payer_of
from coverwell.services.payments.run import run
from coverwell.services.world.create import draw
from coverwell.services.world.dental import dental_claims
from coverwell.wire.x12 import Claim837, check, read_claims
from tests.claim_files import Sent, file_837
from tests.doors.bad_files import recount
from tests.doors.payment_papers import sent
from tests.services import world
from tests.services.payments_world import OFFICE, office
from tests.wire.x12.judge import pyx12_complaints


pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor("ola", "staff")
PASSWORD = "open the office 7"
LINES = (("D1110", "120"), ("D2150", "250"))
TERMS = """\
terms: Harbor Dental
source: "Participation agreement, exhibit B"
locality: PA
rates:
- {pays: fee schedule, schedule: harborlight_standard, percent: 100%}
"""


@pytest.fixture(autouse=True)
def payer(settings, tmp_path):
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        world.published("open_access")
        world.published("dental_choice")
        world.family("H10000001", people=2, plan="open_access")
        world.partner()
        world.contract(office(), "DN001 Dental Choice", TERMS)


def enrolled(person: int = 1) -> None:
    """Ada has the dental plan beside her medical one, for longer than any waiting period."""
    with acting(ENGINE):
        CoverageSpan.objects.create(
            family=Family.objects.get(), id=10 + person, person=person, plan_key="dental_choice",
            coverage_tier="family", first_on=date(2024, 1, 1),
        )  # fmt: skip


def dental(claim: Sent, *teeth: str, asks: bool = False) -> bytes:
    """An 837D: the lines of a claim with TOO segments, one text for each line."""
    text = file_837([claim]).decode().replace("005010X222A1", "005010X224A2")
    text = re.sub(r"SV1\*HC:(\w+)\*([\d.]+)\*UN\*\d+\*\*\*1", r"SV3*AD:\1*\2****1", text)
    text = re.sub(r"HI\*ABK:\w+~", "", text).replace("207Q00000X", "1223G0001X")
    for number, said in enumerate(teeth, start=1):
        head, tail = text.split(f"~LX*{number}~", 1)
        end = tail.index("~") + 1
        text = f"{head}~LX*{number}~{tail[:end]}{said}{tail[end:]}"
    if asks:
        text = re.sub(r"(CLM\*.*?\*Y\*A\*Y\*Y)~", r"\1**********PB~", text)
        text = re.sub(r"DTP\*472\*D8\*\d+~", "", text)
    return recount(text)


ADA = Sent("D-77", lines=LINES, day=date(2026, 9, 20))
TEETH = ("", "TOO*JP*14*M:O~")


def taken(data: bytes) -> tuple[int, int]:
    received = receive(keep([data], Arrival("claims.x12", "cli"), STAFF).id)
    return received.accepted, received.rejected


def remitted() -> list[str]:
    run(timezone.localdate(), STAFF)
    write_remittances()
    data = sent("835")[-1]
    assert pyx12_complaints(data) == []
    segments = data.decode().split("~")
    return [one for one in segments if one[:3] in ("CLP", "SVC", "CAS")]


def test_a_dental_claim_is_decided_by_the_dental_plan_and_remitted_with_its_codes():
    """Cleaning: 96.00, free. Filling: 178.00; 50.00 deductible, 20% of 128.00 = 25.60."""
    enrolled()
    assert taken(dental(ADA, *TEETH)) == (1, 0)
    decide_batch()
    said = remitted()
    assert said[0].startswith("CLP*D-77*1*370*198.4*75.6*")
    assert said[1:] == [
        "SVC*AD:D1110*120*96",
        "CAS*CO*45*24",
        "SVC*AD:D2150*250*102.4",
        "CAS*CO*45*72",
        "CAS*PR*1*50**2*25.6",
    ]
    with acting(ENGINE):
        claim = Claim.objects.select_related("edition").get()
        assert (claim.kind, claim.edition.key) == ("D", "dental_choice")
        assert set(AccumulatorEntry.objects.values_list("what", flat=True)) == {
            "dental_deductible", "paid:basic dental care", "visits:dental cleaning",
        }  # fmt: skip


def test_the_office_sees_the_tooth_and_its_surfaces_in_both_languages(client):
    enrolled()
    taken(dental(ADA, *TEETH))
    decide_batch()
    with acting(ENGINE):
        number = Claim.objects.get().number
    grant_practice(open_account("desk", PASSWORD), OFFICE)
    client.post("/sign-in/login/", {"login": "desk", "password": PASSWORD})
    page = client.get(f"/office/claims/{number}/").text
    assert "Tooth 14, surfaces MO" in page
    assert "Dental (837D)" in page
    client.post("/language/setlang/", {"language": "es", "next": "/"})
    assert "Diente 14, superficies MO" in client.get(f"/office/claims/{number}/").text


def test_a_member_with_a_medical_plan_alone_is_told_that_teeth_are_not_in_it():
    assert taken(dental(ADA, *TEETH)) == (1, 0)
    decide_batch()
    assert [one for one in remitted() if one.startswith("CAS")] == [
        "CAS*PR*96*120",
        "CAS*PR*96*250",
    ]


def test_the_same_claim_again_is_a_duplicate_and_another_tooth_is_not():
    enrolled()
    taken(dental(ADA, *TEETH))
    decide_batch()
    other = Sent("D-78", lines=(("D2150", "250"),), day=date(2026, 9, 20))
    again = dental(other, "TOO*JP*14*M:O~").replace(b"000000001", b"000000002")
    third = dental(Sent("D-79", lines=(("D2150", "250"),), day=other.day), "TOO*JP*3*M:O~")
    taken(again), taken(third.replace(b"000000001", b"000000003"))
    decide_batch()
    with acting(ENGINE):
        outcomes = list(Decision.objects.order_by("sequence").values_list("outcome", flat=True))
    assert outcomes == ["paid", "denied", "paid"]


def answers(file: int) -> dict[str, str]:
    return {
        one.kind: b"".join(file_bytes(one.id, STAFF)).decode()
        for one in show_file(file, STAFF).answers
    }


def test_a_predetermination_is_answered_as_an_estimate_and_never_paid():
    """The same amounts as the claim above, and all that would be paid stands in CARC 101."""
    enrolled()
    file = keep([dental(ADA, *TEETH, asks=True)], Arrival("claims.x12", "cli"), STAFF).id
    assert receive(file).accepted == 0
    with acting(ENGINE):
        row = IntakeClaim.objects.get()
        estimate = Estimate.objects.get()
        assert not Claim.objects.exists()
        assert not AccumulatorEntry.objects.exists()
    assert (row.state, row.reasons[0]["detail"]) == ("answered", f"Estimate {estimate.reference}.")
    said = answers(file)
    assert set(said) == {"999", "277CA", "835"}
    assert "STC*A1:20*" in said["277CA"]
    assert pyx12_complaints(said["835"].encode()) == []
    segments = said["835"].split("~")
    assert any(one.startswith("BPR*H*0*C*NON") for one in segments)
    assert [one for one in segments if one[:3] in ("SVC", "CAS")] == [
        "SVC*AD:D1110*120*0",
        "CAS*CO*45*24",
        "CAS*OA*101*96",
        "SVC*AD:D2150*250*0",
        "CAS*CO*45*72",
        "CAS*PR*1*50**2*25.6",
        "CAS*OA*101*102.4",
    ]
    (claim,) = [one for one in segments if one.startswith("CLP")]
    assert claim.startswith(f"CLP*D-77*25*370*0*75.6*12*{estimate.reference}*")


def test_a_predetermination_that_is_read_again_after_a_crash_is_answered_once(monkeypatch):
    enrolled()
    file = keep([dental(ADA, *TEETH, asks=True)], Arrival("claims.x12", "cli"), STAFF).id

    def dies(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(receiving, "keep_estimates", dies)
        with pytest.raises(KeyboardInterrupt):
            receive(file)
    receive(file)
    with acting(ENGINE):
        assert Estimate.objects.count() == 1
    assert set(answers(file)) == {"999", "277CA", "835"}


def test_a_predetermination_for_nobody_of_ours_is_rejected_like_a_claim():
    asked = dental(Sent("D-9", member_id="Z99999999", lines=LINES), *TEETH, asks=True)
    file = keep([asked], Arrival("claims.x12", "cli"), STAFF).id
    receive(file)
    assert "STC*A3:33:IL" in answers(file)["277CA"]
    with acting(ENGINE):
        assert not Estimate.objects.exists()


def test_a_medical_claim_of_a_person_with_both_plans_is_decided_by_the_medical_one():
    enrolled()
    with acting(ENGINE):
        world.contract(Claim._meta.apps.get_model("cw_providers", "Group").objects.get(),
                       "OA001 Open Access", TERMS)  # fmt: skip
    visit = Sent("M-1", day=date(2026, 9, 20))
    assert taken(file_837([visit])) == (1, 0)
    decide_batch()
    with acting(ENGINE):
        decision = Decision.objects.get()
        assert Claim.objects.select_related("edition").get().edition.key == "open_access"
    assert (decision.outcome, decision.copay) == ("paid", 3000)


def test_the_day_of_a_dental_claim_stands_in_for_its_lines():
    enrolled()
    data = dental(ADA, *TEETH).replace(b"DTP*472*D8*20260920~", b"")
    text = re.sub(r"(CLM\*[^~]*~)", r"\1DTP*472*D8*20260919~", data.decode())
    assert taken(recount(text)) == (1, 0)
    with acting(ENGINE):
        assert Claim.objects.get().first_on == date(2026, 9, 19)


def test_the_sample_of_the_demonstration_has_no_fault_and_names_teeth():
    data = file_837d(
        dental_claims(7, 12, draw().families),
        7,
        datetime(2026, 11, 2, tzinfo=UTC),
        payer_of(date(2026, 11, 2)),
    )
    assert list(check([data])) == []
    claims = [one for one in read_claims([data]) if isinstance(one, Claim837)]
    assert len(claims) == 12
    assert any(line.teeth for claim in claims for line in claim.lines)


def test_a_dental_file_is_acknowledged_as_any_other():
    file = keep([dental(ADA, *TEETH)], Arrival("claims.x12", "cli"), STAFF).id
    receive(file)
    kinds = {
        one.kind: b"".join(file_bytes(one.id, STAFF)) for one in show_file(file, STAFF).answers
    }
    assert set(kinds) == {"999", "277CA"}
    assert b"STC*A2:20" in kinds["277CA"]
