"""Where many values are made and kept, nobody looks for garbage; afterwards it is as before."""

from __future__ import annotations

import gc

import pytest

from trainingdesk.services.kept_values import kept_values


def test_garbage_is_looked_for_again_afterwards() -> None:
    assert gc.isenabled()
    with kept_values():
        assert not gc.isenabled()
        with kept_values():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_also_where_something_failed() -> None:
    @kept_values()
    def fails() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        fails()
    assert gc.isenabled()


def test_who_had_turned_it_off_keeps_it_off() -> None:
    gc.disable()
    try:
        with kept_values():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
