"""Premiums: months are billed, 820s pay them to the cent, and what fits nowhere waits by name."""

import csv
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from coverwell.doors.cli.billing import command
from coverwell.doors.edi_gateway import quirks
from coverwell.doors.edi_gateway.premiums.receive import receive_premiums
from coverwell.records.billing.models import (
    Application,
    BillingEntry,
    Invoice,
    InvoiceLine,
    Receipt,
    ReceiptItem,
)
from coverwell.records.files.models import FileEvent, KeptFile
from coverwell.records.members.models import CoverageSpan, Family
from coverwell.services.access.accounts import grant_staff, open_account
from coverwell.services.acting import ENGINE, Actor, DeniedError, acting
from coverwell.services.billing import post as posting
from coverwell.services.billing import run as running
from coverwell.services.billing.post import PostingError, post_payment, reverse
from coverwell.services.billing.receipt import Part, Payment
from coverwell.services.billing.rules import billing_rules
from coverwell.services.billing.run import BillingError, run
from coverwell.services.billing.show import books, invoice, invoices
from coverwell.services.billing.suspense import apply, waiting
from coverwell.services.files import archive
from coverwell.services.files.keep import Arrival, keep
from coverwell.wire.x12 import check
from coverwell.wire.x12.profile import Profile
from coverwell.wire.x12.transactions.advice_824 import Advice, read_advice
from coverwell.wire.x12.transactions.reading import Found
from tests.services import world
from tests.wire.x12.judge import pyx12_complaints


pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor("ola", "staff")
PASSWORD = "open the books 7"
OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 20), date(2026, 11, 20), date(2026, 12, 1)
TODAY = date(2026, 10, 20)


@pytest.fixture(autouse=True)
def payer(settings, tmp_path):
    """Account A1: Ada and Ben (a couple, 1,285.20) and Ada alone of another family (612.00)."""
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        world.published("open_access")
        world.account("A1")
        world.family("H10000001", people=2, plan="open_access")
        world.family("H10000002", people=1, plan="open_access")
        world.partner()


def billed(month: date = NOVEMBER) -> Invoice:
    run(month, TODAY, STAFF)
    with acting(ENGINE):
        return Invoice.objects.get(month=month.replace(day=1))


def ended(family: str, person: int, last: date) -> None:
    with acting(ENGINE):
        mine = CoverageSpan.objects.filter(family__subscriber_number=family, person=person)
        mine.update(last_on=last)


def balances() -> dict[str, int]:
    found = {one.account: int(one.balance) for one in books(STAFF)}
    assert sum(found.values()) == 0
    return {account: amount for account, amount in found.items() if amount}


def test_a_month_is_billed_once_to_each_account_by_who_is_covered():
    made = run(NOVEMBER, TODAY, STAFF)
    assert (made.invoices, made.total) == (1, 128_520 + 61_200)
    again = run(NOVEMBER, TODAY, STAFF)
    assert (again.invoices, again.before) == (0, 1)
    (shown,) = invoices(STAFF, TODAY)
    assert (shown.payer, shown.due, shown.grace_until, shown.state) == (
        "account A1", date(2026, 11, 1), date(2026, 12, 2), "open",
    )  # fmt: skip
    lines = invoice(shown.number, STAFF, TODAY).lines
    assert [(one.subscriber, one.tier, one.amount) for one in lines] == [
        ("H10000001", "employee and spouse", 128_520),
        ("H10000002", "employee", 61_200),
    ]
    assert balances() == {
        "premium owed by account A1": 189_720,
        "premium of open_access": -189_720,
    }


def test_what_enrolment_changes_later_is_set_right_on_the_next_invoice():
    """Ben left on October 31: November was 673.20 too much. Cleo came on November 16: 489.60."""
    billed()
    ended("H10000001", 2, date(2026, 10, 31))
    with acting(ENGINE):
        row = Family.objects.get(subscriber_number="H10000002")
        row.people.create(number=2, first_name="Cleo", last_name="T", birth_date=date(2015, 1, 1),
                          sex="F", relationship="19", state="PA", zip_code="17101")  # fmt: skip
        CoverageSpan.objects.create(
            family=row, id=2, person=2, plan_key="open_access", coverage_tier="family",
            first_on=date(2026, 11, 16),
        )  # fmt: skip
    december = billed(DECEMBER)
    with acting(ENGINE):
        lines = InvoiceLine.objects.filter(invoice=december).order_by("line")
        said = list(lines.values_list("kind", "for_month", "amount"))
    month, before = date(2026, 12, 1), date(2026, 11, 1)
    # With a child 1,101.60; half of November: 306.00 + 550.80 instead of 612.00.
    assert said == [
        ("premium", month, 61_200),
        ("adjustment", before, -67_320),
        ("premium", month, 110_160),
        ("adjustment", before, 24_480),
    ]
    assert billed(date(2027, 1, 1)).total == 61_200 + 110_160


