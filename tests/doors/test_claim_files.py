"""A claim file from its arrival to decisions: what was good goes on, what was not is answered."""

from dataclasses import replace
from datetime import date

import pytest

from coverwell.doors.edi_gateway import held, interchanges
from coverwell.doors.edi_gateway.claims import parse
from coverwell.doors.edi_gateway.claims import receive as receiving
from coverwell.doors.edi_gateway.claims.receive import receive
from coverwell.records.claims.models import Claim, Decision, ToDecide
from coverwell.records.intake.models import IntakeClaim
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.claims.adjudicate import decide_batch
from coverwell.services.claims.find import Wanted, find
from coverwell.services.files.keep import Arrival, keep
from coverwell.services.files.show import file_bytes, show_file
from tests.claim_files import Sent, file_837, isa, set_837
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor("sam", "staff")


@pytest.fixture(autouse=True)
def payer_with_one_family(settings, tmp_path):
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    with acting(ENGINE):
        world.published("open_access")
        world.family("H10000001", people=3, plan="open_access")
        world.partner()
        world.contract(world.group(), "OA001 Open Access", world.TERMS)


def send(data: bytes):
    return receive(keep([data], Arrival("claims.x12", "cli"), STAFF).id)


def answers(file: int) -> dict[str, str]:
    return {
        one.kind: b"".join(file_bytes(one.id, STAFF)).decode()
        for one in show_file(file, STAFF).answers
    }


def test_a_claim_is_accepted_answered_and_decided():
    received = send(file_837([Sent("A1"), Sent("A2", member_id="Z99999999")]))
    assert (received.state, received.accepted, received.rejected) == ("read", 1, 1)
    kept = answers(received.file)
    assert sorted(kept) == ["277CA", "999"]
    assert "STC*A2:20" in kept["277CA"]
    assert "STC*A3:33:IL" in kept["277CA"]
    assert decide_batch() == 1
    with acting(ENGINE):
        claim = Claim.objects.get()
        decision = Decision.objects.get()
        assert (claim.number, claim.person, claim.patient_account) == (claim.number, 1, "A1")
        assert decision.outcome == "paid"
        assert not ToDecide.objects.exists()
        assert IntakeClaim.objects.get(state="rejected").sender_claim_id == "A2"


def stored_states() -> list[tuple[str, str]]:
    with acting(ENGINE):
        rows = IntakeClaim.objects.order_by("position").values_list("sender_claim_id", "state")
        return list(rows)


def words_of(file: int) -> str:
    return " ".join(show_file(file, STAFF).detail.get("findings", ()))


def reasons_of(account: str) -> list[str]:
    with acting(ENGINE):
        return [one["rule"] for one in IntakeClaim.objects.get(sender_claim_id=account).reasons]


def test_the_same_file_twice_is_taken_once_and_points_to_the_first():
    data = file_837([Sent("A1")])
    first = send(data)
    kept = keep([data], Arrival("again.x12", "cli"), STAFF)
    assert kept.first == first.file
    assert receive(kept.id).state == "duplicate"
    assert stored_states() == [("A1", "accepted")]


def test_a_control_number_twice_is_answered_with_a_ta1_and_not_taken():
    send(file_837([Sent("A1")], control=7))
    again = send(file_837([Sent("A2")], control=7))
    assert again.state == "refused"
    assert "TA1*000000007*260201*0833*R*025" in answers(again.file)["TA1"]
    assert "came before" in words_of(again.file)
    assert stored_states() == [("A1", "accepted")]


def test_an_unknown_sender_is_told_so():
    received = send(file_837([Sent("A1")], sender="STRANGER"))
    assert received.state == "refused"
    assert "*R*006~" in answers(received.file)["TA1"]
    assert "do not know the sender" in words_of(received.file)


def test_an_unknown_sender_may_send_once_we_know_them():
    data = file_837([Sent("A1")], sender="STRANGER")
    assert send(data).state == "refused"
    with acting(ENGINE):
        world.partner("STRANGER")
    assert send(data).accepted == 1


