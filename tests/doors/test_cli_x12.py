"""`coverwell x12` as people and partners call it: no database, exit codes, files in and out."""

import json

import pytest
from click.testing import CliRunner

from coverwell.doors.cli.main import main
from coverwell.wire.x12 import check
from tests.wire.x12.samples import PROFESSIONAL, institutional, lines, professional
from tests.wire.x12.status_sets import ELIGIBILITY, STATUS, one_file


SAMPLES = [
    professional(),
    institutional(),
    *[one_file(n, text) for n, texts in (ELIGIBILITY | STATUS).items() for text in texts],
]


@pytest.fixture
def run(tmp_path):
    def call(*words: str, data: bytes = b"", given: bytes | None = None):
        file = tmp_path / "file.x12"
        file.write_bytes(data)
        name = "-" if given is not None else str(file)
        return CliRunner().invoke(main, ["x12", *words, name], input=given)

    return call


def spoiled() -> bytes:
    body = lines(PROFESSIONAL)
    body[body.index("DMG*D8*19800214*F")] = "DMG*D8*19800214*Q"
    return professional(body)


def test_a_good_file_is_accepted_with_exit_code_0(run):
    done = run("check", data=professional())
    assert done.exit_code == 0
    assert "Transaction set 837 0001 (005010X222A1): accepted" in done.output
    assert "accepted; 0 rejecting, 0 warning." in done.output


def test_a_fault_is_told_with_its_place_and_the_cure_and_exit_code_1(run):
    done = run("check", data=spoiled())
    assert done.exit_code == 1
    assert "REJECTED  The code is not one that may stand here." in done.output
    assert "loop 2010BA, DMG03, segment 17, byte 581" in done.output
    assert "Use one of the codes that the guide lists here." in done.output
    assert "'Q'" not in done.output
    assert "sent: 'Q'" in run("check", "--values", data=spoiled()).output


def test_a_file_that_is_not_there_ends_with_2():
    assert CliRunner().invoke(main, ["x12", "check", "nowhere.x12"]).exit_code == 2


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04"])
def test_what_is_no_x12_is_not_accepted(run, data):
    done = run("check", data=data)
    assert done.exit_code == 1
    assert "no X12 interchange was found" in done.output


def test_json_says_the_same_to_machines(run):
    done = run("check", "--json", given=spoiled())
    told = json.loads(done.output)
    assert (told["accepted"], told["rejecting"], told["file"]) == (False, 1, "-")
    assert told["sets"] == [
        {"set": "837", "control": "0001", "version": "005010X222A1", "status": "E", "codes": ["5"]}
    ]
    (finding,) = told["findings"]
    assert (finding["loop"], finding["segment_id"], finding["element"], finding["value"]) == (
        "2010BA",
        "DMG",
        3,
        "Q",
    )
    assert (finding["acknowledgment"], finding["code"], finding["offset"]) == ("IK4", "7", 581)


def test_the_answer_that_would_be_sent_is_written(run, tmp_path):
    answer = tmp_path / "answer.x12"
    run("check", "--answer", str(answer), data=spoiled())
    data = answer.read_bytes()
    assert [finding for finding in check([data]) if finding.rejects] == []
    segments = data.decode().split("~")
    assert "TA1*000000101*260105*0833*A*000" in segments
    assert "IK3*DMG*17*2010*8" in segments
    assert "IK4*3**7*Q" in segments
    run("check", "--answer", str(tmp_path / "second.x12"), data=data)
    assert b"ST*999" not in (tmp_path / "second.x12").read_bytes()


def test_a_wrong_check_digit_warns_and_rejects_when_asked_to(run):
    data = professional().replace(
        b"*82*1*STONE*PAUL****XX*1234567893", b"*82*1*S*P****XX*1234567890"
    )
    assert run("check", data=data).exit_code == 0
    assert "warning   The National Provider Identifier" in run("check", data=data).output
    assert run("check", "--reject-npi", data=data).exit_code == 1


def test_a_partner_profile_adds_rules(run, tmp_path):
    profile = tmp_path / "partner.txt"
    profile.write_text(
        "for 005010X222A1\n  in 2300\n    rule CLM01 needs REF:EA  # A record number is needed.\n"
    )
    done = run("check", "--profile", str(profile), data=professional())
    assert (done.exit_code, "A record number is needed." in done.output) == (1, True)
    profile.write_text("for 005010X222A1\n  in 2300\n    rule CLM01 wants REF:EA  # x\n")
    done = run("check", "--profile", str(profile), data=professional())
    assert "The profile is not understood" in done.output


def test_a_file_is_shown_with_loops_and_findings(run):
    shown = run("show", data=spoiled()).output.splitlines()
    at = [line.strip() for line in shown].index("2010BA  subscriber name")
    assert len(shown[at + 1]) - len(shown[at + 1].lstrip()) == 12
    assert shown[at + 1].strip() == "NM1 subscriber: IL | 1 | LAKE | MARIA | J | MI | M0000001"
    (found,) = [line for line in shown if line.strip().startswith("!")]
    assert shown[shown.index(found) - 1].strip() == "DMG birth date and sex: D8 | 1980-02-14 | Q"
    assert "!" not in run("show", "--plain", data=spoiled()).output


@pytest.mark.parametrize("data", SAMPLES)
@pytest.mark.parametrize("between", [b"", b"\n", b"\r\n"])
def test_json_and_back_gives_the_same_bytes(run, data, between):
    sent = data.replace(b"~", b"~" + between)
    done = run("to-json", data=sent)
    assert done.exit_code == 0
    assert run("from-json", given=done.output.encode()).stdout_bytes == sent


def test_json_keeps_loops_components_and_repeats(run):
    data = one_file("005010X279A1.270", ELIGIBILITY["005010X279A1.270"][1])
    told = json.loads(run("to-json", data=data).output)
    group = told["interchanges"][0]["content"][0]
    assert group["content"][0]["guide"] == "005010X279A1.270"
    text = json.dumps(group)
    assert '{"repeats": ["98", "33", "MH"]}' in text
    assert '["HC", "99213", "25"]' in text
    assert '{"loop": "2110C", "name": "what is asked"' in text


def test_what_cannot_be_told_exactly_is_refused(run):
    for data in (professional()[:-5], b"x" + professional(), professional() + b"more"):
        done = run("to-json", data=data)
        assert done.exit_code == 1
        assert "coverwell x12 check" in done.output
    for text in (b"{}", b"[]", b'{"format": "coverwell-x12-1", "interchanges": [3]}', b"nonsense"):
        done = run("from-json", given=text)
        assert done.exit_code == 1
        assert "no document of to-json" in done.output


def test_codes_that_are_in_no_list_are_told_unless_no_list_is_asked(run):
    body = [
        line.replace("11:B:1", "28:B:1").replace("*WA*", "*QQ*").replace("ABK:", "ABK:Q")
        for line in lines(PROFESSIONAL)
    ]
    told = run("check", data=professional(body))
    assert told.exit_code == 1
    for name in ("state", "place", "icd10cm"):
        assert f"The code is not in the list {name} as it is kept here." in told.output
    assert run("check", "--no-lists", data=professional(body)).exit_code == 0


def test_a_state_of_another_country_is_not_looked_for_among_ours(run):
    body = [f"{line}*CA" if line.startswith("N4*") else line for line in lines(PROFESSIONAL)]
    told = run("check", data=professional([one.replace("*WA*", "*ON*") for one in body]))
    assert "list state" not in told.output
