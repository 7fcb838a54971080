"""Light and dark: colors by what they mean, one style sheet, and the size of letters.

Every pair of text and ground has a contrast of 4.5:1 or more (WCAG 2.2, 1.4.3); a test counts it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from string import Template
from typing import TYPE_CHECKING
from weakref import WeakSet

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from shiboken6 import isValid

from trainingdesk.settings.shipped import resource
from trainingdesk.ui.typeface import with_chinese

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget


class ThemeName(StrEnum):
    """The two looks."""

    LIGHT = "light"
    DARK = "dark"


class Tone(StrEnum):
    """What a colored word means; never the only sign of it."""

    OK = "ok"
    WARN = "warn"
    DANGER = "danger"
    ACCENT = "accent"
    MUTED = "text_muted"


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colors by role, as #rrggbb."""

    surface: str  # behind everything
    surface_raised: str  # cards, tables, fields
    surface_sunken: str  # rail, headers
    hover: str
    selected: str
    text: str
    text_muted: str
    line: str
    line_strong: str  # the edge of a field
    accent: str
    on_accent: str
    ok: str
    warn: str
    danger: str
    ok_ground: str
    warn_ground: str
    danger_ground: str


LIGHT = Tokens(
    surface="#f5f7f8",
    surface_raised="#ffffff",
    surface_sunken="#e9eef0",
    hover="#e3eced",
    selected="#cfe6e6",
    text="#1b2628",
    text_muted="#52636a",
    line="#d5dee1",
    line_strong="#87979d",
    accent="#0b6b73",
    on_accent="#ffffff",
    ok="#1c6b3c",
    warn="#7d5200",
    danger="#b3261e",
    ok_ground="#e0f2e6",
    warn_ground="#fdf0d3",
    danger_ground="#fbe4e2",
)
DARK = Tokens(
    surface="#151b1d",
    surface_raised="#1d2528",
    surface_sunken="#111618",
    hover="#283337",
    selected="#1f4a4e",
    text="#e6edef",
    text_muted="#a3b2b8",
    line="#303c40",
    line_strong="#6f8087",
    accent="#6cc5cb",
    on_accent="#06282b",
    ok="#7fd19b",
    warn="#f0c060",
    danger="#ff9d94",
    ok_ground="#1b3325",
    warn_ground="#3a2e14",
    danger_ground="#432320",
)
TOKENS = {ThemeName.LIGHT: LIGHT, ThemeName.DARK: DARK}

#: Pixels of body text at 100 %; the setting adds to it. Titles and small print follow in proportion.
BODY_PIXELS = 14


class Theme(QObject):
    """The look of the moment; ``apply`` changes it for the whole program at once.

    The style sheet is that of each window, not of the application: with one of the application Qt finds the style of a
    part anew wherever it is put, and a screen is put together from many before it is shown.
    """

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self._application = application
        self._follows_system = False
        self._windows: WeakSet[QWidget] = WeakSet()
        self._sheet = ""
        self.name, self.percent = ThemeName.LIGHT, 100
        application.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    @property
    def tokens(self) -> Tokens:
        """The colors of the moment."""
        return TOKENS[self.name]

    def pixels(self, at_hundred: int) -> int:
        """A length at the letter size of the moment."""
        return round(at_hundred * self.percent / 100)

    def color(self, tone: Tone) -> QColor:
        """The color of a meaning."""
        return QColor(getattr(self.tokens, tone.value))

    def dress(self, window: QWidget) -> None:
        """Give a window, and what belongs to it, the style sheet of this look and of every later one."""
        self._windows.add(window)
        window.setStyleSheet(self._sheet)

    def apply(self, name: ThemeName, *, percent: int = 100) -> None:
        """Use this look, with letters of ``percent`` of their size."""
        self._follows_system = False
        scheme = Qt.ColorScheme.Dark if name is ThemeName.DARK else Qt.ColorScheme.Light
        self._application.styleHints().setColorScheme(scheme)
        self._show(name, percent)

    def follow_system(self, *, percent: int = 100) -> None:
        """Use the look of the desktop, and change with it; light where the desktop has none."""
        self._application.styleHints().unsetColorScheme()
        self._follows_system = True
        self._show(self._of_system(), percent)

    def _of_system(self) -> ThemeName:
        dark = self._application.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return ThemeName.DARK if dark else ThemeName.LIGHT

    def _on_system_changed(self) -> None:
        if self._follows_system and self.name is not self._of_system():
            self._show(self._of_system(), self.percent)

    def _show(self, name: ThemeName, percent: int) -> None:
        self.name, self.percent = name, percent
        self._application.setStyle("Fusion")
        self._application.setPalette(_palette(self.tokens))
        font = with_chinese(self._application.font())
        font.setPixelSize(self.pixels(BODY_PIXELS))
        self._application.setFont(font)
        self._sheet = self._drawn_up()
        for window in self._windows:
            if isValid(window):
                window.setStyleSheet(self._sheet)
        self.changed.emit()

    def _drawn_up(self) -> str:
        sizes = {f"px{n}": f"{self.pixels(n)}px" for n in (11, 12, 13, 14, 16, 20, 24, 28, 32, 40)}
        template = Template(resource("style", "window.qss").read_text(encoding="utf-8"))
        # a style sheet takes a picture by its name alone
        pictures = {name: resource("style", f"{name}-{self.name}.svg").as_posix() for name in ("arrow", "check")}
        return template.substitute(asdict(self.tokens), **pictures, **sizes)


def _palette(tokens: Tokens) -> QPalette:
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, color in (
        (roles.Window, tokens.surface),
        (roles.WindowText, tokens.text),
        (roles.Base, tokens.surface_raised),
        (roles.AlternateBase, tokens.surface),
        (roles.Text, tokens.text),
        (roles.Button, tokens.surface_raised),
        (roles.ButtonText, tokens.text),
        (roles.ToolTipBase, tokens.surface_raised),
        (roles.ToolTipText, tokens.text),
        (roles.PlaceholderText, tokens.text_muted),
        (roles.Highlight, tokens.accent),
        (roles.HighlightedText, tokens.on_accent),
        (roles.Link, tokens.accent),
        (roles.Mid, tokens.line),
    ):
        palette.setColor(role, QColor(color))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.text_muted))
    return palette
