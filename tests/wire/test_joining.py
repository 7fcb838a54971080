"""An invitation is one text, however it is typed; what is wrong with it is told while it grows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.wire.joining import CODE_LENGTH, CODE_LETTERS, Flaw, Flawed, Joining, private_address, read_joining

CENTRE = "https://centre.example:8443"
CODES = st.text(CODE_LETTERS, min_size=CODE_LENGTH, max_size=CODE_LENGTH)
COUNTIES = st.just("") | st.text("0123456789", min_size=6, max_size=6)
WHOLE = st.builds(Joining, st.sampled_from([CENTRE, "https://10.0.0.7", "http://127.0.0.1:8443"]), CODES, COUNTIES)


@given(WHOLE)
def test_a_text_is_read_as_it_was_written(joining: Joining) -> None:
    assert read_joining(joining.text) == joining


@given(WHOLE)
def test_while_it_is_typed_nothing_is_wrong_and_it_is_whole_with_the_last_letter(joining: Joining) -> None:
    for at in range(len(joining.text)):
        found = read_joining(joining.text[:at])
        assert isinstance(found, Flawed)
        assert found.unfinished, joining.text[:at]


@given(st.text())
def test_whatever_is_typed_is_looked_at(text: str) -> None:
    found = read_joining(text)
    assert isinstance(found, Flawed) or read_joining(found.text) == found


@pytest.mark.parametrize(
    "typed",
    [
        f"  {CENTRE}/\t500241\n abcde-fghjk ",
        f"{CENTRE}　500241　ＡＢＣＤＥＦＧＨＪＫ",
        "HTTPS://centre.example:8443 500241 ABCDEFGHJK",
    ],
)
def test_how_it_was_typed_does_no_harm(typed: str) -> None:
    assert read_joining(typed) == Joining(CENTRE, "ABCDEFGHJK", "500241")


@pytest.mark.parametrize(
    ("typed", "flaw"),
    [
        ("centre.example ABCDEFGHJK", Flaw.NO_ADDRESS),
        ("https:// ABCDEFGHJK", Flaw.NO_ADDRESS),
        ("https://[ ABCDEFGHJK", Flaw.NO_ADDRESS),
        ("https://centre.example:x ABCDEFGHJK", Flaw.NO_ADDRESS),
        ("http://centre.example ABCDEFGHJK", Flaw.NOT_PRIVATE),
        (f"{CENTRE} ABCDEFGHJ0", Flaw.CODE_LETTERS),
        (f"{CENTRE} ABCDEFGHJKL", Flaw.CODE_LONG),
        (f"{CENTRE} 50024 ABCDEFGHJK", Flaw.NO_COUNTY),
        (f"{CENTRE} 500241 ABCDEFGHJK x", Flaw.TOO_MUCH),
    ],
)
def test_what_is_wrong_is_told(typed: str, flaw: Flaw) -> None:
    assert read_joining(typed) == Flawed(flaw)


@pytest.mark.parametrize("address", ["http://10.0.0.7", "ftp://centre.example", "https://", "centre.example", ""])
def test_a_line_that_is_not_private_is_none(address: str) -> None:
    assert private_address(address) is None
