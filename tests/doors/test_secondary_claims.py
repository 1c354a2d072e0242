"""Claims that other payers decided before us: from the file to the remittance, to the cent."""

from datetime import date

import pytest
from django.utils import timezone

from coverwell.doors.edi_gateway.claims.receive import receive
from coverwell.doors.edi_gateway.payments.write import write_remittances
from coverwell.records.claims.models import Decision
from coverwell.records.intake.models import IntakeClaim
from coverwell.records.members.models import Family, OtherCoverage
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.claims.adjudicate import decide_batch
from coverwell.services.files.keep import Arrival, keep
from coverwell.services.files.show import file_bytes, show_file
from coverwell.services.payments.run import run
from tests.claim_files import Sent, file_837
from tests.doors.bad_files import recount
from tests.doors.payment_papers import sent
from tests.services import world
from tests.services.payments_world import office
from tests.wire.x12.judge import pyx12_complaints


pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor("ola", "staff")
# Our price is 80% of the charge: 120.00 of the visit and 40.00 of the blood count. The plan takes
# a copay of 30.00 for the visit and nothing for the laboratory: alone it pays 90.00 and 40.00.
TERMS = """\
terms: Harbor Family Practice
source: "Participation agreement, exhibit B"
locality: PA
rates:
- {pays: percent of charge, percent: 80%}
"""
LINES = (("99213", "150"), ("85025", "50"))
BEN = Sent(
    "B1", first="BEN", born=date(1982, 3, 2), subscriber=False, lines=LINES, day=date(2026, 9, 20)
)
ADA = Sent("A1", lines=LINES, day=date(2026, 9, 20))
NAMES = "OI***Y***Y~NM1*IL*1*TEST0001*ADA****MI*{id}~NM1*PR*2*{payer}*****PI*{payer}~"


@pytest.fixture(autouse=True)
def payer(settings, tmp_path):
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", people=3, plan="open_access")
        world.partner()
        world.contract(office(), "OA001 Open Access", TERMS)


def other_cover(person: int, payer: str, **facts: str) -> None:
    with acting(ENGINE):
        OtherCoverage.objects.create(
            family=Family.objects.get(), id=person, person=person, payer=payer, facts=facts,
            first_on=date(2020, 1, 1), verified_on=date(2026, 1, 5),
        )  # fmt: skip


def secondary(claim: Sent, others: str, lines: tuple[str, ...] = (), order: str = "S") -> bytes:
    """A claim file with what other payers said: of the claim, and of its lines."""
    text = file_837([claim]).decode().replace("SBR*P*", f"SBR*{order}*")
    text = text.replace("~LX*1~", f"~{others}LX*1~" if others else "~LX*1~")
    for number, said in enumerate(lines, start=1):
        head, tail = text.split(f"~LX*{number}~", 1)
        at = tail.index("~DTP*472")
        end = tail.index("~", at + 1) + 1
        text = f"{head}~LX*{number}~{tail[:end]}{said}{tail[end:]}"
    return recount(text)


def decided(data: bytes) -> Decision:
    received = receive(keep([data], Arrival("claims.x12", "cli"), STAFF).id)
    assert (received.accepted, received.rejected) == (1, 0)
    decide_batch()
    with acting(ENGINE):
        return Decision.objects.get()


def remitted(data: bytes) -> list[str]:
    """The claim's part of the 835 that answers a file."""
    decided(data)
    run(timezone.localdate(), STAFF)
    write_remittances()
    written = sent("835")[-1]
    assert pyx12_complaints(written) == []
    segments = written.decode().split("~")
    first = next(at for at, one in enumerate(segments) if one.startswith("CLP"))
    said = [one for one in segments[first:] if one[:3] in ("SVC", "CAS", "LQ*")]
    # Behind CLP05 stand the kind of plan and our number.
    return ["*".join(segments[first].split("*")[:6]), *said]


# Summit pays for Ben, its employee, before us:
#   visit 150.00: allows 90.00, pays 72.00, leaves 18.00;
#   blood count 50.00: allows 35.00, pays 28.00, leaves 7.00;
#   and takes a deductible of 10.00 from the claim as a whole: 7.20 from the visit, 2.80 from the
#   count.
SUMMIT = f"SBR*P*18*******CI~CAS*PR*1*10~AMT*D*90~{NAMES.format(id='S1', payer='SUMMIT')}"
BY_LINE = (
    "SVD*SUMMIT*72*HC:99213**1~CAS*CO*45*60~CAS*PR*2*18~DTP*573*D8*20260925~",
    "SVD*SUMMIT*28*HC:85025**1~CAS*CO*45*15~CAS*PR*2*7~DTP*573*D8*20260925~",
)


