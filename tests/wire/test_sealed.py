"""A sealed file opens with its code, whole, and in no other way."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainingdesk.wire.sealed import MAGIC, Damaged, WrongCode, new_code, seal, unseal

CODE = "ABCDE-FGHJK-MNPQR-STUVW"
FRAMES = [b"letter", b"", b"part" * 100]


def sealed(frames: list[bytes] = FRAMES) -> bytes:
    file = BytesIO()
    seal(file, frames, code=CODE)
    return file.getvalue()


WHOLE = sealed()


def opened(whole: bytes, code: str = CODE) -> list[bytes]:
    return list(unseal(BytesIO(whole), code=code))


def test_it_opens_with_its_code_however_that_is_typed() -> None:
    for code in (CODE, CODE.lower(), CODE.replace("-", " ")):
        assert opened(WHOLE, code) == FRAMES
    assert b"letter" not in WHOLE


def test_another_code_opens_nothing() -> None:
    with pytest.raises(WrongCode):
        opened(WHOLE, new_code())
    assert new_code() != new_code()


@settings(max_examples=30)
@given(st.integers(len(MAGIC), len(WHOLE) - 1), st.integers(1, 255))
def test_no_bit_can_be_changed(at: int, by: int) -> None:
    bent = bytearray(WHOLE)
    bent[at] ^= by
    with pytest.raises((Damaged, WrongCode)):
        opened(bytes(bent))


@settings(max_examples=30)
@given(st.integers(0, len(WHOLE) - 1))
def test_it_cannot_be_cut_off(length: int) -> None:
    with pytest.raises(Damaged):
        opened(WHOLE[:length])


def test_no_frame_can_be_left_out_or_doubled_and_nothing_put_behind() -> None:
    first = len(MAGIC) + 16
    lengths = [5 + 16 + len(frame) for frame in FRAMES]
    head, (a, b, c) = (
        WHOLE[:first],
        (WHOLE[first + sum(lengths[:at]) : first + sum(lengths[: at + 1])] for at in range(3)),
    )
    assert head + a + b + c == WHOLE
    for bent in (head + a + c, head + a + a + b + c, head + a + c + b, head + b + a + c, WHOLE + b"x", b"no such file"):
        with pytest.raises((Damaged, WrongCode)):
            opened(bent)
