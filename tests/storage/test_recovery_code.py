"""A typo in a recovery code is told apart from a wrong code, however it is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.errors import Refused
from trainingdesk.storage.recovery_code import ALPHABET, CHECK, LENGTH, RANDOM, RecoveryCode, check_of

characters = st.text(ALPHABET, min_size=RANDOM, max_size=RANDOM)


def refusal(text: str) -> Refused:
    with pytest.raises(Refused) as caught:
        RecoveryCode.read(text)
    return caught.value


def test_no_two_characters_look_alike() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 25
    assert not set("0O1IL2Z5S8B") & set(ALPHABET)


@given(characters)
def test_what_is_shown_reads_back(random: str) -> None:
    code = RecoveryCode(random + check_of(random))
    assert RecoveryCode.read(str(code)) == code
    assert RecoveryCode.read(str(code).lower().replace("-", " ")) == code


def test_full_width_letters_of_an_input_method_do_not_matter() -> None:
    code = RecoveryCode.new()
    wide = "".join(chr(ord(char) + 0xFEE0) for char in code.characters)
    assert RecoveryCode.read(f"　{wide}　") == code


@given(characters, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(random: str, place: int, other: str) -> None:
    right = random + check_of(random)
    wrong = right[:place] + other + right[place + 1 :]
    if wrong != right:
        assert refusal(wrong).key == "vault.recovery_code_mistyped"


@given(characters, st.integers(0, RANDOM - 2))
def test_two_swapped_neighbors_are_always_noticed(random: str, place: int) -> None:
    swapped = random[:place] + random[place + 1] + random[place] + random[place + 2 :]
    if swapped != random:
        assert refusal(swapped + check_of(random)).key == "vault.recovery_code_mistyped"


@pytest.mark.parametrize(
    ("text", "key", "values"),
    [
        ("A" * (LENGTH - 1), "vault.recovery_code_length", {"wanted": LENGTH, "found": LENGTH - 1}),
        ("", "vault.recovery_code_length", {"wanted": LENGTH, "found": 0}),
        ("AAAA-0AAA", "vault.recovery_code_character", {"position": 5}),
    ],
)
def test_other_slips_are_named(text: str, key: str, values: dict[str, int]) -> None:
    assert (refusal(text).key, dict(refusal(text).values)) == (key, values)


def test_codes_differ_and_hide_from_logs() -> None:
    codes = {RecoveryCode.new().characters for _ in range(50)}
    assert len(codes) == 50
    assert all(len(code) == RANDOM + CHECK for code in codes)
    assert RecoveryCode.new().characters[:4] not in repr(RecoveryCode.new())
