"""`plan try` as people use it who only read its pages: plans of real shapes, lines as sent."""

import json

import pytest
from click.testing import CliRunner

from coverwell.doors.cli.plan import command
from coverwell.services.plans.care_names import care_of_name


HEAD = "plan: Tried\neffective: 2026-01-01 to 2026-12-31\nsource: SBC of the tried plan\n"
SHARES = ("deductible", "copay", "coinsurance")


def row(care, network, out="", when="If you visit", **more):
    """Write a row of a plan; `network` may be a list of the cells of its tiers."""
    tiers = network if isinstance(network, list) else []
    cells = {f"tier {n}": cell for n, cell in enumerate(tiers, 1)} or {"network": network}
    said = {"when": when, "care": care, "says": f"The row of {care}.", **cells}
    said |= {"out of network": out} if out else {}
    said |= {key.replace("_", " "): text for key, text in more.items()}
    return "  - " + "\n    ".join(f"{key}: {text}" for key, text in said.items()) + "\n"


def tried(folder, head, rows, lines, *, raw=b""):
    plan = folder / "plan.yaml"
    plan.write_text(HEAD + "".join(f"{line}\n" for line in head) + "care:\n" + "".join(rows))
    path = folder / ("lines.csv" if isinstance(lines, str) else "lines.json")
    path.write_bytes(raw or (lines if isinstance(lines, str) else json.dumps(lines)).encode())
    return CliRunner().invoke(command, ["try", str(plan), str(path), "--json"])


def decided(folder, head, rows, lines, **more):
    result = tried(folder, head, rows, lines, **more)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)["services"]


def shares(services):
    return [tuple(float(one[name]) for name in SHARES) for one in services]


def told(folder, lines, rows=None, **more):
    head = ["deductible: $500 person, $1,000 family"]
    result = tried(folder, head, rows or [row("generic drug", "no charge")], lines, **more)
    assert result.exit_code == 2
    return result.stderr


def test_a_bronze_plan_pays_everything_once_the_family_met_its_deductible(tmp_path):
    head = [
        "family: aggregate",
        "health account: HSA",
        "deductible: $3,400 person, $6,800 family",
        "out of pocket limit: $3,400 person, $6,800 family",
    ]
    rows = [
        row("preventive care", "no charge"),
        row("inpatient stay", "no charge, after deductible"),
        row("specialist visit", "no charge, after deductible"),
    ]
    lines = (
        "person,service,date,billed,allowed\n"
        "Ana,preventive care,1/5/2026,$250.00,$200.00\n"
        'Ana,hospital stay,2/1/2026,"$9,000.00","$4,000.00"\n'
        "Ben,Specialist visit,3/1/2026,$300,$250\n"
        'Ana,hospital stay,4/1/2026,5000,"3,000"\n'
    )

    found = decided(tmp_path, head, rows, lines)

    assert shares(found) == [(0, 0, 0), (4000, 0, 0), (250, 0, 0), (2550, 0, 0)]
    assert found[3]["accumulators"]["family"]["deductible"] == "6800.00"


def test_an_hmo_takes_its_hospital_copay_for_so_many_days(tmp_path):
    rows = [row("inpatient stay", "$350 copay per day for the first 5 days")]
    stays = [
        {"care": "inpatient stay", "allowed": 18000, "days": days, "date": f"2026-0{days}-01"}
        for days in (7, 2)
    ]

    found = decided(tmp_path, ["deductible: none"], rows, stays)

    assert shares(found) == [(0, 1750, 0), (0, 700, 0)]


def test_the_deductible_comes_before_a_copay_of_so_many_days_that_stands_alone(tmp_path):
    rows = [row("inpatient stay", "$300 copay per day for the first 5 days, after deductible")]
    stays = [{"care": "inpatient stay", "allowed": 12000, "days": days} for days in (2, 6)]

    found = decided(tmp_path, ["deductible: $500 person"], rows, stays)

    assert shares(found) == [(500, 600, 0), (0, 1500, 0)]


