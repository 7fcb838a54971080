"""Every screen, in both languages and both looks: nothing clipped, nothing nameless, nothing Qt warns of."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QToolButton,
    QWidget,
)

from tests.ui.county import NAME, PASSWORD, Morning, make_county
from trainingdesk.bootstrap import signed_in
from trainingdesk.i18n.sentences import Language
from trainingdesk.services import lesson, person, training_class
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.places import PLACES, SCREENS
from trainingdesk.ui.rehearsal import rehearsal
from trainingdesk.ui.screens.class_page import CLASS_TABS
from trainingdesk.ui.theme import ThemeName

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from trainingdesk.services.work import Work
    from trainingdesk.storage.vault import Kdf

_CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QAbstractItemView)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory, cheap_kdf: Kdf) -> Path:
    root = tmp_path_factory.mktemp("county") / "desk"
    make_county(root, cheap_kdf)
    return root


@pytest.fixture
def work(county: Path, tmp_path: Path) -> Iterator[Work]:
    root = tmp_path / "desk"
    shutil.copytree(county, root)
    with signed_in(root, user_name=NAME, password=PASSWORD, clock=Morning()) as opened:
        yield opened


def destinations(work: Work) -> list[Destination]:
    """Each screen with something in it."""
    class_id = training_class.list_classes(work)[0].id
    lesson_id = lesson.timetable_of(work, class_id)[0].lesson_id
    person_id = person.list_people(work)[0].id
    found = [Destination(place.name) for place in PLACES if place.name in SCREENS]
    found += [Destination("class", class_id, tab.name) for tab in CLASS_TABS]
    found += [Destination("register", lesson_id), Destination("person", person_id)]
    found += [
        Destination("calendar"),
        Destination("roster_import", class_id),
        Destination("month_behind", "2026-10 A1 year"),
    ]
    return found


def clipped(window: QWidget) -> list[str]:
    """Labels in one line and buttons whose words do not fit."""
    found = []
    for kind in (QLabel, QAbstractButton):
        for one in window.findChildren(kind):
            words = one.text().replace("&", "")
            if not one.isVisible() or not words or shows_no_line(one):
                continue
            if one.fontMetrics().horizontalAdvance(words) > one.width() + 1:
                found.append(f"{type(one).__name__} {one.objectName()} {words!r}")
    return found


def shows_no_line(one: QWidget) -> bool:
    """Whether its words are wrapped, or not painted at all."""
    if isinstance(one, QLabel):
        return one.wordWrap() or "\n" in one.text()
    return isinstance(one, QToolButton) and one.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly


def nameless(window: QWidget) -> list[str]:
    """Controls that a screen reader could not name."""
    found = []
    for kind in _CONTROLS:
        for one in window.findChildren(kind):
            text = one.text() if isinstance(one, QAbstractButton) else ""
            inner = one.parent() is not None and isinstance(one.parent(), (QComboBox, QAbstractItemView))
            if one.isVisible() and not inner and not one.accessibleName() and not text:
                found.append(f"{type(one).__name__} {one.objectName()}")
    return found


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("theme", list(ThemeName))
def test_every_screen_can_be_read(qapp: QApplication, work: Work, theme: ThemeName, language: Language) -> None:
    problems: dict[str, list[str]] = {}
    with rehearsal(work, theme=theme, language=language) as window:
        for destination in destinations(work):
            window.visit(destination)
            wrong = [*clipped(window.shell), *nameless(window.shell)]
            if wrong:
                problems[f"{destination.screen} {destination.part or ''}"] = wrong
    assert problems == {}


def test_every_screen_of_the_list_is_there() -> None:
    for shown in SCREENS.values():
        assert shown.load().title is not None
        assert shown.place in {place.name for place in PLACES}
