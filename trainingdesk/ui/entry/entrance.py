"""What the pages before the sign-in are given, and how each of them stands in the window: a card in the middle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QScrollArea, QVBoxLayout, QWidget

from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from trainingdesk.domain.errors import Failure
    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.ui.entry.door import Door
    from trainingdesk.ui.tasks import Tasks
    from trainingdesk.ui.theme import Theme

WIDTH = 480


@dataclass(frozen=True, slots=True)
class Entrance:
    """The door, and the parts of the window that its pages need."""

    door: Door
    tasks: Tasks
    sentences: Sentences
    theme: Theme

    def say(self, key: str, **values: object) -> str:
        """The sentence of ``key`` in the language of the window."""
        return self.sentences.of(key, values)

    def words_of(self, failure: Failure) -> str:
        """A failure in words."""
        return self.sentences.of(failure.key, failure.values)


class EntryPage(QScrollArea):
    """A card: a title, the parts of the page, why something was refused, and buttons; Esc goes back where one can."""

    went_back = Signal()

    def __init__(self, entrance: Entrance, title: str, *, width: int = WIDTH) -> None:
        """``title`` is a sentence key."""
        super().__init__(widgetResizable=True)
        self.entrance = entrance
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.refusal = label(role="error", wrap=True)
        self.refusal.hide()
        self.news = label(wrap=True)
        self.news.setProperty("tone", "ok")
        self.news.hide()
        self.busy = QProgressBar(textVisible=False)
        self.busy.setRange(0, 0)
        self.busy.hide()
        self.card = QFrame()
        self.card.setProperty("card", "true")
        self.card.setFixedWidth(entrance.theme.pixels(width))
        self.column = QVBoxLayout(self.card)
        self.column.setContentsMargins(32, 32, 32, 24)
        self.column.setSpacing(16)
        if entrance.door.is_training:
            self.column.addWidget(label(entrance.say("window.training"), role="training", wrap=True))
        self.column.addWidget(label(entrance.say(title), role="title", wrap=True))
        self._center()

    def say(self, key: str, **values: object) -> str:
        """The sentence of ``key``."""
        return self.entrance.say(key, **values)

    def finish(self, *buttons: QPushButton) -> None:
        """Put the last parts below whatever the page has: busy, refusal, buttons with the first as the main one.

        Three buttons do not fit one line in every language: then the main one has its own.
        """
        for part in (self.busy, self.refusal, self.news):
            self.column.addWidget(part)
        main, *others = buttons
        main.setProperty("primary", "true")
        line = QHBoxLayout()
        line.setSpacing(8)
        if len(others) > 1:
            self.column.addWidget(main)
        else:
            line.addWidget(main)
            line.addStretch()
        for button in others:
            button.setProperty("flat", "true")
            line.addWidget(button)
        self.column.addLayout(line)

    def back_button(self, words: str) -> QPushButton:
        """A button, and Esc, that leave the page."""
        button = QPushButton(self.say(words))
        button.clicked.connect(self.went_back)
        shortcut = QShortcut(
            QKeySequence(Qt.Key.Key_Escape), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        shortcut.activated.connect(button.click)
        return button

    def refuse(self, sentence: str | None) -> None:
        """Say why not; nothing where it is mended."""
        self.refusal.setText(sentence or "")
        self.refusal.setVisible(bool(sentence))
        if sentence:
            self.ensureWidgetVisible(self.refusal)

    def tell(self, sentence: str) -> None:
        """Say what went well."""
        self.news.setText(sentence)
        self.news.show()

    async def while_busy(self, button: QPushButton, work: Callable[[], Awaitable[None]]) -> None:
        """Do something that takes a while: the button waits, and a bar moves."""
        button.setEnabled(False)
        self.busy.show()
        try:
            await work()
        finally:
            self.busy.hide()
            button.setEnabled(True)

    def _center(self) -> None:
        inner = QWidget()
        around = QVBoxLayout(inner)
        around.setContentsMargins(16, 16, 16, 16)
        around.addStretch(1)
        line = QHBoxLayout()  # an alignment would give the card no more height than one line of each text
        line.addStretch(1)
        line.addWidget(self.card)
        line.addStretch(1)
        around.addLayout(line)
        around.addStretch(1)
        self.setWidget(inner)
