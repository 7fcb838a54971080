"""The recovery code: shown once, to be copied or printed, and gone when a part of it was typed from the paper."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from trainingdesk.ui.dialogs.question import answered
from trainingdesk.ui.entry.entrance import EntryPage
from trainingdesk.ui.entry.fields import EntryField
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from trainingdesk.storage.vault import RecoveryCode
    from trainingdesk.ui.entry.entrance import Entrance

_CODE_PIXELS = 20


class CodePage(EntryPage):
    """There is no way past it without the paper: one group of the code, chosen by chance, has to be typed."""

    confirmed = Signal()

    def __init__(self, entrance: Entrance, code: RecoveryCode) -> None:
        super().__init__(entrance, "entry.code", width=600)
        self._code = str(code)
        self.groups = self._code.split("-")
        self.asked = secrets.randbelow(len(self.groups))
        self.shown = label(self._code, select=True)
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.shown.setObjectName("code")
        font: QFont = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(entrance.theme.pixels(_CODE_PIXELS))
        self.shown.setFont(font)
        self.copy_button, self.print_button = QPushButton(self.say("entry.copy")), QPushButton(self.say("entry.print"))
        self.part = EntryField(entrance, "entry.code_part")
        self.part.words.setText(self.say("entry.code_part_of", number=self.asked + 1))
        self.part.line.setAccessibleName(self.part.words.text())
        self.button = QPushButton(self.say("entry.code_kept"))
        self._lay_out()
        self.copy_button.clicked.connect(self._copy)
        self.print_button.clicked.connect(lambda: self.entrance.tasks.start(self._print()))
        self.button.clicked.connect(self.submit)
        self.part.line.returnPressed.connect(self.submit)

    def submit(self) -> None:
        """Let go where the part is right."""
        if self.part.text().strip().upper() == self.groups[self.asked]:
            self.confirmed.emit()
        else:
            self.part.show_problem(self.say("entry.code_part_wrong", number=self.asked + 1))
            self.part.line.selectAll()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.part.setFocus(Qt.FocusReason.OtherFocusReason)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._code)
        self.part.show_hint(self.say("entry.copied"))

    async def _print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self.window())
        if await answered(dialog):
            paper = QTextDocument()
            paper.setPlainText("\n\n".join((self.say("window.title"), self.say("desk.recovery_code", code=self._code))))
            paper.print_(printer)
        dialog.deleteLater()

    def _lay_out(self) -> None:
        self.column.addWidget(label(self.say("entry.code_more"), wrap=True))
        self.column.addWidget(self.shown)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addStretch()
        line.addWidget(self.copy_button)
        line.addWidget(self.print_button)
        line.addStretch()
        self.column.addLayout(line)
        self.column.addWidget(self.part)
        self.finish(self.button)
