"""Putting off garbage collection."""

from __future__ import annotations

import gc

import pytest

from podium.collecting import collecting_later


def test_collection_goes_on_afterwards():
    """Also after an error, and if one is inside of another."""
    with collecting_later(), collecting_later():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="x"), collecting_later():
        raise ValueError("x")
    assert gc.isenabled()


def test_who_has_turned_it_off_keeps_it_off():
    """The state is put back as it was."""
    gc.disable()
    try:
        with collecting_later():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
