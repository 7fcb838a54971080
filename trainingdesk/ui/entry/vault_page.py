"""The keys of a desk are missing or damaged while its data are there: the keys beside a backup open them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from trainingdesk.domain.errors import Failure
from trainingdesk.services import rescue
from trainingdesk.ui.entry.backup_choice import BackupChoice
from trainingdesk.ui.entry.entrance import EntryPage
from trainingdesk.ui.entry.fields import EntryField, PasswordField
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from trainingdesk.ui.entry.entrance import Entrance


class VaultPage(EntryPage):
    """Offers the backups, each with the vault of its day; the passwords are those of that day."""

    mended = Signal(object)  # a sentence: sign in again

    def __init__(self, entrance: Entrance, failure: Failure) -> None:
        super().__init__(entrance, "entry.rescue", width=640)
        self.backups = BackupChoice(entrance)
        self.name = EntryField(entrance, "window.user_name")
        self.field = PasswordField(entrance, "window.password")
        self.button = QPushButton(entrance.say("entry.take_vault"))
        self.column.addWidget(label(entrance.words_of(failure), wrap=True))
        self.column.addWidget(label(entrance.say("entry.vault_more"), role="muted", wrap=True))
        for part in (self.backups, self.name, self.field):
            self.column.addWidget(part)
        self.finish(self.button)
        self.backups.offer(rescue.backups_in(entrance.door.folder))
        self.button.setEnabled(self.backups.backup is not None)
        self.button.clicked.connect(self.submit)
        self.field.line.returnPressed.connect(self.submit)

    def submit(self) -> None:
        """Try the keys of the chosen backup."""
        if self.button.isEnabled():
            self.refuse(None)
            self.entrance.tasks.start(self.while_busy(self.button, self._take))

    async def _take(self) -> None:
        door, backup, name, password = self.entrance.door, self.backups.backup, self.name.text(), self.field.text()
        if backup is None:
            return
        try:
            await self.entrance.tasks.ask(
                lambda: rescue.take_vault(door.folder, backup, user_name=name, password=password, clock=door.clock)
            )
        except Failure as failure:
            self.refuse(self.entrance.words_of(failure))
        else:
            self.mended.emit(self.say("entry.vault_taken", name=backup.name))