def test_we_pay_what_the_spouse_s_plan_left_of_the_higher_price_line_by_line():
    """Visit: 120.00 - 64.80 paid = 55.20, less than our 90.00. Count: 40.00 - 25.20 = 14.80.

    The member, who would owe us 30.00 without Summit, owes nothing. 55.20 + 14.80 = 70.00.
    """
    other_cover(2, "SUMMIT")
    assert remitted(secondary(BEN, SUMMIT, BY_LINE)) == [
        "CLP*B1*2*200*70*0",
        "SVC*HC:99213*150*55.2",
        "CAS*OA*23*94.8",
        "SVC*HC:85025*50*14.8",
        "CAS*OA*23*35.2",
    ]


# Medicare (by disability, an employer of 80) says for the whole claim: 80.00 paid, 30.00 left,
# 90.00 written off. Its supplement pays 12.00 of the 30.00 and leaves 18.00.
# By charge, 3 to 1: 13.50 and 4.50.
MEDICARE = "SBR*P*18*******MB~CAS*CO*45*90~CAS*PR*2*30~AMT*D*80~"
MEDICARE += NAMES.format(id="M1", payer="MEDICARE")
SUPPLEMENT = "SBR*S*18*******CI~CAS*OA*23*170~CAS*PR*2*18~AMT*D*12~"
SUPPLEMENT += NAMES.format(id="X1", payer="SUPPLEMENT")


def test_third_after_medicare_and_its_supplement_we_pay_what_both_left_of_medicare_s_price():
    """Medicare's approved amounts, 82.50 and 27.50, bind us; 69.00 and 23.00 of them are paid."""
    other_cover(1, "MEDICARE", medicare="disability")
    assert remitted(secondary(ADA, SUPPLEMENT + MEDICARE, order="T")) == [
        "CLP*A1*3*200*18*0",
        "SVC*HC:99213*150*13.5",
        "CAS*OA*23*136.5",
        "SVC*HC:85025*50*4.5",
        "CAS*OA*23*45.5",
    ]


def test_second_to_medicare_alone_we_pay_all_that_it_left():
    other_cover(1, "MEDICARE", medicare="disability")
    decision = decided(secondary(ADA, MEDICARE))
    assert (decision.plan_paid, decision.other_payer, decision.member_owes) == (3000, 8000, 0)


def test_without_the_first_payer_s_answer_a_claim_is_denied_and_the_835_says_22():
    other_cover(2, "SUMMIT")
    segments = remitted(secondary(BEN, ""))
    assert segments[0] == "CLP*B1*2*200*0*0"
    assert [one for one in segments if one.startswith("CAS")] == ["CAS*CO*22*150", "CAS*CO*22*50"]


def test_a_claim_that_says_second_and_names_nobody_s_answer_is_denied_with_what_is_missing():
    segments = remitted(secondary(BEN, ""))
    assert "CAS*CO*22*150" in segments
    assert "LQ*HE*MA04" in segments


def test_an_answer_of_a_payer_of_whom_we_know_nothing_waits_for_a_person():
    decision = decided(secondary(BEN, SUMMIT, BY_LINE))
    assert decision.outcome == "pended"
    assert "other_payer_not_on_file" in decision.pend_reason


def test_where_we_pay_first_the_other_answer_changes_nothing_and_the_835_says_first():
    other_cover(1, "SUMMIT", **{"as": "dependent"})
    segments = remitted(secondary(ADA, SUMMIT, BY_LINE))
    assert segments[0] == "CLP*A1*1*200*130*30"


def test_a_claim_whose_other_payer_does_not_add_up_is_rejected_with_the_place():
    data = secondary(BEN, SUMMIT, BY_LINE).replace(b"SVD*SUMMIT*72*", b"SVD*SUMMIT*71*")
    received = receive(keep([data], Arrival("claims.x12", "cli"), STAFF).id)
    assert (received.accepted, received.rejected) == (0, 1)
    answers = {one.kind: one.id for one in show_file(received.file, STAFF).answers}
    text = b"".join(file_bytes(answers["277CA"], STAFF)).decode()
    assert "STC*A8:400" in text
    with acting(ENGINE):
        (reason,) = IntakeClaim.objects.get().reasons
    assert reason["rule"] == "other_payer_out_of_balance"
    assert "line 1, 150.00, is not what this payer paid (SVD02), 71.00" in reason["detail"]
