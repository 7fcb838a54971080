"""Colors have enough contrast in both looks, and every token the style sheet names is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QStringListModel
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QToolTip, QVBoxLayout, QWidget
from shiboken6 import delete

from trainingdesk.ui.theme import DARK, TOKENS, Theme, ThemeName, Tokens, Tone
from trainingdesk.ui.widgets.suggestions import suggestions

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

#: WCAG 2.2, 1.4.3: text against its ground.
ENOUGH = 4.5


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = (value / 255 for value in QColor(color).getRgb()[:3])
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def pairs(tokens: Tokens) -> dict[str, tuple[str, str]]:
    grounds = {
        name: getattr(tokens, name) for name in ("surface", "surface_raised", "surface_sunken", "hover", "selected")
    }
    found = {f"text on {name}": (tokens.text, ground) for name, ground in grounds.items()}
    for tone in Tone:
        for name in ("surface", "surface_raised"):
            found[f"{tone} on {name}"] = (getattr(tokens, tone.value), grounds[name])
    for tone in (Tone.OK, Tone.WARN, Tone.DANGER):
        found[f"{tone} on its ground"] = (getattr(tokens, tone.value), getattr(tokens, f"{tone.value}_ground"))
    found["muted on sunken"] = (tokens.text_muted, tokens.surface_sunken)
    found["text on accent"] = (tokens.on_accent, tokens.accent)
    return found


@pytest.mark.parametrize("name", list(ThemeName))
def test_words_can_be_read(name: ThemeName) -> None:
    weak = {what: round(contrast(*two), 2) for what, two in pairs(TOKENS[name]).items() if contrast(*two) < ENOUGH}
    assert weak == {}


@pytest.mark.parametrize("name", list(ThemeName))
@pytest.mark.parametrize("percent", [90, 100, 200])
def test_the_sheet_knows_every_token(qapp: QApplication, name: ThemeName, percent: int) -> None:
    theme, window = Theme(qapp), QWidget()
    theme.dress(window)
    theme.apply(name, percent=percent)
    assert window.styleSheet()
    assert "$" not in window.styleSheet()
    assert theme.pixels(14) == round(14 * percent / 100)
    theme.apply(ThemeName.LIGHT)


def test_a_window_is_dressed_in_every_later_look_until_it_is_gone(qapp: QApplication) -> None:
    theme, window, other = Theme(qapp), QWidget(), QWidget()
    theme.apply(ThemeName.LIGHT)
    theme.dress(window)
    theme.dress(other)
    light = window.styleSheet()
    delete(other)
    theme.apply(ThemeName.DARK)
    assert DARK.surface in window.styleSheet()
    assert DARK.surface not in light
    theme.apply(ThemeName.LIGHT)


def test_what_opens_over_a_window_is_dressed_with_it(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    theme.dress(window)
    line, box = QLineEdit(), QComboBox()
    line.setCompleter(suggestions(QStringListModel(["养老", "家政"]), line))
    box.addItem("养老")
    column = QVBoxLayout(window)
    column.addWidget(line)
    column.addWidget(box)
    qtbot.addWidget(window)
    window.show()
    QToolTip.showText(QPoint(0, 0), "养老", line)
    tip = next(one for one in QApplication.topLevelWidgets() if one.inherits("QTipLabel"))
    opened = [line.completer().popup(), box.view(), line.createStandardContextMenu(), QDialog(window), tip]
    assert [one.style().metaObject().className() for one in opened] == ["QStyleSheetStyle"] * len(opened)
    QToolTip.hideText()


def test_parts_that_belong_to_no_window_yet_cost_no_style(qapp: QApplication, theme: Theme) -> None:
    assert qapp.styleSheet() == ""
