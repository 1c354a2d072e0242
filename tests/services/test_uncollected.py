"""The search for cyclic garbage is paused for a batch, and goes on afterwards as it was."""

import gc

import pytest

from coverwell.services.claims.uncollected import uncollected


def test_it_goes_on_after_the_batch():
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_a_batch_that_failed():
    with pytest.raises(ValueError, match="batch"), uncollected():
        raise ValueError("batch")
    assert gc.isenabled()


def test_who_had_paused_it_keeps_it_paused():
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
