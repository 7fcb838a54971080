"""A challenge and its answer, read out over a bad line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.errors import Refused
from trainingdesk.storage import telephone_slot
from trainingdesk.storage.key_slot import DataKey, Kdf, WrongSecretError, open_slot
from trainingdesk.storage.recovery_code import ALPHABET, RecoveryCode


@given(challenge=st.binary(min_size=32, max_size=32))
def test_a_challenge_survives_being_read_out(challenge: bytes) -> None:
    shown = telephone_slot.written(challenge)
    assert set(shown) <= {*ALPHABET, "-"}
    assert telephone_slot.read(shown.lower().replace("-", " ")) == challenge


@given(challenge=st.binary(min_size=32, max_size=32), at=st.integers(0, 59), by=st.integers(1, len(ALPHABET) - 1))
def test_one_wrong_character_is_noticed(challenge: bytes, at: int, by: int) -> None:
    said = list(telephone_slot.written(challenge).replace("-", ""))
    said[at] = ALPHABET[(ALPHABET.index(said[at]) + by) % len(ALPHABET)]
    with pytest.raises(Refused, match="challenge_mistyped"):
        telephone_slot.read("".join(said))


@pytest.mark.parametrize("text", ["", "ACDE", "0" * 60, "Y" * 60])
def test_what_is_no_challenge_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="challenge_mistyped"):
        telephone_slot.read(text)


def test_the_office_and_nobody_else_knows_the_code(cheap_kdf: Kdf) -> None:
    private, public = telephone_slot.new_office()
    other, _other_public = telephone_slot.new_office()
    data_key = DataKey.new()
    held = telephone_slot.new_telephone_slot(data_key, public, cheap_kdf)
    assert held.sound
    code = telephone_slot.answer_to(held.challenge, private)
    assert open_slot(held.slot, code.characters) == data_key
    assert RecoveryCode.read(str(code)) == code
    with pytest.raises(WrongSecretError):
        open_slot(held.slot, telephone_slot.answer_to(held.challenge, other).characters)
    again = telephone_slot.new_telephone_slot(data_key, public, cheap_kdf)
    assert again.challenge != held.challenge
    assert telephone_slot.answer_to(again.challenge, private) != code


def test_a_challenge_that_no_desk_makes_gets_no_answer() -> None:
    private, _public = telephone_slot.new_office()
    with pytest.raises(Refused, match="challenge_mistyped"):
        telephone_slot.answer_to(bytes(32), private)  # a point of low order
