"""The menu of the look: language, light or dark, size of letters. Languages stand in their own words, whichever is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QActionGroup

from trainingdesk.i18n.sentences import Language
from trainingdesk.ui.look import PERCENTS, Look, Shade

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtWidgets import QMenu

    from trainingdesk.i18n.sentences import Sentences

_OWN_WORDS: Final = {Language.CHINESE: "中文", Language.ENGLISH: "English"}


def add_look(menu: QMenu, sentences: Sentences, look: Look, choose: Callable[[Look], None]) -> None:
    """Three submenus; ``choose`` hears the new look. The language's title stands in both languages: one may be foreign."""
    languages = menu.addMenu("语言 / Language")
    _offer(languages, ((_OWN_WORDS[one], _with(look, language=one)) for one in Language), look, choose)
    shades = menu.addMenu(sentences.of("settings.window_shade"))
    words = {one: sentences.of(f"look.{one.value}") for one in Shade}
    _offer(shades, ((words[one], _with(look, shade=one)) for one in Shade), look, choose)
    sizes = menu.addMenu(sentences.of("look.letters"))
    _offer(sizes, ((f"{one} %", _with(look, percent=one)) for one in PERCENTS), look, choose)


def _with(
    look: Look, *, language: Language | None = None, shade: Shade | None = None, percent: int | None = None
) -> Look:
    return Look(language or look.language, shade or look.shade, percent or look.percent)


def _offer(menu: QMenu, choices: Iterable[tuple[str, Look]], present: Look, choose: Callable[[Look], None]) -> None:
    group = QActionGroup(menu)
    for words, look in choices:
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(look == present)
        action.setActionGroup(group)
        action.triggered.connect(lambda _checked=False, chosen=look: choose(chosen))
