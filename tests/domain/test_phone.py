"""Telephone numbers: mobile, landline, country code, and each fault with its own reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.phone import masked_phone, read_phone


@pytest.mark.parametrize(
    ("text", "phone", "whys"),
    [
        ("13812345678", "13812345678", []),
        ("138 1234 5678", "13812345678", ["written_text.blanks"]),
        ("138-1234-5678", "13812345678", ["written_text.dashes"]),
        ("+8613812345678", "13812345678", ["phone.country_code_removed"]),
        ("0086-13812345678", "13812345678", ["phone.country_code_removed"]),
        ("8613812345678", "13812345678", ["phone.country_code_removed"]),
        ("１３８１２３４５６７８", "13812345678", ["written_text.full_width"]),
        ("13812345678.0", "13812345678", ["written_text.decimal"]),
        ("'13812345678", "13812345678", ["written_text.quotes"]),
        ("023-76661234", "023-76661234", []),
        ("02376661234", "023-76661234", []),
        ("(023)76661234", "023-76661234", ["phone.brackets_mended"]),
        ("023—76661234", "023-76661234", ["written_text.dashes"]),
        ("0851-8661234", "0851-8661234", []),
        ("023-76661234转801", "023-76661234-801", ["phone.extension_mended"]),
    ],
)
def test_a_number_has_one_writing(text: str, phone: str, whys: list[str]) -> None:
    found = read_phone(text)
    assert found.value == phone
    assert [mend.why for mend in found.mends] == whys


@pytest.mark.parametrize(
    ("text", "key", "found"),
    [
        ("", "phone.empty", None),
        ("138****5678", "phone.hidden", None),
        ("1.38E+10", "phone.digits_lost", None),
        ("13812345678/13912345678", "phone.several", None),
        ("13812345678、13912345678", "phone.several", None),
        ("76661234", "phone.area_code_missing", None),
        ("12812345678", "phone.beginning", "12"),
        ("1381234567", "phone.length", 10),
        ("138123456789", "phone.length", 12),
        ("1381234567O", "phone.letter", "O"),
        ("无", "phone.letter", "无"),
    ],
)
def test_each_fault_has_its_own_reason(text: str, key: str, found: object) -> None:
    with pytest.raises(Refused) as caught:
        read_phone(text)
    assert (caught.value.key, caught.value.values.get("found")) == (key, found)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_every_mobile_number_is_read_and_masked(number: str) -> None:
    assert read_phone(number).value == number
    assert masked_phone(number) == f"{number[:3]}****{number[-4:]}"


def test_a_landline_shows_its_end_only() -> None:
    assert masked_phone("023-76661234") == "********1234"


@given(st.text(max_size=30))
def test_no_text_is_a_bug(text: str) -> None:
    try:
        phone = read_phone(text).value
    except Refused:
        return
    assert read_phone(phone).value == phone