def test_a_stay_shares_only_the_days_that_its_limit_leaves(tmp_path):
    cell = (
        "$50 copay per day for the first 3 days, then 20% coinsurance, deductible does not apply"
    )
    rows = [row("skilled nursing care", cell, limit="10 days per year")]
    stay = {"care": "skilled nursing facility", "allowed": 4000}

    found = decided(
        tmp_path, [], rows, [{**stay, "days": 8}, {**stay, "days": 4, "date": "2026-06-01"}]
    )

    assert shares(found) == [(0, 150, 500), (0, 100, 0)]
    assert found[1]["beyond_limit"] == "2000.00"


def test_an_admission_waives_a_copay_only_where_it_is_stated(tmp_path):
    rows = [
        row("inpatient stay", "no charge"),
        row("emergency room", "$250 copay waived if admitted", "$250 copay waived if admitted"),
    ]
    visit = {"care": "ER", "allowed": 1200, "date": "2026-03-01"}
    lines = [
        {"care": "inpatient stay", "allowed": 9000, "days": 3, "date": "2026-03-01"},
        {**visit, "admitted": "no", "provider": "a"},
        {**visit, "provider": "b"},
        {**visit, "admitted": "yes", "provider": "c"},
    ]

    assert [one[1] for one in shares(decided(tmp_path, [], rows, lines))] == [0, 250, 250, 0]


def test_tiers_are_read_as_people_write_them(tmp_path):
    cells = [f"${n}0 copay, deductible does not apply" for n in (2, 5, 8)]
    rows = [row("specialist visit", cells, "50% coinsurance, deductible does not apply")]
    lines = "care,tier,allowed\n" + "".join(
        f"specialist visit,{said},100\n" for said in ("1", "Tier 2", "tier3", "T2", "out", "INN")
    )

    found = decided(tmp_path, ["network: Blue; Green; Wide"], rows, lines)

    assert shares(found) == [
        (0, 20, 0),
        (0, 50, 0),
        (0, 80, 0),
        (0, 50, 0),
        (0, 0, 50),
        (0, 20, 0),
    ]


def test_brand_drugs_have_a_deductible_of_their_own_and_a_cap_a_fill(tmp_path):
    head = ["deductible: $1,500 person", "drug deductible: $300 person"]
    rows = [
        row("Generic drugs", "$10 copay per fill, deductible does not apply"),
        row("Preferred brand drugs", "$45 copay per fill, after drug deductible"),
        row("Specialty drugs", "20% coinsurance, up to $250 per fill, after drug deductible"),
        row("mail order generic drug", "$25 copay per fill, deductible does not apply"),
    ]
    lines = (
        "Patient,Care,Allowed Amount\n"
        "P1,generic drug,$4.50\n"
        "P1,preferred brand drug,$200.00\n"
        "P1,preferred brand drug,$250.00\n"
        'P1,specialty drug,"$6,000.00"\n'
        "P1,mail order generic,60\n"
    )

    assert shares(decided(tmp_path, head, rows, lines)) == [
        (0, 4.5, 0),
        (200, 0, 0),
        (100, 45, 0),
        (0, 0, 250),
        (0, 25, 0),
    ]


def test_the_names_of_the_sbc_are_understood_as_rows_and_in_lines(tmp_path):
    rows = [
        row("Imaging (CT/PET scans, MRIs)", "20% coinsurance", when="If you have a test"),
        row(
            "Facility fee (e.g., ambulatory surgery center)",
            "$100 copay",
            when="outpatient surgery",
        ),
        row(
            "Facility fee (e.g., hospital room)", "$200 copay", when="If you have a hospital stay"
        ),
        row("Physician/surgeon fees", "$300 copay", when="If you have a hospital stay"),
    ]
    lines = [
        {
            "Service": "MRI",
            "Allowed Amount": "$ 1,000",
            "DOS": "March 3, 2026",
            "In Network?": True,
        },
        {"service": "outpatient surgery facility", "allowed": 1000},
        {"service": "hospital room", "allowed": 1000},
        {"service": "inpatient stay physician", "allowed": 1000},
    ]

    found = decided(tmp_path, [], rows, lines)

    assert shares(found) == [(0, 0, 200), (0, 100, 0), (0, 200, 0), (0, 300, 0)]
    assert [one["order"] for one in found] == [1, 2, 3, 4]


