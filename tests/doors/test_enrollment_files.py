"""An employer's 834 makes members, changes and ends them; the report says what became of each."""

import csv
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coverwell.doors.edi_gateway.enrollment.receive import receive_enrollment
from coverwell.records.files.models import FileEvent, KeptFile
from coverwell.records.members.models import CoverageSpan, Family, OtherCoverage, Person
from coverwell.records.partners.models import Partner
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.enrollment.limits import enrollment_limits
from coverwell.services.files import archive
from coverwell.services.files.keep import Arrival, keep
from coverwell.wire.x12 import check
from coverwell.wire.x12.transactions.advice_824 import Advice, read_advice
from coverwell.wire.x12.transactions.reading import Found
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor("ines", "staff")
TODAY = date(2026, 11, 2)


@pytest.fixture(autouse=True)
def payer(settings, tmp_path):
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        world.published("open_access")
        world.published("hmo_pcp")
        world.account("GRP100")
        row = world.partner()
        Partner.objects.filter(pk=row.pk).update(accounts=["GRP100"])


def member(
    number: str,
    first: str = "ADA",
    born: str = "19800301",
    *,
    who: str = "18",
    does: str = "021",
    plan: str = "Open Access Plus",
    begins: str = "20260101",
    ends: str = "",
    level: str = "FAM",
    account: str = "GRP100",
    last: str = "HARBOR",
    more: str = "",
) -> str:
    """One member's loop: enough of an 834 for most tests."""
    subscriber = "Y" if who == "18" else "N"
    reason = {"024": "07", "030": "XN"}.get(does, "28")
    text = f"INS*{subscriber}*{who}*{does}*{reason}*A***FT~REF*0F*{number}~REF*1L*{account}~"
    text += f"NM1*IL*1*{last}*{first}~N3*1 QUAY ST~N4*LAKEPORT*OH*440010001~DMG*D8*{born}*F~"
    if does == "024" and not plan:
        return text.replace("NM1*IL", f"DTP*357*D8*{ends}~NM1*IL")
    text += f"HD*{does}**HLT*{plan}*{level}~"
    text += f"DTP*348*D8*{begins}~" if begins else ""
    return text + (f"DTP*349*D8*{ends}~" if ends else "") + more


def file_834(*members: str, control: int = 1, action: str = "2", day: str = "20261102") -> bytes:
    heads = f"BGN*00*F{control}*{day}*0830****{action}~REF*38*GRP100~DTP*007*D8*{day}~"
    heads += "N1*P5*HARBOR WORKS*FI*912345678~N1*IN*HARBORLIGHT*XV*HBLT1~"
    body = "ST*834*0001*005010X220A1~" + heads + "".join(members)
    count = body.count("~") + 1
    isa = (
        f"ISA*00*          *00*          *ZZ*SENDER1        *ZZ*HBLT1          "
        f"*261102*0833*^*00501*{control:09}*0*P*:~GS*BE*SENDER1*HBLT1*20261102*0833*1*X*005010X220A1~"
    )
    return f"{isa}{body}SE*{count}*0001~GE*1*1~IEA*1*{control:09}~".encode()


def send(*members: str, **rest) -> dict:
    """Send a file, read it, and return what its newest event says."""
    data = file_834(*members, **rest)
    arrival = Arrival("members.834", "cli", "834", at=datetime(2026, 11, 2, 12, tzinfo=UTC))
    kept = keep([data], arrival, STAFF)
    receive_enrollment(kept.id)
    with acting(ENGINE):
        newest = FileEvent.objects.filter(file=kept.id).order_by("pk").last()
    return {"file": kept.id, "state": newest.state, **newest.detail}


def report(file: int) -> list[dict[str, str]]:
    with acting(ENGINE):
        row = KeptFile.objects.get(answers=file, kind="report")
    text = b"".join(archive.read(row.sha256)).decode()
    return list(csv.DictReader(text.splitlines()))


def spans(first: str = "Ada") -> list[tuple]:
    with acting(ENGINE):
        person = Person.objects.get(first_name=first)
        rows = CoverageSpan.objects.filter(family_id=person.family_id, person=person.number)
        return list(
            rows.order_by("first_on").values_list(
                "plan_key", "coverage_tier", "first_on", "last_on"
            )
        )


def kinds_of_answers(file: int) -> set[str]:
    with acting(ENGINE):
        return set(KeptFile.objects.filter(answers=file).values_list("kind", flat=True))


