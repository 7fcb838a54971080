"""A new recovery code, shown once: the dialog closes when a part of it was typed from the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.ui.dialogs.dialog import Dialog
from trainingdesk.ui.entry.code_page import CodePage
from trainingdesk.ui.entry.door import Door
from trainingdesk.ui.entry.entrance import Entrance

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.storage.vault import RecoveryCode
    from trainingdesk.ui.workplace import Workplace


class RecoveryCodeDialog(Dialog):
    """The old code opens nothing any more, so there is no way past this one without the paper."""

    def __init__(self, parent: QWidget, place: Workplace, code: RecoveryCode) -> None:
        super().__init__(parent, place.say("administration.new_code"))
        work = place.work
        entrance = Entrance(Door(work.folder, work.clock), place.tasks, place.sentences, place.theme)
        self.page = CodePage(entrance, code)
        self.page.confirmed.connect(self.accept)
        column = QVBoxLayout(self)
        column.addWidget(self.page)

    def reject(self) -> None:
        """Esc and the window's cross do nothing: whoever closed it would have no code at all."""