def test_a_name_of_several_kinds_of_care_is_refused_where_the_event_does_not_tell(tmp_path):
    assert "'outpatient surgery facility' or 'inpatient stay facility'" in told(
        tmp_path, "care,allowed\nfacility fee,1\n"
    )
    assert care_of_name("Outpatient services", "If you need mental health services") == (
        "mental health outpatient"
    )


@pytest.mark.parametrize(
    "raw",
    [
        "\ufeffcare,allowed\r\ngeneric drug,1\r\n".encode(),
        b"Care;Date;Allowed\r\ngeneric drug;3/14/26;$1.00\r\n\r\n;;\r\n",
        b"Care\tAllowed\ngeneric drug\t$1\n",
    ],
)
def test_spreadsheets_save_in_several_ways_and_all_are_read(tmp_path, raw):
    rows = [row("generic drug", "$10 copay per fill")]

    assert shares(decided(tmp_path, [], rows, "", raw=raw)) == [(0, 1, 0)]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("", "is empty"),
        ("care,allowed\n", "names no service"),
        ("care,alowed,netwrok\ngeneric drug,1,y\n", "'netwrok' is not a known field"),
        ("care,allowed,allowed\ngeneric drug,1,2\n", "a column twice"),
        ("care,allowed\ngeneric drug,1,234.00\n", "Line 2: has 3 columns"),
        ('care,allowed\ngeneric drug,"12,50"\n', "'12,50' is not an amount"),
        ("care,allowed\ngeneric drug,(5.00)\n", "is not an amount"),
        ("care,allowed\ngeneric drug,1000000000000\n", "larger than any service"),
        ([{"care": "generic drug", "allowed": 1, "amount": 2}], "'allowed' is stated twice"),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_place(tmp_path, lines, sentence):
    assert sentence in told(tmp_path, lines)


def test_a_key_written_twice_in_json_is_refused(tmp_path):
    raw = b'[{"care": "generic drug", "allowed": 1, "allowed": 2}]'

    assert "the key 'allowed' is written twice" in told(tmp_path, [], raw=raw)


@pytest.mark.parametrize(
    ("cell", "suggestion"),
    [
        ("$30 copay/visit; deductible does not apply", "$30 copay per visit, deductible does"),
        ("No charge after deductible", "no charge, after deductible"),
        ("$250 copay/day up to $1,250 per stay", "$250 copay per day, up to $1,250 per stay"),
        ("50% up to $250", "50% coinsurance, up to $250"),
        ("20% coinsurance, deductible waived", "20% coinsurance, deductible does not apply"),
    ],
)
def test_a_cell_in_the_words_of_a_real_summary_is_refused_with_the_grammars_words(
    tmp_path, cell, suggestion
):
    lines = "care,allowed\ngeneric drug,1\n"

    assert f"Try '{suggestion}" in told(tmp_path, lines, [row("generic drug", cell)])


def test_a_plan_that_contradicts_itself_is_decided_with_a_note(tmp_path):
    rows = [row("generic drug", "$10 copay per fill, after drug deductible")]
    result = tried(tmp_path, ["deductible: $500 person"], rows, "care,allowed\ngeneric drug,9\n")

    assert result.exit_code == 0
    assert (
        "Note: Row 'generic drug': names a drug deductible, but the head has none" in result.stderr
    )