def test_a_new_family_is_enrolled_and_its_report_names_the_member_ids():
    came = send(
        member("S1"),
        member("S1", "BEN", "19820302", who="01"),
        member("S1", "CLEO", "20120303", who="19"),
    )
    assert (came["state"], came["results"]) == ("read", {"added": 3})
    assert kinds_of_answers(came["file"]) == {"999", "report"}
    rows = report(came["file"])
    assert [row["result"] for row in rows] == ["added"] * 3
    assert [row["member id"][-2:] for row in rows] == ["01", "02", "03"]
    assert spans("Cleo") == [("open_access", "family", date(2026, 1, 1), None)]
    with acting(ENGINE):
        ben = Person.objects.get(first_name="Ben")
        assert (ben.city, ben.relationship, ben.birth_date) == (
            "Lakeport", "01", date(1982, 3, 2),
        )  # fmt: skip


def test_the_same_members_again_change_nothing():
    send(member("S1"), member("S1", "BEN", "19820302", who="01"))
    again = send(member("S1"), member("S1", "BEN", "19820302", who="01"), control=2)
    assert again["results"] == {"unchanged": 2}
    with acting(ENGINE):
        assert (Family.objects.count(), Person.objects.count()) == (1, 2)


def test_a_change_of_plan_ends_the_old_one_on_the_day_before():
    send(member("S1"))
    came = send(member("S1", does="001", plan="hmo_pcp", begins="20261001"), control=2)
    assert came["results"] == {"changed": 1}
    assert spans() == [
        ("open_access", "family", date(2026, 1, 1), date(2026, 9, 30)),
        ("hmo_pcp", "family", date(2026, 10, 1), None),
    ]


def test_an_end_with_the_subscriber_ends_the_whole_family():
    send(member("S1"), member("S1", "BEN", "19820302", who="01"))
    came = send(member("S1", does="024", plan="", ends="20261031"), control=2)
    assert came["results"] == {"ended": 1}
    assert {spans(name)[0][3] for name in ("Ada", "Ben")} == {date(2026, 10, 31)}
    assert report(came["file"])[0]["last day"] == "2026-10-31"


def test_a_reinstated_member_is_covered_again_without_a_gap():
    send(member("S1"))
    send(member("S1", does="024", plan="", ends="20261031"), control=2)
    send(member("S1", does="025", begins="20261101"), control=3)
    assert [row[2:] for row in spans()] == [
        (date(2026, 1, 1), date(2026, 10, 31)),
        (date(2026, 11, 1), None),
    ]


def test_an_end_that_reaches_far_back_is_left_to_a_person():
    send(member("S1"))
    came = send(member("S1", does="024", plan="", ends="20260131"), control=2)
    assert came["results"] == {"refused": 1}
    assert "further back" in report(came["file"])[0]["why"]
    assert spans()[0][3] is None


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (member("S1", account="NOBODY"), "no employer account"),
        (member("S1", account="A1"), "may not enrol"),
        (member("S1", plan="Gold Nothing"), "none of ours"),
        (member("S9", "BEN", "19820302", who="01"), "not enrolled: send the subscriber first"),
        (member("S1", does="024", plan="", ends="20261031"), "has this name and birth date"),
        (member("S1", begins="20260101", ends="20251231"), "ends before it begins"),
    ],
)
def test_a_member_that_cannot_be_taken_is_named_and_the_others_go_on(one, why):
    with acting(ENGINE):
        world.account("A1")
    came = send(member("S2", "EVE", "19900404"), one)
    assert came["results"] == {"added": 1, "refused": 1}
    assert why in report(came["file"])[1]["why"]
    with acting(ENGINE):
        assert list(Person.objects.values_list("first_name", flat=True)) == ["Eve"]
        assert Family.objects.count() == 1


def test_a_corrected_name_and_birth_date_stay_with_the_same_member():
    send(member("S1"), member("S1", "CLEO", "20120303", who="19"))
    loop = member("S1", "CLEA", "20120304", who="19", does="001")
    fixed = loop.replace("NM1*IL*1*HARBOR*CLEA", "NM1*74*1*HARBOR*CLEA").replace(
        "DMG*D8*20120304*F~",
        "DMG*D8*20120304*F~NM1*70*1*HARBOR*CLEO~DMG*D8*20120303*F~",
    )
    came = send(member("S1", does="001"), fixed, control=2)
    assert came["results"] == {"unchanged": 1, "changed": 1}
    with acting(ENGINE):
        child = Person.objects.get(number=2)
        assert (child.first_name, child.birth_date) == ("Clea", date(2012, 3, 4))


def test_another_payer_and_a_chosen_physician_are_kept():
    more = "LX*1~NM1*P3*1*STONE*PAUL****XX*1234567893*25~COB*S*Q77*1~NM1*IN*2*OTHER MUTUAL~"
    send(member("S1", more=more))
    with acting(ENGINE):
        assert OtherCoverage.objects.get().payer == "Other Mutual"
        assert CoverageSpan.objects.get().pcp_npi == "1234567893"


def a_full_file(count: int, control: int, leave_out: int = 0) -> dict:
    numbers = range(1, count + 1 - leave_out)
    loops = [member(f"S{n}", f"ADA{chr(64 + n)}", does="030") for n in numbers]
    return send(*loops, control=control, action="4")


