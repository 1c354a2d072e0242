"""`coverwell plan try`: the bench from outside, with the kernel alone."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from coverwell.doors.cli.plan import command
from coverwell.kernel.vocabulary.money import dollars
from coverwell.services.plans.coverage_examples import (
    coverage_examples,
    sbc_rounded,
    uncalculated_examples,
)
from coverwell.services.plans.editions import edition_file, read_edition


FRACTURE = Path("docs/examples/simple-fracture")
X_RAY = '{"care": "x-ray", "allowed": 1}'
SCHEMAS = Path("docs/schemas")
HEAD = """
plan: Plan A
effective: 2026-01-01 to 2026-12-31
source: Plan A, worked cases
deductible: $500 person, $1,000 family
out of network deductible: $1,000 person, $2,000 family
out of pocket limit: $2,500 person, $5,000 family
out of network limit: $8,000 person, $16,000 family
care:
"""
ROWS = {
    "primary care visit": "$35 copay, deductible does not apply",
    "specialist visit": "$50 copay, deductible does not apply",
    "x-ray": "$10 copay, deductible does not apply",
    "inpatient stay facility": "20% coinsurance, after deductible",
    "emergency room facility": "20% coinsurance, after deductible",
    "physical therapy": "20% coinsurance, after deductible",
}


def schema(name):
    return json.loads((SCHEMAS / f"plan-try-{name}.json").read_text())


def plan_a(folder, extra=""):
    rows = [
        f'  - when: Any\n    care: {care}\n    says: "A row."\n    network: {cell}\n'
        "    out of network: 40% coinsurance, after deductible\n"
        for care, cell in ROWS.items()
    ]
    limit = "    limit: 60 visits per year\n"
    path = folder / "plan.yaml"
    path.write_text(HEAD + "".join(rows) + limit + extra)
    return path


def run(plan, lines, *options):
    return CliRunner().invoke(command, ["try", str(plan), str(lines), *options])


def ask(folder, question, plan=None):
    """Try a question under Plan A; input and output are checked against their schemas."""
    jsonschema.validate(question, schema("in"))
    lines = folder / "lines.json"
    lines.write_text(json.dumps(question))
    result = run(plan or plan_a(folder), lines, "--json")
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    jsonschema.validate(answer, schema("out"))
    return answer


def one(folder, **service):
    return ask(folder, [service])["services"][0]


def amounts(line, *names):
    return tuple(line[name] for name in names)


def faults(folder, text, suffix=".json"):
    lines = folder / f"lines{suffix}"
    lines.write_text(text)
    result = run(plan_a(folder), lines)
    assert result.exit_code == 2
    return result.stderr


@pytest.mark.parametrize("file", ["lines.csv", "lines.json"])
def test_the_simple_fracture_example_comes_out_as_the_department_prints_it(file):
    result = run(FRACTURE / "plan.yaml", FRACTURE / file, "--json")
    totals = json.loads(result.stdout)["totals"]

    assert result.exit_code == 0
    assert amounts(totals, "deductible", "copay", "coinsurance") == ("505.00", "160.00", "368.20")
    assert amounts(totals, "allowed", "member_owes") == ("2800.00", "1033.20")


def test_the_simple_fracture_example_is_rounded_as_the_sbc_rounds():
    example = coverage_examples(read_edition(FRACTURE / "plan.yaml").plan)[0]

    assert [str(amount) for _, amount in example.printed] == [
        "$500",
        "$200",
        "$400",
        "$0",
        "$1,100",
    ]


@pytest.mark.parametrize(
    ("exact", "printed"),
    [
        ("$505", "$500"),
        ("$149.99", "$100"),
        ("$150", "$200"),
        ("$99.99", "$100"),
        ("$14", "$10"),
        ("$5", "$10"),
        ("$4.99", "$0"),
    ],
)
def test_the_sbc_rounds_to_hundreds_and_below_one_hundred_to_tens(exact, printed):
    assert sbc_rounded(dollars(exact)) == dollars(printed)


def test_a_dental_plan_shows_no_example_of_medical_care():
    plan = read_edition(edition_file("dental_choice/2026-01-01")).plan
    assert coverage_examples(plan) == uncalculated_examples(plan) == ()


def test_a_shipped_example_fits_the_schemas(tmp_path):
    answer = ask(
        tmp_path, json.loads((FRACTURE / "lines.json").read_text()), FRACTURE / "plan.yaml"
    )

    assert answer["accumulators"]["person"]["drug_deductible"] == "5.00"
    assert answer["services"][1]["accumulators"]["person"]["deductible"] == "500.00"
    assert answer["services"][1]["trace"][0]["rule"] == "deductible"
    assert answer["services"][1]["trace"][0]["citation"]


def test_it_needs_neither_settings_nor_database():
    code = (
        "import sys; from coverwell.doors.cli.plan import command\n"
        f"sys.argv = ['plan', 'try', '{FRACTURE}/plan.yaml', '{FRACTURE}/lines.csv']\n"
        "try: command()\n"
        "except SystemExit as end: assert not end.code\n"
        "from django.conf import settings; sys.exit(settings.configured)"
    )

    assert (
        subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode
        == 0
    )


def test_the_table_shows_the_totals_and_the_reasons():
    result = run(FRACTURE / "plan.yaml", FRACTURE / "lines.csv")

    assert result.exit_code == 0
    assert "$505" in result.output
    assert "$368.20" in result.output
    assert "Specialist visit: $50 copay" in result.output


def test_one_copay_for_two_lines_of_one_visit_the_rest_falls_on_the_next(tmp_path):
    visit = {"care": "primary care visit", "visit": "a"}
    answer = ask(tmp_path, [{**visit, "allowed": 28.40}, {**visit, "allowed": 60}])

    assert [line["copay"] for line in answer["services"]] == ["28.40", "6.60"]


def test_the_same_provider_on_the_same_day_is_one_visit(tmp_path):
    visit = {
        "care": "specialist visit",
        "provider": "Dr. Alba",
        "date": "2026-03-14",
        "allowed": 180,
    }
    other = {**visit, "date": "3/15/2026"}

    answer = ask(tmp_path, [visit, visit, other])

    assert [line["copay"] for line in answer["services"]] == ["50.00", "0.00", "50.00"]


def test_a_family_deductible_fills_before_the_persons_own(tmp_path):
    question = {
        "coverage": "family",
        "accumulators": {"Ana": {"deductible": 100}, "family": {"deductible": "950.00"}},
        "services": [{"person": "Ana", "care": "inpatient stay facility", "allowed": 1000}],
    }
    line = ask(tmp_path, question)["services"][0]

    assert amounts(line, "deductible", "coinsurance", "member_share") == (
        "50.00",
        "190.00",
        "240.00",
    )


def test_persons_of_a_family_share_the_family_deductible(tmp_path):
    services = [
        {"person": person, "care": "inpatient stay facility", "allowed": 400}
        for person in ("Ana", "Ben", "Cy")
    ]
    answer = ask(tmp_path, services)

    assert [line["deductible"] for line in answer["services"]] == ["400.00", "400.00", "200.00"]
    assert answer["coverage"] == "family"
    assert answer["accumulators"]["family"]["deductible"] == "1000.00"


def test_the_out_of_pocket_maximum_ends_the_shares(tmp_path):
    used = {"person": {"deductible": 500, "out_of_pocket": "$2,450"}}
    service = {"care": "inpatient stay facility", "allowed": "$20,000"}
    line = ask(tmp_path, {"accumulators": used, "services": [service]})["services"][0]

    assert amounts(line, "coinsurance", "plan_paid") == ("50.00", "19950.00")


def test_a_visit_beyond_the_limit_is_the_members_at_the_contracts_price(tmp_path):
    used = {"person": {"visits": {"physical therapy": 60}}}
    service = {"care": "physical therapy", "allowed": 90, "charge": 150}
    line = ask(tmp_path, {"accumulators": used, "services": [service]})["services"][0]

    assert amounts(line, "beyond_limit", "write_off", "member_owes") == ("90.00", "60.00", "90.00")


def test_out_of_network_the_charge_above_the_allowed_amount_is_a_balance_bill(tmp_path):
    line = one(tmp_path, care="inpatient stay facility", network="no", charge=1500, allowed=900)

    assert amounts(line, "deductible", "balance_bill", "member_owes") == (
        "900.00",
        "600.00",
        "1500.00",
    )


def test_a_protected_emergency_is_shared_on_the_base_and_paid_at_the_rate(tmp_path):
    line = one(
        tmp_path,
        care="emergency room facility",
        network=False,
        emergency=True,
        charge=1500,
        base=450,
        rate=600,
    )

    assert amounts(line, "allowed", "deductible", "plan_paid") == ("600.00", "450.00", "150.00")
    assert amounts(line, "balance_bill", "member_owes") == ("0.00", "450.00")


@pytest.mark.parametrize(
    ("stated", "balance"), [({}, "0.00"), ({"protected": "no"}, "600.00"), ({"base": 900}, "0.00")]
)
def test_an_emergency_out_of_network_is_protected_unless_it_is_stated_not_to_be(
    tmp_path, stated, balance
):
    emergency = {"care": "emergency room facility", "network": "no", "charge": 1500}

    assert one(tmp_path, **emergency, allowed=900, **stated)["balance_bill"] == balance


def test_another_payer_first_leaves_us_the_second_share(tmp_path):
    other = {"paid": 150, "write_off": 100, "coinsurance": 50}
    service = {"care": "primary care visit", "charge": 300, "allowed": 195, "other_payer": other}
    line = ask(tmp_path, [service])["services"][0]

    assert amounts(line, "other_payer", "plan_paid", "member_owes") == ("150.00", "50.00", "0.00")


@pytest.mark.parametrize(
    ("care", "filled"), [("specialty drug", "drug_out_of_pocket"), ("x-ray", "out_of_pocket")]
)
def test_a_drug_fills_the_drug_limit_and_nothing_else(tmp_path, care, filled):
    row = (
        '  - when: Drugs\n    care: specialty drug\n    says: "A row."\n'
        "    network: 30% coinsurance, deductible does not apply\n"
    )
    plan = plan_a(tmp_path, row)
    plan.write_text(plan.read_text().replace("\ncare:", "\ndrug limit: $300 person\ncare:", 1))
    line = ask(tmp_path, [{"care": care, "allowed": 2000}], plan)["services"][0]
    used = line["accumulators"]["person"]

    assert line["member_share"] == {"specialty drug": "300.00", "x-ray": "10.00"}[care]
    assert [name for name in ("out_of_pocket", "drug_out_of_pocket") if used[name] != "0.00"] == [
        filled
    ]


def test_missing_precertification_in_network_is_the_providers_loss(tmp_path):
    plan = plan_a(tmp_path, "    precertification: required\n")
    service = {"care": "physical therapy", "allowed": 1000, "precertification": "no"}
    line = ask(tmp_path, [service], plan)["services"][0]

    assert line["status"] == "denied"
    assert line["not_covered_whose"] == "provider"
    assert {"group": "CO", "code": "197", "amount": "1000.00"} in line["adjustments"]


def test_codes_alone_find_the_kind_of_care(tmp_path):
    line = one(tmp_path, procedure="97110", modifiers="GP", place=11, allowed="90.00")

    assert line["care"] == "physical therapy"


def test_a_care_without_a_row_is_decided_by_the_row_that_stands_in(tmp_path):
    assert one(tmp_path, care="Telehealth Visit", allowed=43)["care"] == "primary care visit"


@pytest.mark.parametrize("amount", [43, 43.0, "43", "43.00", "$43", "$43.00"])
def test_amounts_are_read_as_people_write_them(tmp_path, amount):
    assert one(tmp_path, care="x-ray", allowed=amount)["allowed"] == "43.00"


def test_headings_are_read_as_people_write_them(tmp_path):
    lines = tmp_path / "lines.csv"
    lines.write_text(
        "\ufeffService,Allowed Amount,In-Network,Date of Service\nX-Ray,$113,Y,3/14/26\n"
    )
    answer = json.loads(run(plan_a(tmp_path), lines, "--json").stdout)["services"][0]

    assert amounts(answer, "care", "copay", "date") == ("x-ray", "10.00", "2026-03-14")


def test_every_wrong_row_is_told_at_once_with_its_field(tmp_path):
    services = [
        {"care": "x-ray", "allowed": 43},
        {"care": "xray", "allowed": 43},
        {"id": "b", "care": "x-ray", "allowed": "12.345"},
        {"care": "x-ray"},
        {"allowed": 4},
        {"care": "x-ray", "alowed": 4},
        {"care": "x-ray", "allowed": -4},
        {"care": "x-ray", "allowed": 1, "network": "tier 2"},
        {"care": "x-ray", "allowed": 1, "date": "yesterday"},
        "x-ray",
    ]
    told = faults(tmp_path, json.dumps(services))

    assert "Service 1 " not in told
    assert "Service 2 (xray): 'xray' is not a known kind of care. Did you mean 'x-ray'?" in told
    assert "Service 3 (b): 'allowed': '12.345' is not an amount." in told
    assert "Service 4 (x-ray): has no amount." in told
    assert "Service 5: names no care." in told
    assert "Service 6 (x-ray): 'alowed' is not a known field. Did you mean 'allowed'?" in told
    assert "Service 7 (x-ray): 'allowed': '-4' is not an amount." in told
    assert "Service 8 (x-ray): 'network': this plan has no tier 2." in told
    assert "Service 9 (x-ray): 'date': 'yesterday' is not a date." in told
    assert "Service 10: must be fields" in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "is not JSON"),
        ("[]", "names no service"),
        ("{}", "has no list of services"),
        ("3", "has no list of services"),
        ('{"services": [], "covrage": "family"}', "Did you mean 'coverage'?"),
        (
            '{"coverage": "half", "services": [{"care": "x-ray", "allowed": 1}]}',
            "self-only or family",
        ),
        ('{"accumulators": 3, "services": [{"care": "x-ray", "allowed": 1}]}', "Accumulators"),
        (
            f'{{"accumulators": {{"Ana": {{"deductable": 1}}}}, "services": [{X_RAY}]}}',
            "Did you mean 'deductible'?",
        ),
        ("[" * 100_000, "is not JSON"),
        ('[{"care": "x-ray", "allowed": NaN}]', "is not an amount"),
        ('[{"care": "x-ray", "allowed": 1e99}]', "larger than any service"),
        ('[{"care": "x-ray", "allowed": true}]', "is not an amount"),
    ],
)
def test_input_that_cannot_be_decided_is_told(tmp_path, text, told):
    assert told in faults(tmp_path, text)


def test_a_file_that_is_not_text_is_told(tmp_path):
    lines = tmp_path / "lines.csv"
    lines.write_bytes("care,allowed\nx-ray,1\n".encode("utf-16"))
    result = run(plan_a(tmp_path), lines)

    assert result.exit_code == 2
    assert "UTF-8" in result.stderr


def test_a_file_that_is_not_there_is_told(tmp_path):
    result = run(plan_a(tmp_path), tmp_path / "nothing.csv")

    assert result.exit_code == 2
    assert "cannot be opened" in result.stderr


def test_a_wrong_plan_is_told_row_by_row(tmp_path):
    plan = plan_a(tmp_path)
    plan.write_text(
        plan.read_text().replace("$10 copay, deductible does not apply", "20% after ded")
    )
    result = run(plan, FRACTURE / "lines.csv")

    assert result.exit_code == 2
    assert "Row 'x-ray': '20% after ded' is not a cost share." in result.stderr
    assert "Try '20% coinsurance, after deductible'." in result.stderr


def test_an_edition_of_the_rulebook_is_tried_by_its_name(tmp_path):
    answer = ask(
        tmp_path, [{"care": "primary care visit", "allowed": 120}], "open_access/2025-01-01"
    )

    assert answer["plan"] == "open_access/2025-01-01"
    assert answer["totals"]["copay"] == "25.00"


services = st.lists(
    st.fixed_dictionaries(
        {
            "care": st.sampled_from(sorted(ROWS)),
            "allowed": st.integers(0, 500_000).map(lambda cents: f"{Decimal(cents) / 100:.2f}"),
            "person": st.sampled_from(["Ana", "Ben", "Cy"]),
            "network": st.sampled_from(["yes", "no"]),
        }
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(services)
def test_whatever_is_asked_every_dollar_is_somebodys_and_no_limit_is_passed(
    tmp_path_factory, asked
):
    answer = ask(tmp_path_factory.mktemp("bench"), asked)

    for line in answer["services"]:
        adjusted = sum(Decimal(item["amount"]) for item in line["adjustments"])
        assert Decimal(line["charge"]) == Decimal(line["plan_paid"]) + adjusted
        person, family = line["accumulators"]["person"], line["accumulators"]["family"]
        assert Decimal(person["deductible"]) <= 500
        assert Decimal(person["out_of_pocket"]) <= 2500
        assert Decimal(person["out_of_network_deductible"]) <= 1000
        assert Decimal(family["deductible"]) <= 1000 or answer["coverage"] == "self-only"
    for name, total in answer["totals"].items():
        assert Decimal(total) == sum(Decimal(line[name]) for line in answer["services"])