def test_a_truncated_file_is_refused_in_words_and_may_come_again_whole():
    data = file_837([Sent("A1"), Sent("A2")])
    received = send(data[:-200])
    assert received.state == "refused"
    assert received.accepted == 0
    assert words_of(received.file)
    assert "999" in answers(received.file) or "TA1" in answers(received.file)
    whole = file_837([Sent("A1"), Sent("A2")], control=2)
    assert send(whole).accepted == 2


def test_a_good_set_goes_on_though_another_in_its_file_is_broken():
    good, bad = set_837([Sent("A1")], "0001"), set_837([Sent("A2")], "0002")
    bad = bad.replace("SE*", "SE*9")
    data = (
        isa()
        + "GS*HC*SENDER1*HBLT1*20260201*0833*1*X*005010X222A1~"
        + good
        + bad
        + "GE*2*1~IEA*1*000000001~"
    )
    received = send(data.encode())
    assert (received.accepted, received.rejected) == (1, 0)
    assert "refused whole" in words_of(received.file)
    kept = answers(received.file)["999"]
    assert "IK5*A" in kept
    assert "IK5*R" in kept


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (file_837([Sent("A1")]).decode().encode("utf-16"), "UTF-16"),
        (b"", "No claim"),
        (b"PK\x03\x04 this is no claim file", "packed"),
        (file_837([Sent("A1")]).replace(b"*", b"\x01", 1), ""),
        (file_837([Sent("A1")]).replace(b"~GS", b"!GS"), ""),
    ],
)
def test_what_is_no_837_is_refused_in_words(data, says):
    received = send(data)
    assert received.state == "refused"
    assert says in words_of(received.file)
    assert words_of(received.file)
    assert stored_states() == []


@pytest.mark.parametrize(
    ("claim", "rule"),
    [
        (Sent("A1", member_id="12345"), "member_id_format"),
        (Sent("A1", member_id="Z00000000"), "member_unknown"),
        (Sent("A1", first="NOBODY", born=date(1999, 9, 9)), "patient_unknown"),
        (Sent("A1", tax_id="999999999"), "billing_provider_unknown"),
        (Sent("A1", total="999"), "out_of_balance"),
        (Sent("A1", day=date(2090, 1, 1)), "service_date_future"),
        (Sent("A1", lines=(("99213", "1000000000000"),)), "amount_out_of_range"),
        (Sent("A1", lines=(("99213", "1" + "0" * 30),)), "amount_out_of_range"),
        (Sent("A1", npi="1234567890"), "npi_invalid"),
    ],
)
def test_a_bad_claim_is_rejected_with_its_reason_and_the_good_one_goes_on(claim, rule):
    received = send(file_837([claim, Sent("GOOD")]))
    assert (received.accepted, received.rejected) == (1, 1)
    assert rule in reasons_of("A1")
    assert "STC*A2:20" in answers(received.file)["277CA"]


def test_members_are_found_by_suffix_name_and_birth_date():
    child = {"first": "CLEO", "born": date(2012, 3, 3)}
    received = send(
        file_837(
            [
                Sent("A1", member_id="H1000000103", subscriber=False, **child),
                Sent("A2", subscriber=False, **child),
                Sent("A3", member_id="H1000000102", subscriber=False, **child),
            ]
        )
    )
    assert received.accepted == 3
    with acting(ENGINE):
        assert set(Claim.objects.values_list("person", "member_id")) == {(3, "H1000000103")}


def test_a_sender_may_send_for_its_own_offices_only():
    with acting(ENGINE):
        world.partner("OTHER", tax_ids=("987654321",))
    send(file_837([Sent("A1")], sender="OTHER"))
    assert reasons_of("A1") == ["sender_not_allowed"]


def test_test_data_are_checked_and_never_paid():
    assert send(file_837([Sent("A1")], usage="T")).accepted == 0
    assert reasons_of("A1") == ["test_data"]


def test_a_large_file_is_parsed_beside_and_a_large_set_waits_on_disk(monkeypatch):
    monkeypatch.setattr(parse, "LARGE", 1)
    monkeypatch.setattr(parse, "BATCH", 2)
    monkeypatch.setattr(held, "IN_MEMORY", 1)
    received = send(file_837([Sent(f"A{number}") for number in range(1, 8)]))
    assert received.accepted == 7
    assert [account for account, _ in stored_states()] == [f"A{number}" for number in range(1, 8)]
    assert answers(received.file)["277CA"].count("STC*A2:20") == 7