def test_a_plan_without_a_rate_bills_nobody_and_says_where_to_write_it():
    with acting(ENGINE):
        CoverageSpan.objects.filter(family__subscriber_number="H10000002").update(plan_key="gold")
    with pytest.raises(BillingError, match="'gold' has no rate in premiums"):
        run(NOVEMBER, TODAY, STAFF)
    with acting(ENGINE):
        assert not Invoice.objects.exists()


def test_families_that_pay_by_themselves_have_invoices_of_their_own_and_a_binder(monkeypatch):
    alone = replace(billing_rules(NOVEMBER), one_by_one=frozenset({"A1"}))
    monkeypatch.setattr(running, "billing_rules", lambda _: alone)
    run(NOVEMBER, TODAY, STAFF)
    run(DECEMBER, TODAY, STAFF)
    shown = {(one.payer, one.month.month): one.binder for one in invoices(STAFF, TODAY)}
    assert shown == {
        ("family H10000001", 11): True, ("family H10000002", 11): True,
        ("family H10000001", 12): False, ("family H10000002", 12): False,
    }  # fmt: skip


def test_only_staff_bill_and_an_unpaid_invoice_ends_its_grace():
    with pytest.raises(DeniedError):
        run(NOVEMBER, TODAY, Actor("desk", "provider"))
    number = billed().number
    states = [
        invoice(number, STAFF, day).state
        for day in (date(2026, 11, 1), date(2026, 11, 2), date(2026, 12, 3))
    ]
    assert states == ["open", "overdue", "lapsed"]


def file_820(amount: str, *details: str, trace: str = "P1", control: int = 1) -> bytes:
    body = (
        f"ST*820*0001*005010X218~BPR*I*{amount}*C*ACH*CTX*01*021000021*DA*998877*1912345678**01"
        f"*011000015*DA*123456*20261101~TRN*1*{trace}*1912345678~REF*38*A1~"
        "N1*PE*HARBORLIGHT*FI*912223333~N1*PR*TIDEWATER TOOLS*FI*912345678~"
    ) + "".join(details)
    isa = (
        f"ISA*00*          *00*          *ZZ*SENDER1        *ZZ*HBLT1          "
        f"*261101*0833*^*00501*{control:09}*0*P*:~GS*RA*SENDER1*HBLT1*20261101*0833*1*X*005010X218~"
    )
    return f"{isa}{body}SE*{body.count('~') + 1}*0001~GE*1*1~IEA*1*{control:09}~".encode()


def group(paid: str, number: str, more: str = "") -> str:
    return f"ENT*1*2L*FI*912345678~RMR*IK*{number}**{paid}~{more}"


def person(at: int, member: str, paid: str, number: str = "", more: str = "") -> str:
    rmr = f"RMR*IK*{number}**{paid}~" if number else f"RMR*11*{member}**{paid}~"
    return f"ENT*{at}*2J*EI*{at:09}~NM1*IL*1*LAKE*MARIA****N*{member}~{more}{rmr}"


def send(data: bytes, *, name: str = "premiums.820") -> dict:
    arrival = Arrival(name, "cli", "820", at=datetime(2026, 11, 2, 12, tzinfo=UTC))
    kept = keep([data], arrival, STAFF)
    receive_premiums(kept.id)
    with acting(ENGINE):
        newest = FileEvent.objects.filter(file=kept.id).order_by("pk").last()
    return {"file": kept.id, "state": newest.state, **newest.detail}


def advice(file: int) -> list[Advice]:
    with acting(ENGINE):
        rows = list(KeptFile.objects.filter(answers=file, kind="824").order_by("pk"))
    data = b"".join(b"".join(archive.read(row.sha256)) for row in rows)
    assert not list(check([data]))
    found = [event.value for event in read_advice([data]) if isinstance(event, Found)]
    return [value for value in found if isinstance(value, Advice)]


