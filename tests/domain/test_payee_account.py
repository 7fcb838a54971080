"""Accounts: cards with their check digit, passbooks without, and what a spreadsheet does to both."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.payee_account import luhn_holds, masked_account, read_payee_account

if TYPE_CHECKING:
    from pathlib import Path

CARD = "6222021001116245702"


def test_the_check_digit_of_cards(shared: Path) -> None:
    vectors = json.loads((shared / "domain" / "codes" / "test_vectors.json").read_text(encoding="utf-8"))["luhn"]
    assert all(luhn_holds(number) for number in vectors["valid"])
    assert not any(luhn_holds(number) for number in vectors["invalid"])


def test_a_card_is_read_and_a_passbook_with_a_warning() -> None:
    assert read_payee_account(CARD).value == CARD
    assert read_payee_account(CARD).warnings == ()
    assert read_payee_account("6222021001116245703").warnings == ("payee_account.check_digit",)


@pytest.mark.parametrize(
    ("text", "whys"),
    [
        ("6222 0210 0111 6245 702", ["written_text.blanks"]),
        ("6222-0210-0111-6245-702", ["written_text.dashes"]),
        ("６２２２０２１００１１１６２４５７０２", ["written_text.full_width"]),
        ("'6222021001116245702", ["written_text.quotes"]),
    ],
)
def test_what_people_add_is_mended_and_said(text: str, whys: list[str]) -> None:
    found = read_payee_account(text)
    assert found.value == CARD
    assert [mend.why for mend in found.mends] == whys


@pytest.mark.parametrize(
    ("text", "key", "found"),
    [
        ("", "payee_account.empty", None),
        ("************5702", "payee_account.hidden", None),
        ("6.22202E+18", "payee_account.digits_lost", None),
        ("6222021001116250000", "payee_account.digits_lost", None),
        ("622202100111624570A", "payee_account.letter", "A"),
        ("622202100111624", "payee_account.length", 15),
        ("62220210011162457021", "payee_account.length", 20),
    ],
)
def test_each_fault_has_its_own_reason(text: str, key: str, found: object) -> None:
    with pytest.raises(Refused) as caught:
        read_payee_account(text)
    assert (caught.value.key, caught.value.values.get("found")) == (key, found)


def test_zeros_at_the_end_that_may_be_right_are_a_warning() -> None:
    card = next(f"622202100111{middle:03}0000" for middle in range(1000) if luhn_holds(f"622202100111{middle:03}0000"))
    assert read_payee_account(card).warnings == ("payee_account.maybe_digits_lost",)
    passbook = "6222021001116210"
    assert not luhn_holds(passbook)
    assert read_payee_account(passbook).warnings == ("payee_account.check_digit", "payee_account.maybe_digits_lost")


@given(st.text("0123456789", min_size=15, max_size=18), st.integers(0, 18), st.sampled_from("0123456789"))
def test_every_wrong_digit_of_a_card_is_noticed(digits: str, place: int, wrong: str) -> None:
    card = next(digits + last for last in "0123456789" if luhn_holds(digits + last))
    changed = card[:place] + wrong + card[place + 1 :] if place < len(card) else card
    assert luhn_holds(changed) == (changed == card)


def test_only_the_end_of_an_account_is_shown() -> None:
    assert masked_account(CARD) == "*" * 15 + "5702"
