"""Sides of one thing: made when somebody looks, or put there as they are."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QWidget
from shiboken6 import delete, isValid

from trainingdesk.ui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def test_a_side_that_was_put_there_goes_with_the_tabs_though_nobody_looked(qapp: QApplication) -> None:
    """Pages of people left their lists behind, sixty parts for each person who was opened."""
    tabs: Tabs[QWidget] = Tabs("of somebody")
    shown, other = QLabel("shown"), QLabel("other")
    tabs.put("first", "First", shown)
    tabs.put("second", "Second", other)
    assert tabs.made == (shown, other)
    delete(tabs)
    assert not isValid(shown)
    assert not isValid(other)


def test_a_side_is_made_once_by_whoever_asks_for_it_first(qapp: QApplication) -> None:
    tabs: Tabs[QWidget] = Tabs("of somebody")
    for name in ("first", "second"):
        tabs.add(name, name, partial(QLabel, name))
    assert tabs.made == ()
    asked = tabs.side("first", QLabel)
    assert asked.text() == "first"
    assert tabs.side("first", QLabel) is asked
    assert tabs.made == (asked,)
    delete(tabs)
