"""Backups to choose from, the newest first, each with when, why and how much it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from trainingdesk.domain.calendar import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.storage.backup_list import Backup
    from trainingdesk.ui.entry.entrance import Entrance

_ROWS = 6


class BackupChoice(QListWidget):
    """Those that are not sound stand there too, but cannot be chosen."""

    chosen = Signal(object)  # a Backup

    def __init__(self, entrance: Entrance) -> None:
        super().__init__()
        self._entrance = entrance
        self._backups: tuple[Backup, ...] = ()
        self.setAccessibleName(entrance.say("entry.backups"))
        self.setFixedHeight(self.fontMetrics().lineSpacing() * _ROWS * 3 // 2)
        self.currentRowChanged.connect(self._on_row)

    @property
    def backup(self) -> Backup | None:
        """The one that is chosen."""
        row = self.currentRow()
        return self._backups[row] if row >= 0 else None

    def offer(self, backups: Sequence[Backup]) -> None:
        """Show these; the newest sound one is chosen."""
        self._backups = tuple(backups)
        self.clear()
        for one in self._backups:
            item = QListWidgetItem(self._words(one))
            if not one.sound:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(item)
        self.setCurrentRow(next((row for row, one in enumerate(self._backups) if one.sound), -1))

    def _on_row(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(self._backups[row])

    def _words(self, backup: Backup) -> str:
        say, manifest = self._entrance.say, backup.manifest
        if manifest is None or not backup.sound:
            return say("entry.backup_unsound", name=backup.name)
        return say(
            "entry.backup_line",
            at=manifest.made_at.astimezone(SHANGHAI),
            why=say(f"backup.{manifest.why}"),
            people=manifest.rows.get("person", 0),
            classes=manifest.rows.get("training_class", 0),
        )
