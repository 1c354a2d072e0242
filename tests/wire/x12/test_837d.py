"""Dental claims: teeth, surfaces, orthodontics; read, written, judged."""

import pytest

from coverwell.wire.x12 import Claim837, check, read_claims
from coverwell.wire.x12.transactions.common import Tooth, ToothStatus
from coverwell.wire.x12.transactions.write_837 import write_claims
from tests.wire.x12.samples import DENTAL, dental, lines
from tests.wire.x12.sets import ENVELOPE
from tests.wire.x12.test_single_defects import place


def claim_of(data: bytes) -> Claim837:
    (claim,) = (event for event in read_claims([data]) if isinstance(event, Claim837))
    return claim


def test_a_dental_claim_is_accepted_and_survives_reading_and_writing_byte_for_byte():
    assert list(check([dental()])) == []
    assert write_claims(ENVELOPE, [claim_of(dental())]) == dental()


def test_teeth_and_surfaces_are_read():
    claim = claim_of(dental())
    assert claim.dental
    assert claim.orthodontics == ("24", "18")
    assert claim.tooth_statuses == (ToothStatus("8", "M"),)
    filling, pictures = claim.lines
    assert filling.procedure.code == "D2150"
    assert (filling.charge, filling.oral_cavity, filling.prosthesis) == (18_000, ("10",), "I")
    assert filling.teeth == (Tooth("JP", "14", ("M", "O")), Tooth("JP", "15", ("D",)))
    assert filling.pointers == (1,)
    assert (pictures.quantity, pictures.dates[0].qualifier) == ("4", "441")


def test_a_predetermination_is_no_claim_for_money():
    body = lines(DENTAL)
    at = body.index("CLM*D-1*480***11:B:1*Y*A*Y*Y")
    body[at] = "CLM*D-1*480***11:B:1*Y*A*Y*Y**********PB"
    body.remove("DTP*472*D8*20260102")
    data = dental(body)
    assert claim_of(data).predetermination
    assert write_claims(ENVELOPE, [claim_of(data)]) == data


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("TOO*JP*14*M:O", "TOO*JP*14*M:X", ("IK4", "7", "2400", "TOO", 3, 2)),
        ("TOO*JP*14*M:O", "TOO*JP**M:O", ("IK4", "1", "2400", "TOO", 2, 0)),
        ("TOO*JP*15*D", "TOO*ZZ*15*D", ("IK4", "7", "2400", "TOO", 1, 0)),
        ("DN2*8*M****JP", "DN2*8*Q****JP", ("IK4", "7", "2300", "DN2", 2, 0)),
        ("SV3*AD:D0274*300****4", "SV3*AD:D0274*301****4", ("277CA", "400", "2300", "CLM", 2, 0)),
        ("SV3*AD:D0274*300****4", "SV3*AD*300****4", ("IK4", "1", "2400", "SV3", 1, 2)),
        ("SV3*AD:D2150*180**10*I*1*****1", "SV3*AD:D2150*180**10*X*1*****1",
         ("IK4", "7", "2400", "SV3", 5, 0)),
    ],
)  # fmt: skip
def test_a_defect_of_a_dental_claim_is_named_once(old, new, expected):
    body = lines(DENTAL)
    body[body.index(old)] = new
    assert [place(finding) for finding in check([dental(body)])] == [expected]
