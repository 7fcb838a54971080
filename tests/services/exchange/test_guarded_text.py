"""What a spreadsheet program would evaluate or shorten is written so that it does not, and read back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.services.exchange.guarded_text import guard, unguard

RISKY = st.text(alphabet="=+-@＝'\t\r\n0123456789Ee.姓a", max_size=25)


@given(RISKY)
def test_every_text_comes_back(text: str) -> None:
    assert unguard(guard(text)) == text


@given(RISKY)
def test_nothing_begins_like_a_formula(text: str) -> None:
    written = guard(text)
    assert not written.startswith(("=", "+", "@", "＝", "\t", "\r", "\n"))
    assert not written.startswith("-") or written.rstrip("\t").lstrip("-").replace(".", "", 1).isdigit()


@pytest.mark.parametrize("text", ['=HYPERLINK("x")', "+86 13800000000", "@SUM(A1)", "-1+2", "\t=1"])
def test_formulas_are_neutralized(text: str) -> None:
    assert guard(text).startswith("'")


@pytest.mark.parametrize("text", ["500241198902079700", "007", "1E5", "6236324685649429914"])
def test_digits_stay_digits(text: str) -> None:
    assert guard(text) == text + "\t"


@pytest.mark.parametrize("text", ["-5", "-3.25", "龙全福", "13465343469a", "12", ""])
def test_what_is_harmless_stays(text: str) -> None:
    assert guard(text) == text


def test_the_tab_of_an_older_system_goes() -> None:
    assert unguard("500241198404248583\t") == "500241198404248583"
