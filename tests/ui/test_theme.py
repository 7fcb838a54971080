"""Colors have enough contrast in both looks, and every token the style sheet names is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor

from trainingdesk.ui.theme import TOKENS, Theme, ThemeName, Tokens, Tone

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

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
    theme = Theme(qapp)
    theme.apply(name, percent=percent)
    assert "$" not in qapp.styleSheet()
    assert theme.pixels(14) == round(14 * percent / 100)
    theme.apply(ThemeName.LIGHT)