def test_a_full_file_ends_who_is_left_out():
    a_full_file(20, 1)
    came = a_full_file(20, 2, leave_out=2)
    assert came["results"] == {"unchanged": 18, "ended": 2}
    assert spans("Adat")[0][3] == date(2026, 11, 1)
    left_out = [row for row in report(came["file"]) if row["position"] == "0"]
    assert {row["subscriber number"] for row in left_out} == {"S19", "S20"}


def test_a_full_file_that_would_end_an_improbable_share_changes_nothing():
    a_full_file(20, 1)
    came = a_full_file(20, 2, leave_out=15)
    assert came["state"] == "refused"
    assert "leaves out 15 of 20" in came["findings"][-1]
    with acting(ENGINE):
        assert not CoverageSpan.objects.exclude(last_on=None).exists()


def test_totals_that_do_not_add_up_take_the_whole_set_back():
    data = file_834("QTY*TO*5~", member("S1"))
    kept = keep([data], Arrival("m.834", "cli", "834"), STAFF)
    assert receive_enrollment(kept.id).state == "refused"
    with acting(ENGINE):
        assert not Family.objects.exists()


def advice(file: int) -> list[Advice]:
    """What an 824 about a file says; our own reader and writer find nothing wrong in it."""
    with acting(ENGINE):
        rows = list(KeptFile.objects.filter(answers=file, kind="824").order_by("pk"))
    data = b"".join(b"".join(archive.read(row.sha256)) for row in rows)
    assert not list(check([data]))
    found = [event.value for event in read_advice([data]) if isinstance(event, Found)]
    return [value for value in found if isinstance(value, Advice)]


def test_an_824_names_each_member_that_was_understood_and_not_taken():
    wrong = [member("S1"), member("S2", plan="Gold Nothing"), member("S3", account="NOBODY")]
    came = send(*wrong)
    first, second = advice(came["file"])
    assert (first.original.code, first.original.qualifier, first.original.number) == (
        "IR", "IX", "2",
    )  # fmt: skip
    assert (first.original.set, first.original.version) == ("834", "005010X220A1")
    assert [(one.qualifier, one.value) for one in first.references] == [("ZZ", "S2")]
    (error,) = first.errors
    assert (error.code, error.segment_id, error.segment) == ("011", "INS", "16")
    assert "none of ours" in error.message
    assert second.original.number == "3"


def test_an_824_rejects_a_full_file_that_would_end_too_many_and_totals_that_do_not_add_up():
    a_full_file(20, 1)
    (one,) = advice(a_full_file(20, 2, leave_out=15)["file"])
    assert (one.original.code, one.errors[0].code) == ("TR", "024")
    (other,) = advice(send("QTY*TO*5~", member("S1"), control=3)["file"])
    assert (other.original.code, other.errors[0].code, other.errors[0].segment_id) == (
        "TR", "010", "QTY",
    )  # fmt: skip


def test_a_file_that_was_taken_whole_is_told_by_no_824():
    assert advice(send(member("S1"))["file"]) == []


def test_an_824_is_written_without_what_a_sender_wrote_where_no_guide_allows_it():
    data = file_834(member("S2", plan="Gold Nothing")).replace(
        b"*20261102*0833*1*X", b"*20261102*08x3*1*X"
    )
    kept = keep([data], Arrival("m.834", "cli", "834"), STAFF)
    receive_enrollment(kept.id)
    (one,) = advice(kept.id)
    assert (one.original.code, one.original.time, one.errors[0].code) == ("IR", "", "011")


def test_a_partner_that_is_still_testing_enrols_nobody():
    with acting(ENGINE):
        Partner.objects.update(state="testing")
    came = send(member("S1"))
    assert came["state"] == "refused"
    with acting(ENGINE):
        assert not Family.objects.exists()


def test_a_file_that_is_read_twice_counts_once():
    came = send(member("S1"))
    assert receive_enrollment(came["file"]).accepted == 1
    with acting(ENGINE):
        assert Family.objects.count() == 1


def test_a_batch_takes_as_many_statements_as_one_member():
    counts = []
    for control, many in ((1, 1), (2, 40)):
        loops = [member(f"X{control}-{n}", f"B{n}") for n in range(many)]
        data = file_834(*loops, control=control)
        kept = keep([data], Arrival("m.834", "cli", "834"), STAFF)
        with CaptureQueriesContext(connection) as asked:
            receive_enrollment(kept.id)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_every_refusal_has_its_words_in_both_languages():
    limits = enrollment_limits(TODAY)
    assert limits.improbable(15, 20)
    assert not limits.improbable(4, 20)
    assert all(one.english != one.spanish for one in limits.refusals.values())