def report(file: int) -> list[dict[str, str]]:
    with acting(ENGINE):
        row = KeptFile.objects.get(answers=file, kind="report")
    return list(csv.DictReader(b"".join(archive.read(row.sha256)).decode().splitlines()))


def posted(receipt: int | None = None) -> int:
    """What the ledger says of the last receipt but for cash, against what the bank paid."""
    with acting(ENGINE):
        row = Receipt.objects.get(pk=receipt) if receipt else Receipt.objects.get()
        entries = BillingEntry.objects.filter(posting__kind="receipt", posting__of=row.pk)
        rest = entries.exclude(account="premium cash").aggregate(
            total=Sum("credit") - Sum("debit")
        )
        items = ReceiptItem.objects.filter(receipt=row).aggregate(total=Sum("amount"))
        assert rest["total"] == items["total"] == row.amount
        return int(row.amount)


def test_a_group_pays_its_invoice_and_nothing_waits():
    number = billed().number
    data = file_820("1897.2", group("1897.2", number))
    assert pyx12_complaints(data) == []
    came = send(data)
    assert (came["state"], came["results"]) == ("read", {"posted": 1, "waits": 0})
    assert posted() == 189_720
    assert invoice(number, STAFF, TODAY).state == "paid"
    assert advice(came["file"]) == []
    assert balances() == {"premium cash": 189_720, "premium of open_access": -189_720}
    assert [row["waits"] for row in report(came["file"])] == ["0.00", "0.00"]


def test_a_group_that_pays_its_account_pays_the_oldest_month_first():
    november, december = billed(), billed(DECEMBER)
    send(file_820("2000", "ENT*1*2L*FI*912345678~RMR*1L*A1**2000~"))
    paid = [int(invoice(one.number, STAFF, TODAY).paid) for one in (november, december)]
    assert paid == [189_720, 10_280]


def test_individuals_are_posted_to_their_invoice_and_each_misfit_waits_with_its_reason():
    """612 + 1,285.20 are right; 100 too much, 50 of nobody, 25 on no invoice wait: 2,072.20."""
    number = billed().number
    people = (
        person(1, "H1000000201", "612", number),
        person(2, "H1000000101", "1385.2", number),
        person(3, "Z9999999901", "50"),
        person(4, "H1000000101", "25", "INV0000000000"),
    )
    data = file_820("2072.2", *people)
    assert pyx12_complaints(data) == []
    came = send(data)
    assert came["results"] == {"posted": 1, "waits": 3}
    assert posted() == 207_220
    assert [(one.line, one.waits, one.rule) for one in waiting(STAFF)] == [
        (2, 10_000, "overpaid"),
        (3, 5_000, "member_unknown"),
        (4, 2_500, "invoice_unknown"),
    ]
    assert balances()["premium suspense"] == -17_500
    told = advice(came["file"])
    assert [(one.original.code, one.original.number) for one in told] == [
        ("IE", "2"), ("IE", "3"), ("IE", "4"),
    ]  # fmt: skip
    assert [one.errors[0].code for one in told] == ["024", "011", "011"]
    last = report(came["file"])[-1]
    assert (last["paid"], last["posted"], last["waits"]) == ("2072.20", "1897.20", "175.00")


def test_a_short_payment_leaves_the_rest_open():
    number = billed().number
    send(file_820("1800", group("1800", number)))
    shown = invoice(number, STAFF, date(2026, 11, 5))
    assert (shown.open, shown.state) == (9_720, "overdue")


def test_an_adjustment_of_an_earlier_payment_waits_and_the_sum_is_still_the_payment():
    number = billed().number
    details = f"ENT*1*2L*FI*912345678~ADX*-150*52~RMR*IK*{number}**1897.2~"
    send(file_820("1747.2", details))
    assert posted() == 174_720
    assert [(one.waits, one.rule) for one in waiting(STAFF)] == [(-15_000, "adjusted")]
    assert invoice(number, STAFF, TODAY).paid == 189_720


def test_an_adjustment_of_this_payment_is_read_in_either_way():
    number = billed().number
    send(file_820("1847.2", group("1897.2", number, "ADX*-50*53~")))
    send(file_820("50", group("50", number, "ADX*-10*53~"), trace="P2", control=2))
    assert invoice(number, STAFF, TODAY).paid == 189_720


