"""Undo and redo across screens: two actions that say what they would do, and do it by the use case.

A text field that is being edited keeps its own Ctrl+Z: Qt gives it the key first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QToolButton, QWidget

from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.services.undo_steps import UndoSteps, undo_steps
from trainingdesk.ui.commands import Command, bind

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from trainingdesk.services.undo_steps import Step
    from trainingdesk.ui.workplace import Workplace


class UndoRedo(QObject):
    """Knows the next step in each direction; both actions are off until it was asked for."""

    def __init__(self, place: Workplace, owner: QWidget) -> None:
        super().__init__(owner)
        self._place = place
        self._asking, self._stale = False, False
        self.steps = UndoSteps(None, None)
        self.undo = bind(
            Command("command.undo", lambda: self._take(self.steps.undo), "Ctrl+Z", icon="undo"), owner, place.sentences
        )
        self.redo = bind(
            Command("command.redo", lambda: self._take(self.steps.redo), "Ctrl+Y", icon="redo"), owner, place.sentences
        )
        self.redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        self.buttons = tuple(self._button(action, owner) for action in (self.undo, self.redo))
        self._show()

    def refresh(self) -> None:
        """Ask what comes next, after anything changed."""
        if not self._place.may(Action.UNDO):
            return
        self._stale = True
        if not self._asking:
            self._asking = True
            self._place.start(self._ask())

    async def _ask(self) -> None:
        try:
            while self._stale:
                self._stale = False
                self.steps = await self._place.ask(undo_steps)
                self._show()
        finally:
            self._asking = False

    def _take(self, step: Step | None) -> None:
        if step is not None:
            self.undo.setEnabled(False)  # until it is known what comes next: two quick presses are two steps
            self.redo.setEnabled(False)
            self._place.start(self._taken(step, back=step is self.steps.undo))

    async def _taken(self, step: Step, *, back: bool) -> None:
        try:
            await self._place.take_back(step.number, what=self._place.say(step.action.sentence), back=back)
        finally:
            self.refresh()

    def _show(self) -> None:
        for action, step, key in (
            (self.undo, self.steps.undo, "command.undo"),
            (self.redo, self.steps.redo, "command.redo"),
        ):
            action.setEnabled(step is not None and not step.final)
            action.setText(self._words(key, step))
            shortcut = action.shortcut().toString()
            action.setToolTip(f"{action.text()}  {shortcut}")

    def _words(self, key: str, step: Step | None) -> str:
        say = self._place.say
        if step is None:
            return say(key)
        what = say(step.action.sentence)
        if step.final:
            return say("undo.final", action=what)
        local = step.at.astimezone(SHANGHAI)
        today = local.date() == self._place.work.today()
        at = f"{local:%H:%M}" if today else f"{local:%Y-%m-%d %H:%M}"
        return say(f"{key}_what", what=what, at=at, rows=step.rows)

    def _button(self, action: QAction, owner: QWidget) -> QToolButton:
        button = QToolButton(owner)
        button.setDefaultAction(action)
        button.setProperty("flat", "true")
        button.setIconSize(QSize(self._place.theme.pixels(20), self._place.theme.pixels(20)))
        button.setVisible(self._place.may(Action.UNDO))
        action.changed.connect(lambda: button.setAccessibleName(action.text()))
        return button
