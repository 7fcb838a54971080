"""Backups while people work: when something changed and the time has come, beside the work and without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from trainingdesk.domain.backup import Why
from trainingdesk.domain.errors import Failure
from trainingdesk.services import backup, setting
from trainingdesk.settings.declared import BACKUP_EVERY_MINUTES

if TYPE_CHECKING:
    from trainingdesk.ui.workplace import Workplace

_MINUTE_MS = 60_000


class HourlyBackup(QObject):
    """A change starts the clock where it stands still; a failure is a notice, and the next change tries again."""

    def __init__(self, place: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self.make)
        place.tasks.changed.connect(self._on_changed)

    def make(self) -> None:
        """Back up now, if it is due: also what a program that was killed did not."""
        self._place.start(self._make())

    def stop(self) -> None:
        """Nobody works here any more."""
        self.timer.stop()
        self._place.tasks.changed.disconnect(self._on_changed)

    def _on_changed(self, _changes: object) -> None:
        if not self.timer.isActive():
            self._place.start(self._begin())

    async def _begin(self) -> None:
        settings = await self._place.ask(setting.all_settings)
        if not self.timer.isActive():
            self.timer.start(int(settings[BACKUP_EVERY_MINUTES.key]) * _MINUTE_MS)

    async def _make(self) -> None:
        try:
            await self._place.ask(lambda work: backup.back_up_if_due(work, Why.HOURLY))
        except Failure as failure:
            why = self._place.sentences.of(failure.key, failure.values)
            self._place.notices.fail(self._place.say("desk.not_backed_up", why=why))