def test_examples_may_say_their_reasons_in_few_words(tmp_path):
    plan = tmp_path / "silver" / "2026-01-01" / "plan.yaml"
    plan.parent.mkdir(parents=True)
    head = "deductible: $500 person, $1,000 family\nout of pocket limit: $4,000 person\n"
    rows = [
        row("primary care visit", "$30 copay, deductible does not apply"),
        row("advanced imaging", "20% coinsurance, after deductible", "not covered"),
    ]
    plan.write_text(HEAD + head + "care:\n" + "".join(rows))
    example = (
        "- {{example: E{n}, care: {care}, network: {inside}, allowed: $1000, "
        "member pays: {pays}, because: [{why}]}}\n"
    )
    said = [
        ("advanced imaging", "yes", "$600", "$500 goes to your deductible., You pay 20% of $500."),
        ("primary care visit", "yes", "$30", "The deductible does not apply to this service."),
        ("advanced imaging", "no", "$1000", "advanced imaging is not covered out of network."),
        ("advanced imaging", "yes", "$600", "You pay 30% of $500."),
    ]
    plan.with_name("examples.yaml").write_text(
        "".join(
            example.format(n=n, care=care, inside=inside, pays=pays, why=why)
            for n, (care, inside, pays, why) in enumerate(said)
        )
    )

    found = CliRunner().invoke(command, ["check", str(plan)]).stderr

    assert "Example 'E3': 'You pay 30% of $500.' is not among the reasons" in found
    assert found.count("Example '") == 1


GATED = [
    "primary care provider: required",
    "referral: needed for the in-network benefit level",
    "deductible: none",
    "out of network deductible: $1,000 person",
]
OUTSIDE = "40% coinsurance, after deductible"


@pytest.mark.parametrize(
    ("said", "copay"),
    [
        ({"care": "specialist visit", "referral": "no"}, 0),
        ({"care": "specialist visit", "referral": "yes"}, 40),
        ({"care": "specialist visit", "referral": "no", "specialty": "207V00000X"}, 40),
        ({"care": "specialist visit", "referral": "no", "emergency": "yes"}, 40),
        ({"care": "maternity office visits", "referral": "no"}, 40),
    ],
)
def test_no_referral_is_asked_for_obstetric_and_emergency_care(tmp_path, said, copay):
    rows = [
        row(care, "$40 copay, deductible does not apply", OUTSIDE, referral="required")
        for care in ("specialist visit", "maternity office visits")
    ]

    ((_, taken, _),) = shares(decided(tmp_path, GATED, rows, [{"allowed": 180, **said}]))

    assert taken == copay


def test_emergency_care_needs_no_approval_in_network_either(tmp_path):
    rows = [row("advanced imaging", "$100 copay", precertification="required")]
    scan = {"care": "MRI", "allowed": 900, "precertification": "no"}

    found = decided(tmp_path, [], rows, [scan, {**scan, "emergency": "yes"}])

    assert [one["status"] for one in found] == ["denied", "paid"]


def test_preventive_care_that_nobody_in_the_network_can_give_is_free_outside_too(tmp_path):
    rows = [row("preventive care", "no charge", OUTSIDE), row("lab", "no charge", OUTSIDE)]
    head = ["deductible: none", "out of network deductible: $1,000 person"]
    lines = (
        "care,network,charge,allowed,no network provider\n"
        "preventive care,no,300,200,\n"
        "preventive care,no,300,200,yes\n"
        "lab,no,300,200,yes\n"
    )

    usual, alone, other = decided(tmp_path, head, rows, lines)

    assert (usual["deductible"], usual["balance_bill"]) == ("200.00", "100.00")
    assert (alone["member_share"], alone["plan_paid"]) == ("0.00", "200.00")
    assert alone["trace"][0]["rule"] == "preventive_outside_network"
    assert other["deductible"] == "200.00"
