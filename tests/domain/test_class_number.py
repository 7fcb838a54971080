"""Numbers and names of classes by a county's pattern."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.class_number import ClassNumberPattern
from trainingdesk.domain.errors import Refused
from trainingdesk.settings.declared import CLASS_NAME, CLASS_NUMBER

VALUES = {"county": "500241", "year": 2026, "month": 10, "device": 3}
NUMBER = ClassNumberPattern("{county}-{year}-{serial:03}")


def test_the_first_number_is_one_and_the_next_is_one_above_the_highest() -> None:
    assert NUMBER.next_number((), VALUES) == "500241-2026-001"
    assert NUMBER.next_number(("500241-2026-002", "500241-2026-017"), VALUES) == "500241-2026-018"


def test_numbers_of_another_make_do_not_count() -> None:
    others = ("500241-2025-090", "500242-2026-090", "500241-2026-D2-090", "500241-2026-", "班-90")
    assert NUMBER.next_number(others, VALUES) == "500241-2026-001"


def test_a_number_that_outgrew_its_digits_still_counts() -> None:
    assert NUMBER.next_number(("500241-2026-999",), VALUES) == "500241-2026-1000"
    assert NUMBER.next_number(("500241-2026-1000",), VALUES) == "500241-2026-1001"


def test_a_number_that_a_clerk_typed_counts_too() -> None:
    assert NUMBER.next_number(("500241-2026-7",), VALUES) == "500241-2026-008"


@pytest.mark.parametrize(
    "text",
    [
        "{county}",
        "{serial}{serial}",
        "{person}-{serial}",
        "{serial!r}",
        "{serial.real}",
        "{serial:3}",
        "{serial",
        "{serial:0x}",
    ],
)
def test_a_pattern_that_cannot_make_numbers_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        ClassNumberPattern(text)
    assert refused.value.key == "training_class.pattern_unsound"


@pytest.mark.parametrize("text", [CLASS_NUMBER.default, CLASS_NAME.default])
def test_the_declared_patterns_are_sound(text: str) -> None:
    assert ClassNumberPattern(text).text == text


def test_a_name_says_year_institution_occupation_level_and_count() -> None:
    pattern = ClassNumberPattern(CLASS_NAME.default)
    values = {**VALUES, "institution": "启航学校", "occupation": "养老护理员", "level": "初级工"}
    first = pattern.next_number((), values)
    assert first == "2026年启航学校养老护理员初级工第1期"
    assert pattern.next_number((first,), values) == "2026年启航学校养老护理员初级工第2期"


def test_a_desk_that_is_joined_has_numbers_of_its_own() -> None:
    second, third = NUMBER.on_device(2), NUMBER.on_device(3)
    assert second.next_number((), VALUES) == "500241-2026-D2-001"
    assert third.next_number(("500241-2026-D2-001",), VALUES) == "500241-2026-D3-001"
    assert second.next_number(("500241-2026-D2-001",), VALUES) == "500241-2026-D2-002"


def test_a_pattern_that_names_the_desk_stays_as_it_is() -> None:
    pattern = ClassNumberPattern("{year}-{device:02}-{serial:04}")
    assert pattern.on_device(3) is pattern
    assert pattern.next_number((), VALUES) == "2026-03-0001"


@given(st.lists(st.integers(0, 5), max_size=20))
def test_two_desks_never_give_one_number(turns: list[int]) -> None:
    given_out: list[str] = []
    for desk in turns:
        own = [number for number in given_out if f"-D{desk}-" in number]  # what this desk knows
        given_out.append(NUMBER.on_device(desk).next_number(own, VALUES))
    assert len(set(given_out)) == len(given_out)


@given(st.integers(1, 10**6))
def test_a_serial_is_read_back_from_its_number(serial: int) -> None:
    assert NUMBER.serial_of(NUMBER.number(serial, VALUES), VALUES) == serial


def test_numbers_are_looked_up_by_what_stands_before_the_serial() -> None:
    assert NUMBER.beginning(VALUES) == "500241-2026-"
    assert ClassNumberPattern("第{serial}期").beginning(VALUES) == "第"
    assert NUMBER.serial_of("500241-2026-012", VALUES) == 12
