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
