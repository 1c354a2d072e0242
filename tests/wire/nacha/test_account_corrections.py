"""What a bank corrects of an account: each change code has its own layout."""

import pytest

from coverwell.wire.nacha.corrections import Corrected, read_corrections
from coverwell.wire.nacha.returns import NotAReturnFileError, read_returns
from tests.wire.nacha.from_bank import corrected, returned


TRACE = "000000001234"


@pytest.mark.parametrize(
    ("code", "stated", "values"),
    [
        ("C01", "5550001112", {"account": "5550001112"}),
        ("C02", "990000013", {"routing": "990000013"}),
        ("C03", "990000013   5550001112", {"routing": "990000013", "account": "5550001112"}),
        ("C05", "32", {"kind": "SG"}),
        ("C06", f"{'5550001112':<17}   22", {"account": "5550001112", "kind": "DA"}),
        (
            "C07",
            f"990000013{'5550001112':<17}32",
            {"routing": "990000013", "account": "5550001112", "kind": "SG"},
        ),
        ("C13", "", {}),
    ],
)
def test_a_correction_is_read_by_the_layout_of_its_code(code, stated, values):
    assert read_corrections(corrected(TRACE, code, stated)) == [Corrected(TRACE, code, values)]


def test_a_correction_is_no_return_and_a_return_no_correction():
    assert read_returns(corrected(TRACE, "C01", "5550001112")) == []
    assert read_corrections(returned(TRACE, 8500)) == []


@pytest.mark.parametrize("code", ["C05", "C06"])
def test_a_kind_of_account_that_no_credit_has_is_refused(code):
    with pytest.raises(NotAReturnFileError, match="no credit"):
        read_corrections(corrected(TRACE, code, f"{'1':<17}   27" if code == "C06" else "27"))


def test_a_cut_file_corrects_nothing():
    with pytest.raises(NotAReturnFileError, match="file control"):
        read_corrections(corrected(TRACE, "C01", "1").rsplit(b"\n", 2)[0])
