"""One box for everything (Ctrl+K): places, commands, people, classes, courses, institutions. Enter goes there.

Places and commands are matched at once; records are asked for in the background. While one question is under way the next
waits, and only the newest is asked, so the box never falls behind the keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from trainingdesk.services.lookup import Found, look_up
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.places import SCREENS
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from trainingdesk.ui.workplace import Workplace

_WIDTH, _HEIGHT, _TOP = 640, 420, 56
_MOST_NEAR: Final = 8
_MOVES: Final = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: what it is called, what tells it apart, of which kind it is, and what Enter does."""

    words: str
    more: str
    kind: str
    run: Callable[[], object]
    spelled: tuple[str, ...] = ()

    def fits(self, typed: str) -> bool:
        """Whether every word that was typed is part of it, by its characters or its pinyin."""
        said = (self.words.casefold(), *self.spelled)
        return all(any(word in one for one in said) for word in typed.casefold().split())


class Palette(QDialog):
    """Opened over the window; Esc closes it and nothing happened."""

    def __init__(self, parent: QWidget, place: Workplace, near: Sequence[Entry]) -> None:
        """``near`` are the places and commands of this moment."""
        super().__init__(parent.window(), Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("palette")
        self._place, self._near = place, tuple(near)
        self._asked, self._asking, self._enter_waits = "", False, False
        self._far: tuple[Entry, ...] = ()
        self._near_shown = 0
        self.entries: tuple[Entry, ...] = ()
        self.line = QLineEdit(placeholderText=place.say("palette.hint"))
        self.line.setAccessibleName(place.say("command.find"))
        self.list = QTreeWidget(columnCount=3)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.empty = label(role="muted")
        self._lay_out(parent.window())
        self.line.textChanged.connect(self._typed)
        self.line.returnPressed.connect(self._enter)
        self.list.itemClicked.connect(lambda _item: self.choose())
        self.line.installEventFilter(self)
        self.finished.connect(lambda _result: place.start(place.tasks.outlive(self)))
        self._show()

    def choose(self) -> None:
        """Do what the chosen line says."""
        chosen = self.list.currentItem()
        row = -1 if chosen is None else self.list.indexOfTopLevelItem(chosen)
        if row >= 0:
            entry = self.entries[row]
            self.accept()
            entry.run()

    def is_settled(self) -> bool:
        """Whether what is shown answers what was typed."""
        return not self._asking and self._asked == self.line.text().strip()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _MOVES:
            self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _typed(self) -> None:
        self._enter_waits = False
        self._show()
        if not self._asking:
            self._asking = True
            self._place.start(self._ask())

    async def _ask(self) -> None:
        try:
            while (typed := self.line.text().strip()) != self._asked:
                found = await self._place.ask(lambda work, text=typed: look_up(work, text))  # type: ignore[misc]
                self._asked, self._far = typed, self._entries_of(found)
                self._show()
        finally:
            self._asking = False
        if self._enter_waits:
            self.choose()

    def _enter(self) -> None:
        """Go to the chosen line; where that is the first answer to what was typed before, wait for that to this."""
        chosen = self.list.currentItem()
        row = -1 if chosen is None else self.list.indexOfTopLevelItem(chosen)
        if self.is_settled() or row > 0 or (row == 0 and self._near_shown):
            self.choose()
        else:
            self._enter_waits = True

    def _show(self) -> None:
        typed = self.line.text().strip()
        near = [one for one in self._near if one.fits(typed)] if typed else list(self._near)
        self._near_shown = min(len(near), _MOST_NEAR)
        far = self._far if typed else ()
        self.entries = (*near[:_MOST_NEAR], *far) if typed else tuple(near)
        self.list.clear()
        self.list.addTopLevelItems([QTreeWidgetItem([one.words, one.more, one.kind]) for one in self.entries])
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)
        nothing = bool(typed) and not self.entries and self._asked == typed
        self.empty.setText(self._place.say("palette.nothing") if nothing else "")
        self.empty.setVisible(nothing)

    def _entries_of(self, found: Found) -> tuple[Entry, ...]:
        people = [
            self._to("person", one.id, one.name, one.id_mask or one.phone or "", "palette.person")
            for one in found.people
        ]
        classes = [self._to("class", one.id, one.name, one.number, "palette.class") for one in found.classes]
        courses = [self._to("course", one.id, one.name, one.code, "palette.course") for one in found.courses]
        schools = [
            self._to("institution", one.id, one.name, one.uscc or "", "palette.institution")
            for one in found.institutions
        ]
        return tuple(one for one in (*people, *classes, *courses, *schools) if one is not None)

    def _to(self, screen: str, subject: str, words: str, more: str, kind: str) -> Entry | None:
        """The way to one record; None where no screen shows such a record."""
        destination = _destination(screen, subject)
        if destination is None:
            return None
        return Entry(words, more, self._place.say(kind), lambda: self._place.go(destination))

    def _lay_out(self, window: QWidget) -> None:
        self.list.setHeaderHidden(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(self._place.say("palette.results"))
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        for part in (self.line, self.list, self.empty):
            column.addWidget(part)
        self.list.ensurePolished()  # the height of the first rows is that of all
        width = min(self._place.theme.pixels(_WIDTH), window.width() - 2 * _TOP)
        self.resize(width, min(self._place.theme.pixels(_HEIGHT), window.height() - 2 * _TOP))
        corner = window.mapToGlobal(window.rect().topLeft())
        self.move(corner.x() + (window.width() - width) // 2, corner.y() + _TOP)


def _destination(screen: str, subject: str) -> Destination | None:
    if screen in SCREENS:
        return Destination(screen, subject)
    return Destination("catalogue", subject, screen) if "catalogue" in SCREENS and screen in _IN_CATALOGUE else None


#: Kinds of the catalogue that may have no screen of their own.
_IN_CATALOGUE: Final = frozenset({"course", "institution"})
