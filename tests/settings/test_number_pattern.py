"""Patterns for numbers: nothing dangerous goes in, and two countings never give one number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.settings.number_pattern import filled, is_sound

FIELDS = frozenset({"county", "year", "class", "device", "serial"})


@pytest.mark.parametrize(
    "pattern",
    [
        "{serial}",
        "{county}-{year}-{serial:03}",
        "HG{county}{year}{serial:05}",
        "{class}-{device}-{serial}",
        "第{serial}期",
    ],
)
def test_patterns_that_counties_use_are_sound(pattern: str) -> None:
    assert is_sound(pattern, fields=FIELDS)


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "{year}",  # nothing counts
        "{serial}{serial}",
        "{serial.__class__}",
        "{serial[0]}",
        "{serial!r}",
        "{serial:>10}",
        "{serial:x}",
        "{nobody}-{serial}",
        "{serial",
        "serial}",
        "{}-{serial}",
        "{0}-{serial}",
        "{device}{serial}",  # 1 and 12 look like 11 and 2
        "{device}0{serial}",
        "{class}{serial}",
        "{serial}{county}",
        "{serial} {year}",  # a blank does not survive every form
        "../{serial}",
        "{{serial}}",
    ],
)
def test_patterns_that_could_go_wrong_are_refused(pattern: str) -> None:
    assert not is_sound(pattern, fields=FIELDS)


def test_a_number_is_filled_with_zeros_and_grows_beyond_them() -> None:
    pattern = "{county}-{year}-{serial:03}"
    assert filled(pattern, county="500241", year=2026, serial=7) == "500241-2026-007"
    assert filled(pattern, county="500241", year=2026, serial=1234) == "500241-2026-1234"


def test_a_field_that_was_not_given_is_missed() -> None:
    with pytest.raises(KeyError):
        filled("{serial}", year=2026)


part = st.sampled_from(
    ["{county}", "{year}", "{class}", "{device}", "{serial}", "{device:02}", "{serial:03}", "-", "A", "0", ""]
)
counting = st.tuples(st.integers(0, 2000), st.integers(1, 20000))


@given(st.lists(part, min_size=1, max_size=7).map("".join), counting, counting)
def test_two_countings_never_give_one_number(pattern: str, one: tuple[int, int], other: tuple[int, int]) -> None:
    required = ("serial", "device") if "device" in pattern else ("serial",)
    if not is_sound(pattern, fields=FIELDS, required=required) or one == other:
        return
    fixed: dict[str, str | int] = {"county": "500241", "year": 2026, "class": "500241-2026-001"}
    numbers = {filled(pattern, **fixed, device=device, serial=serial) for device, serial in (one, other)}
    same = "device" not in pattern and one[1] == other[1]
    assert len(numbers) == (1 if same else 2)


@given(st.text(alphabet="{}serialyu:03.[]!-A0", max_size=25))
def test_no_text_is_called_sound_that_cannot_be_filled(pattern: str) -> None:
    if is_sound(pattern, fields=FIELDS):
        assert filled(pattern, county="500241", year=2026, device=1, serial=5, **{"class": "x"})
