"""A sealed value opens for its own place and key, and for nothing else."""

import base64
import re

import pytest

from coverwell.records.sealing.keys import KeyRing, KeyRingError, key_ring
from coverwell.records.sealing.seal import (
    PATTERN,
    BrokenSealError,
    index,
    indexes,
    seal,
    sealed_by,
    unseal,
)
from coverwell.records.sealing.veil import unveil, veil


OLD, NEW = bytes(range(32)), bytes(range(32, 64))
RING = KeyRing({"k2": NEW, "k1": OLD})
PLACE, NUMBER = "cw_payments_bankaccount.account:7", "440011229"


def coded(key: bytes) -> str:
    return base64.b64encode(key).decode()


def test_a_sealed_value_opens_and_shows_nothing():
    sealed = seal(PLACE, NUMBER, RING)
    assert unseal(PLACE, sealed, RING) == NUMBER
    assert re.fullmatch(PATTERN, sealed)
    assert NUMBER not in sealed
    assert NUMBER.encode() not in base64.urlsafe_b64decode(sealed.rpartition(".")[2])


def test_the_same_value_is_sealed_otherwise_each_time():
    assert seal(PLACE, NUMBER, RING) != seal(PLACE, NUMBER, RING)


@pytest.mark.parametrize(
    "place",
    ["cw_payments_bankaccount.account:8", "cw_payments_payment.account:7", ""],
)
def test_a_value_moved_to_another_row_or_column_does_not_open(place):
    with pytest.raises(BrokenSealError, match="changed or moved"):
        unseal(place, seal(PLACE, NUMBER, RING), RING)


def test_a_changed_value_does_not_open():
    head, _, text = seal(PLACE, NUMBER, RING).rpartition(".")
    raw = bytearray(base64.urlsafe_b64decode(text))
    raw[15] ^= 1
    with pytest.raises(BrokenSealError):
        unseal(PLACE, f"{head}.{base64.urlsafe_b64encode(bytes(raw)).decode()}", RING)


def test_what_an_older_key_sealed_still_opens_and_names_its_key():
    sealed = seal(PLACE, NUMBER, KeyRing({"k1": OLD}))
    assert sealed_by(sealed) == "k1"
    assert unseal(PLACE, sealed, RING) == NUMBER
    with pytest.raises(LookupError, match="'k1' is not in FIELD_KEYS"):
        unseal(PLACE, sealed, KeyRing({"k2": NEW}))


def test_equal_values_have_equal_indexes_under_one_key_only():
    first = index("account", NUMBER, keys=RING)
    assert first == index("account", NUMBER, keys=RING)
    assert first != index("account", "440011228", keys=RING)
    assert first != index("other", NUMBER, keys=RING)
    assert indexes("account", NUMBER, RING) == [first, index("account", NUMBER, "k1", RING)]
    assert NUMBER not in first


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "key 1"),
        (f"k1:{coded(OLD)},k2:short", "key 2"),
        (f"K1:{coded(OLD)}", "lower-case"),
        (f"k1:{coded(OLD[:16])}", "32 random bytes"),
        (f"k1:{coded(OLD)}\nk1:{coded(NEW)}", "there twice"),
    ],
)
def test_keys_that_cannot_be_are_refused_without_being_repeated(text, said):
    with pytest.raises(KeyRingError, match=said) as refused:
        key_ring(text)
    assert coded(OLD) not in str(refused.value)


def test_the_first_key_of_the_ring_seals():
    ring = key_ring(f"k2:{coded(NEW)}, k1:{coded(OLD)}")
    assert ring.ids == ("k2", "k1")
    assert sealed_by(seal(PLACE, NUMBER, ring)) == "k2"


def test_what_is_veiled_in_an_address_is_the_same_each_time_and_only_we_read_it():
    word = veil("H1000000101")
    assert word == veil("H1000000101") != veil("H1000000102")
    assert "H10" not in word
    assert unveil(word) == "H1000000101"
    for wrong in (
        word[:-1],
        word + "A",
        word.swapcase(),
        word.replace(".", "x."),
        "",
        "a.b",
        "é.x",
    ):
        assert unveil(wrong) == ""


def test_an_address_of_an_older_key_still_leads_there(settings):
    old, new = (
        f"{name}:{base64.b64encode(bytes([n]) * 32).decode()}" for n, name in ((1, "o"), (2, "n"))
    )
    settings.FIELD_KEYS = old
    word = veil("H1000000101")
    settings.FIELD_KEYS = f"{new},{old}"
    assert unveil(word) == "H1000000101"
    assert veil("H1000000101") != word
    settings.FIELD_KEYS = new
    assert unveil(word) == ""