def test_a_summary_that_repeats_its_people_is_counted_once():
    number = billed().number
    people = (person(2, "H1000000201", "612", number), person(3, "H1000000101", "1285.2", number))
    send(file_820("1897.2", group("1897.2", number), *people))
    assert posted() == 189_720
    with acting(ENGINE):
        assert ReceiptItem.objects.count() == 2


def test_the_same_trace_posts_nothing_twice_and_another_amount_is_told():
    number = billed().number
    send(file_820("1000", group("1000", number)))
    again = send(file_820("1000", group("1000", number), control=2))
    other = send(file_820("900", group("900", number), control=3))
    assert posted() == 100_000
    assert [advice(one["file"])[0].errors[0].code for one in (again, other)] == ["DUP", "DUP"]
    assert "another amount" in advice(other["file"])[0].errors[0].message
    assert invoice(number, STAFF, TODAY).paid == 100_000


def test_a_payment_that_does_not_add_up_posts_nothing_and_is_told_where():
    number = billed().number
    data = file_820("1000", group("999", number))
    kept = keep([data], Arrival("p.820", "cli", "820"), STAFF)
    assert receive_premiums(kept.id).state == "refused"
    (told,) = advice(kept.id)
    assert (told.original.code, told.errors[0].code, told.errors[0].segment_id) == (
        "TR", "010", "BPR",
    )  # fmt: skip
    with acting(ENGINE):
        assert not Receipt.objects.exists()