@pytest.mark.parametrize("step", ["first batch", "second batch", "before answers", "277CA"])
def test_a_reading_that_is_cut_off_goes_on_where_it_was(step, monkeypatch):
    """P5: at every step between keeping and answering."""
    data = file_837([Sent(f"A{number}") for number in range(1, 8)], ack="1")
    kept = keep([data], Arrival("claims.x12", "cli"), STAFF)
    with monkeypatch.context() as patch:
        cut(patch, step)
        with pytest.raises(KeyboardInterrupt):
            receive(kept.id)
    again = receive(kept.id)
    assert again.state == "read"
    assert stored_states() == [(f"A{number}", "accepted") for number in range(1, 8)]
    assert sorted(answers(kept.id)) == ["277CA", "999", "TA1"]
    assert len(show_file(kept.id, STAFF).answers) == 3
    assert answers(kept.id)["277CA"].count("STC*A2:20") == 7
    assert receive(kept.id).state == "read"
    assert decide_batch() == 7


def cut(patch: pytest.MonkeyPatch, step: str) -> None:
    patch.setattr(parse, "BATCH", 3)
    calls = []

    def stop(*_, **__):
        raise KeyboardInterrupt

    def at_call(turn, plain):
        def counted(*args, **words):
            calls.append(1)
            return stop() if len(calls) == turn else plain(*args, **words)

        return counted

    if step.endswith("batch"):
        turn = 1 if step.startswith("first") else 2
        patch.setattr(receiving, "accept", at_call(turn, receiving.accept))
    elif step == "before answers":
        patch.setattr(interchanges, "keep_ta1", stop)
    else:
        patch.setattr(receiving, "keep_277ca", stop)


def test_a_claim_is_found_three_ways_by_its_office_and_by_nobody_else():
    send(file_837([Sent("A1"), Sent("A2")]))
    decide_batch()
    office = Actor("olivia", "provider", frozenset({"231234567"}))
    other = Actor("otto", "provider", frozenset({"987654321"}))
    with acting(ENGINE):
        number = Claim.objects.get(patient_account="A1").number
    ways = [
        Wanted(number=number.lower()),
        Wanted(account="A1"),
        Wanted(member_id="H10000001-01", account="A1"),
        Wanted(words="TEST0001, Ada", number=number),
        Wanted(words="ada test0001", first=date(2026, 1, 1), account="A1"),
    ]
    for wanted in ways:
        found = find(wanted, office)
        assert [(one.number, one.state) for one in found] == [(number, "paid")]
        assert find(wanted, other) == []
        assert [one.number for one in find(wanted, STAFF)] == [number]
    assert len(find(Wanted(member_id="H10000001"), office)) == 2
    assert find(Wanted(member_id="H10000001-02"), office) == []


def test_a_batch_takes_at_most_twelve_statements_whatever_its_size():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert decide_batch() > 0
        said = [str(query["sql"]) for query in asked]
        # To become the engine is a prepared statement, of which the log has no text.
        said.remove("None")
        return len([sql for sql in said if "set_config" not in sql and sql not in CONTROL])

    send(file_837([Sent("A1")]))
    few = statements()
    send(file_837([Sent(f"B{number}") for number in range(60)], control=2))
    with acting(ENGINE):
        number = Claim.objects.get(patient_account="A1").number
    send(file_837([Sent("A1R", frequency="7", replaces=number)], control=3))
    many = statements()
    assert few <= many <= 12


CONTROL = {"BEGIN", "COMMIT", "ROLLBACK"}


def test_a_set_whose_charges_are_more_than_an_amount_can_hold_has_two_acknowledgments():
    stay = (("99213", "60000000"),)
    one = Sent("A1", lines=stay, total="60000000")
    large = [one, replace(one, id="A2", day=date(2026, 11, 3))]
    huge = Sent("A3", lines=(("99213", "99999999999999"),))
    received = send(file_837([*large, huge]))
    kept = [one.kind for one in show_file(received.file, STAFF).answers]
    assert (received.accepted, received.rejected) == (2, 1)
    assert kept.count("277CA") == 2
    assert decide_batch() == 2
