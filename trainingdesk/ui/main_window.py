"""The main window: sign in, then the list of classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QMainWindow, QStackedWidget, QTableView

from trainingdesk.domain.errors import Failure
from trainingdesk.services import training_class
from trainingdesk.ui.class_list import ClassModel
from trainingdesk.ui.sign_in import SignInForm

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.services.work import Work
    from trainingdesk.ui.tasks import Tasks


class MainWindow(QMainWindow):
    """Navigates and nothing else."""

    refused = Signal(object)  # the sentence

    def __init__(
        self,
        sentences: Sentences,
        tasks: Tasks,
        *,
        names: tuple[str, ...],
        sign_in: Callable[[str, str], Work],
    ) -> None:
        super().__init__()
        self._sentences, self._tasks, self._sign_in = sentences, tasks, sign_in
        self.form = SignInForm(sentences, names)
        self.model = ClassModel(sentences)
        self.table = QTableView()
        self.table.setAccessibleName(sentences.of("window.classes"))
        self.table.setModel(self.model)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.empty = QLabel(sentences.of("window.no_class_yet"))
        self.pages = QStackedWidget()
        for page in (self.form, self.table, self.empty):
            self.pages.addWidget(page)
        self.setCentralWidget(self.pages)
        self.setWindowTitle(sentences.of("window.title"))
        self.resize(1024, 640)
        self.form.submitted.connect(lambda given: tasks.start(self._enter(*given)))
        tasks.failed.connect(self._failed)

    async def _enter(self, name: str, password: str) -> None:
        work = await self._tasks.ask(lambda: self._sign_in(name, password))
        rows = await self._tasks.ask(lambda: training_class.list_classes(work))
        self.model.show(rows)
        self.table.resizeColumnsToContents()
        self.pages.setCurrentWidget(self.table if rows else self.empty)
        self.statusBar().showMessage(f"{self._sentences.of('window.signed_in_as')} {work.worker.name}")

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, Failure):
            raise error
        sentence = self._sentences.of(error.key, error.values)
        self.form.refuse(sentence)
        self.refused.emit(sentence)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._tasks.close()
        super().closeEvent(event)
