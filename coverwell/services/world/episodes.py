"""What brings people to care: the episodes that the year of claims is drawn from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Episode:
    """One kind of visit or stay.

    `lines` are (procedure or revenue code, modifiers, units); a revenue code has four digits and
    starts with 0. `weight` is how often, per thousand people of the ages and sex, in a year.
    """

    key: str
    specialty: str
    diagnoses: tuple[str, ...]
    lines: tuple[tuple[str, tuple[str, ...], int], ...]
    weight: int
    place: str = "11"
    ages: tuple[int, int] = (0, 120)
    sex: str = ""
    bill_type: str = ""
    days: int = 1


def visit(code: str, *more: str) -> tuple[tuple[str, tuple[str, ...], int], ...]:
    """Return one unit of each code, without modifiers."""
    return tuple((each, (), 1) for each in (code, *more))


OFFICE = (
    Episode("cold", "primary", ("J069",), visit("99213"), 420),
    Episode("sore throat", "primary", ("J020",), visit("99213", "87880"), 210),
    Episode("blood pressure", "internal", ("I10",), visit("99214", "80053"), 520, ages=(35, 120)),
    Episode(
        "diabetes",
        "internal",
        ("E119", "I10"),
        visit("99214", "83036", "80061"),
        260,
        ages=(40, 120),
    ),
    Episode("checkup adult", "primary", ("Z0000",), visit("99395", "80061"), 300, ages=(18, 39)),
    Episode(
        "checkup forties",
        "primary",
        ("Z0000",),
        visit("99396", "80061", "83036"),
        420,
        ages=(40, 64),
    ),
    Episode(
        "well baby", "pediatrics", ("Z00129",), visit("99391", "90723", "90471"), 2400, ages=(0, 0)
    ),
    Episode("well child", "pediatrics", ("Z00129",), visit("99392", "96110"), 1100, ages=(1, 4)),
    Episode(
        "school checkup",
        "pediatrics",
        ("Z00129",),
        visit("99393", "90686", "90471"),
        780,
        ages=(5, 11),
    ),
    Episode(
        "teen checkup",
        "pediatrics",
        ("Z00129",),
        visit("99394", "90734", "90471"),
        780,
        ages=(12, 17),
    ),
    Episode("ear ache", "pediatrics", ("H6691",), visit("99213"), 480, ages=(0, 12)),
    Episode("flu shot", "primary", ("Z23",), visit("90686", "90471"), 330),
    Episode(
        "knee pain",
        "orthopedics",
        ("M25561",),
        visit("99203", "73562", "20610"),
        90,
        ages=(20, 120),
    ),
    Episode("rash", "dermatology", ("L309",), visit("99203", "11102"), 80),
    Episode(
        "heart check",
        "cardiology",
        ("R079",),
        visit("99204", "93000", "93306"),
        70,
        ages=(30, 120),
    ),
    Episode("stomach pain", "gastroenterology", ("R109",), visit("99204"), 50, ages=(18, 120)),
    Episode(
        "women's checkup",
        "obgyn",
        ("Z01419",),
        visit("99395", "88175"),
        420,
        ages=(21, 39),
        sex="F",
    ),
    Episode(
        "women's checkup, forties",
        "obgyn",
        ("Z01419",),
        visit("99396", "88175"),
        420,
        ages=(40, 64),
        sex="F",
    ),
    Episode("eye exam", "eye", ("H5213",), visit("92014", "92015"), 160),
    Episode("sinus trouble", "ent", ("J329",), visit("99203", "31231"), 40),
    Episode(
        "allergy testing", "allergy", ("J301",), (("99203", ("25",), 1), ("95004", (), 42)), 45
    ),
    Episode("allergy blood test", "laboratory", ("J301",), (("86003", (), 24),), 30, place="81"),
    Episode("talk therapy", "behavioral", ("F411",), visit("90837"), 700, ages=(12, 120)),
    Episode(
        "telehealth talk therapy",
        "behavioral",
        ("F321",),
        (("90834", ("95",), 1),),
        420,
        place="10",
        ages=(14, 120),
    ),
    Episode(
        "back therapy",
        "therapy",
        ("M5450",),
        (("97110", ("GP",), 2), ("97140", ("GP",), 1)),
        620,
        ages=(18, 120),
    ),
    Episode("back adjustment", "chiropractic", ("M9903",), visit("98941"), 240, ages=(18, 120)),
    Episode(
        "lab work", "laboratory", ("R5383",), visit("85025", "80053", "84443"), 520, place="81"
    ),
)
IMAGING = (
    Episode(
        "mammogram", "imaging", ("Z1231",), visit("77067", "77063"), 520, ages=(40, 74), sex="F"
    ),
    Episode("back MRI", "imaging", ("M5416",), visit("72148"), 60, ages=(20, 120)),
    Episode("head CT", "imaging", ("R519",), visit("70450"), 40),
    Episode("ankle x-ray", "imaging", ("S93401A",), visit("73610"), 90),
)
HOSPITAL = (
    Episode("emergency doctor", "emergency", ("R079",), visit("99284", "93010"), 90, place="23"),
    Episode(
        "emergency room",
        "hospital",
        ("R079",),
        (("0450", (), 1), ("0730", (), 1), ("0301", (), 3)),
        90,
        bill_type="0131",
    ),
    Episode(
        "ambulance ride",
        "ambulance",
        ("R55",),
        (("A0429", (), 1), ("A0425", (), 9)),
        18,
        place="41",
    ),
    Episode(
        "screening colonoscopy",
        "gastroenterology",
        ("Z1211",),
        (("45378", ("33",), 1),),
        150,
        place="24",
        ages=(45, 75),
    ),
    Episode(
        "knee scope",
        "orthopedics",
        ("M23201",),
        (("29881", ("RT",), 1),),
        14,
        place="24",
        ages=(18, 70),
    ),
    Episode(
        "pneumonia stay",
        "hospital",
        ("J189", "I10"),
        (("0120", (), 3), ("0250", (), 1), ("0301", (), 8)),
        12,
        bill_type="0111",
        ages=(30, 120),
        days=3,
    ),
    Episode(
        "birth stay",
        "hospital",
        ("O80", "Z370"),
        (("0122", (), 2), ("0720", (), 1)),
        45,
        bill_type="0111",
        ages=(20, 42),
        sex="F",
        days=2,
    ),
    Episode(
        "birth doctor",
        "obgyn",
        ("O80", "Z370"),
        visit("59400"),
        45,
        place="21",
        ages=(20, 42),
        sex="F",
    ),
    Episode("walking boot", "orthopedics", ("S82891A",), visit("L4360"), 20, ages=(8, 120)),
)
EPISODES = OFFICE + IMAGING + HOSPITAL
