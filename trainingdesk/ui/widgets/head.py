"""The head of the window: the way back, where one is, what can be done here, and the box for everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from trainingdesk.ui.commands import Command, bind
from trainingdesk.ui.icons import icon
from trainingdesk.ui.widgets.buttons import CommandRow, command_button
from trainingdesk.ui.widgets.title import Title
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from trainingdesk.ui.workplace import Workplace


class Head(QFrame):
    """Where there is no room for all of it the title gives way first, then the commands."""

    def __init__(
        self, place: Workplace, steps: Sequence[QWidget], *, go_back: Callable[[], None], find: Callable[[], None]
    ) -> None:
        """``steps``: the buttons that undo and redo."""
        super().__init__()
        self.setObjectName("head")
        self._place, self._compact = place, False
        self.title, self.crumbs = Title(), label()
        self.crumbs.setObjectName("crumbs")
        self.back_button, self.find_button = self._back_button(go_back), self._find_button(find)
        self.tools = CommandRow(place)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(8, 8, 16, 8)
        self._line.setSpacing(8)
        for part in (self.back_button, self.crumbs, self.title):
            self._line.addWidget(part)
        self._line.addStretch()
        for after in (self.tools, *steps, self.find_button):
            self._line.addWidget(after)

    def show_tools(self, commands: Sequence[Command]) -> None:
        """Offer what can be done on another screen."""
        fresh = CommandRow(self._place)
        for command in commands:
            if command.needs is None or self._place.may(command.needs):
                fresh.add(command_button(command, self._place, fresh))
        self._line.replaceWidget(self.tools, fresh)
        self.tools.hide()
        self.tools.deleteLater()
        self.tools = fresh
        self._share()

    def show_place(self, title: str, path: str) -> None:
        """Say where one is; ``path`` is empty on the first screen of a place, whose title stands where the path would."""
        self.title.setText(title)
        self.crumbs.setText(path)
        self.crumbs.setHidden(self._compact or not path)

    def be_compact(self, *, compact: bool) -> None:
        """The search is its icon, and the path goes: the rail shows the place."""
        icon_only, beside = Qt.ToolButtonStyle.ToolButtonIconOnly, Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        self.find_button.setToolButtonStyle(icon_only if compact else beside)
        self._compact = compact
        self.crumbs.setHidden(compact or not self.crumbs.text())
        self._share()

    def minimumSizeHint(self) -> QSize:
        """With the commands in their menu, however many are shown now."""
        now, folded = super().minimumSizeHint(), self.tools.minimumSizeHint().width()
        return QSize(now.width() - self.tools.minimumWidth() + folded, now.height())

    def event(self, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest}:
            self._share()
        return super().event(event)

    def _share(self) -> None:
        """The commands get what the title leaves at its shortest."""
        fixed = self._line.minimumSize().width() - self.tools.minimumWidth() - self.title.minimumSizeHint().width()
        room = self.width() - fixed - min(self.title.sizeHint().width(), self.title.minimumSizeHint().width())
        width = max(self.tools.minimumSizeHint().width(), min(self.tools.sizeHint().width(), room))
        if width != self.tools.minimumWidth():
            self.tools.setFixedWidth(width)

    def _find_button(self, find: Callable[[], None]) -> QToolButton:
        say = self._place.say
        button = self._button("search", 16)
        button.setObjectName("find")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setText(f"{say('palette.find')}  Ctrl+K")
        button.setAccessibleName(say("command.find"))
        button.setToolTip(f"{say('command.find')}  Ctrl+K")
        button.clicked.connect(find)
        return button

    def _back_button(self, go_back: Callable[[], None]) -> QToolButton:
        button = self._button("back", 20)
        button.setObjectName("back")
        button.setProperty("flat", "true")
        action = bind(Command("command.back", go_back, "Alt+Left"), self, self._place.sentences)
        button.setAccessibleName(action.text())
        button.setToolTip(action.toolTip())
        button.clicked.connect(action.trigger)
        return button

    def _button(self, name: str, size: int) -> QToolButton:
        button, pixels = QToolButton(), self._place.theme.pixels(size)
        button.setIcon(icon(name))
        button.setIconSize(QSize(pixels, pixels))
        return button