@pytest.mark.parametrize("cut", ["_save", "post"])
def test_a_crash_between_statements_loses_nothing_and_posts_nothing_twice(monkeypatch, cut):
    number = billed().number
    kept = keep(
        [file_820("1897.2", group("1897.2", number))], Arrival("p.820", "cli", "820"), STAFF
    )

    def dies(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(posting, cut, dies)
        with pytest.raises(KeyboardInterrupt):
            receive_premiums(kept.id)
    with acting(ENGINE):
        assert not Receipt.objects.exists()
        assert not Application.objects.exists()
    assert receive_premiums(kept.id).state == "read"
    assert posted() == 189_720
    assert receive_premiums(kept.id).accepted == 1
    assert posted() == 189_720


def test_a_crash_after_the_posting_still_gives_the_824_and_the_report(monkeypatch):
    from coverwell.doors.edi_gateway.premiums import receive as door

    kept = keep(
        [file_820("50", person(1, "Z9999999901", "50"))], Arrival("p", "cli", "820"), STAFF
    )

    def dies(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(door, "keep_824", dies)
        with pytest.raises(KeyboardInterrupt):
            receive_premiums(kept.id)
    receive_premiums(kept.id)
    assert posted() == 5_000
    assert [one.errors[0].code for one in advice(kept.id)] == ["011"]
    assert report(kept.id)[-1]["waits"] == "50.00"


def test_staff_count_what_waits_on_an_invoice_and_may_not_count_it_twice():
    number = billed().number
    send(file_820("50", person(1, "Z9999999901", "50")))
    (one,) = waiting(STAFF)
    item = (one.receipt, one.line)
    with pytest.raises(PostingError, match="no invoice INV9"):
        apply(item, ["INV9"], "found by phone", TODAY, STAFF)
    assert apply(item, [number], "found by phone", TODAY, STAFF) == 0
    assert waiting(STAFF) == ()
    assert invoice(number, STAFF, TODAY).paid == 5_000
    assert "premium suspense" not in balances()
    with pytest.raises(PostingError, match="waits"):
        apply(item, [number], "again", TODAY, STAFF)


def test_a_returned_payment_opens_its_invoices_again_and_is_taken_back_once():
    number = billed().number
    before = balances()
    send(file_820("1997.2", group("1997.2", number)))
    with acting(ENGINE):
        receipt = Receipt.objects.get().pk
    assert reverse(receipt, "returned by the bank: R01", TODAY, STAFF) == 199_720
    assert balances() == before
    assert (invoice(number, STAFF, TODAY).paid, waiting(STAFF)) == (0, ())
    with pytest.raises(PostingError, match="taken back before"):
        reverse(receipt, "again", TODAY, STAFF)


def test_a_payment_whose_parts_do_not_come_to_it_is_refused_by_the_service_too():
    wrong = Payment("1", "T", 100, "ACH", None, "", (Part(1, 1, 99),))
    with pytest.raises(PostingError, match="do not come to"):
        post_payment(wrong, TODAY, STAFF)


def test_a_payment_of_many_takes_as_many_statements_as_one_of_few():
    number = billed().number
    counts = []
    for control, many in ((1, 2), (2, 60)):
        people = [person(at, "H1000000201", "1", number) for at in range(1, many + 1)]
        data = file_820(str(many), *people, trace=f"T{control}", control=control)
        kept = keep([data], Arrival("p.820", "cli", "820"), STAFF)
        with CaptureQueriesContext(connection) as asked:
            receive_premiums(kept.id)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_every_reason_to_wait_has_its_words_and_its_code():
    rules = billing_rules(TODAY).waits
    assert all(one.english != one.spanish and one.advice for one in rules.values())


@pytest.fixture
def staff(client):
    grant_staff(open_account("ola", PASSWORD))
    client.post("/sign-in/login/", {"login": "ola", "password": PASSWORD})
    return client


def test_the_staff_see_invoices_and_settle_what_waits_on_a_page(staff):
    number = billed().number
    send(file_820("50", person(1, "Z9999999901", "50")))
    page = staff.get("/staff/billing/").text
    for words in (number, "Tidewater Tools", "$1,897.20", "No member of ours has this number."):
        assert words in page
    assert staff.get("/staff/billing/?words=A1").text.count(number) == page.count(number)
    assert number not in staff.get("/staff/billing/?words=Z9").text
    one = staff.get(f"/staff/billing/invoices/{number}/").text
    assert "employee and spouse" in one
    assert "$1,285.20" in one
    (waits,) = waiting(STAFF)
    address = f"/staff/billing/waits/{waits.receipt}/{waits.line}/"
    said = staff.post(address, {"invoice": "INV1", "why": "x"}, follow=True).text
    assert "There is no invoice INV1." in said
    said = staff.post(address, {"invoice": number, "why": "Called them"}, follow=True).text
    assert f"Counted on invoice {number}." in said
    assert "Nothing waits." in said
    assert staff.post(address, {"invoice": number, "why": "x"}).status_code == 404
    assert number in staff.get("/staff/billing/?export=csv").text
    assert staff.get("/staff/billing/invoices/INV0/").status_code == 404


def test_the_pages_speak_spanish(staff):
    billed()
    send(file_820("50", person(1, "Z9999999901", "50")))
    staff.post("/language/setlang/", {"language": "es", "next": "/"})
    page = staff.get("/staff/billing/").text
    assert "Ningún miembro nuestro tiene este número." in page
    assert "Pendiente" in page


def test_the_command_line_bills_shows_and_settles(tmp_path):
    bill = CliRunner().invoke(command, ["run", "2026-11", "--by", "ola"])
    assert "1 invoices for 2026-11: 1,897.20." in bill.output
    with acting(ENGINE):
        number = Invoice.objects.get().number
    paid = tmp_path / "p.820"
    paid.write_bytes(file_820("50", person(1, "Z9999999901", "50")))
    assert "accepted 1" in CliRunner().invoke(command, ["post", str(paid)]).output
    work = CliRunner().invoke(command, ["work", "--by", "ola", "--json"])
    (one,) = json.loads(work.output)
    item = [str(one["receipt"]), str(one["line"])]
    done = CliRunner().invoke(command, ["apply", *item, number, "--why", "x", "--by", "ola"])
    assert "0.00 of it still waits" in done.output
    shown = CliRunner().invoke(command, ["show", number, "--by", "ola"]).output
    assert "open 1,847.20" in shown
    back = CliRunner().invoke(command, ["reverse", item[0], "--why", "R01", "--by", "ola"])
    assert "50.00 taken back" in back.output
    assert (
        "premium owed by account A1" in CliRunner().invoke(command, ["books", "--by", "x"]).output
    )


def test_what_the_senders_profile_asks_is_asked_of_its_payments(monkeypatch):
    rules = "for 005010X218\n  in header\n    rule BPR needs REF:14  # This sender says its key.\n"
    number = billed().number
    monkeypatch.setattr(quirks, "read_profile", lambda _: Profile(rules))
    paid = send(file_820("1897.20", group("1897.20", number)))
    assert paid["state"] == "refused"
    with acting(ENGINE):
        assert not Receipt.objects.exists()
