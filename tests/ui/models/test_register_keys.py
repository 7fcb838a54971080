"""Keys of a register, read without a window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from trainingdesk.ui.models.register_keys import (
    Clear,
    Find,
    GoTo,
    MarkWith,
    Press,
    RegisterKeys,
    Scanned,
    key_of,
)


def typed(*keys: str) -> list[object]:
    """What each key means, one after the other."""
    reader = RegisterKeys()
    return [reader.read(key) for key in keys]


def test_digits_choose_a_number_and_a_letter_marks_it() -> None:
    assert typed("2", "3", "D") == [GoTo(2), GoTo(23), MarkWith("D", 23)]


def test_a_letter_or_space_without_a_number_is_for_the_row_under_the_cursor() -> None:
    assert typed("K", "Space") == [MarkWith("K", None), MarkWith("Space", None)]


def test_a_number_is_used_once() -> None:
    assert typed("7", "D", "D")[-1] == MarkWith("D", None)


@pytest.mark.parametrize("key", ["Backspace", "Esc"])
def test_backspace_and_escape_clear_a_half_typed_number(key: str) -> None:
    assert typed("2", "3", key, "D") == [GoTo(2), GoTo(23), None, MarkWith("D", None)]


def test_backspace_without_a_number_takes_no_mark_away() -> None:
    assert typed("Backspace") == [None]


def test_delete_takes_a_mark_away() -> None:
    assert typed("7", "Delete", "Delete") == [GoTo(7), Clear(7), Clear(None)]


def test_initials_find_a_name_until_enter() -> None:
    assert typed("/", "Z", "S", "/", "Return", "D") == [
        None,
        Find("Z"),
        Find("ZS"),
        Find("ZS", following=True),
        None,
        MarkWith("D", None),
    ]


def test_backspace_in_a_search_takes_one_letter_back_then_ends_it() -> None:
    assert typed("/", "Z", "S", "Backspace", "Backspace", "Backspace", "D") == [
        None,
        Find("Z"),
        Find("ZS"),
        Find("Z"),
        None,
        None,
        MarkWith("D", None),
    ]


def test_space_ends_a_search_and_marks_whom_it_found() -> None:
    assert typed("/", "Z", "Space")[-1] == MarkWith("Space", None)


@pytest.mark.parametrize("key", ["F9", "Ctrl+Return", "Ctrl+Z", "Return"])
def test_a_key_of_its_own_drops_nothing_it_needs(key: str) -> None:
    assert typed(key) == [Press(key)]


def test_enter_after_a_number_only_goes_there() -> None:
    assert typed("7", "Return", "Return") == [GoTo(7), GoTo(7), Press("Return")]


@pytest.mark.parametrize("document", ["500241199003070019", "50024119900307001X"])
def test_a_card_reader_types_a_document_number(document: str) -> None:
    meant = typed(*document, "Return")
    assert meant[-1] == Scanned(document)
    assert not [one for one in meant if isinstance(one, MarkWith)]


def test_a_number_that_is_too_long_for_a_row_and_too_short_for_a_card_means_nothing() -> None:
    assert typed(*"123456", "Return")[-1] is None
    assert typed(*"123456", "D")[-1] is None


def event(key: Qt.Key, text: str = "", held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, held, text)


def test_names_of_keys() -> None:
    control, shift, alt = (
        Qt.KeyboardModifier.ControlModifier,
        Qt.KeyboardModifier.ShiftModifier,
        Qt.KeyboardModifier.AltModifier,
    )
    assert key_of(event(Qt.Key.Key_D, "d")) == "D"
    assert key_of(event(Qt.Key.Key_D, "D", shift)) == "D"
    assert key_of(event(Qt.Key.Key_7, "7", Qt.KeyboardModifier.KeypadModifier)) == "7"
    assert key_of(event(Qt.Key.Key_Enter, "\r", Qt.KeyboardModifier.KeypadModifier)) == "Return"
    assert key_of(event(Qt.Key.Key_Return, "\r", control)) == "Ctrl+Return"
    assert key_of(event(Qt.Key.Key_Z, "\x1a", control)) == "Ctrl+Z"
    for own in (event(Qt.Key.Key_Down), event(Qt.Key.Key_A, "\x01", control), event(Qt.Key.Key_1, "1", alt)):
        assert key_of(own) is None
