"""The main window: sign in, then the shell of whoever works here. It navigates and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMainWindow, QStackedWidget

from trainingdesk.domain.errors import Failure
from trainingdesk.settings.folders import DeskFolder
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.entry.sign_in import SignInForm
from trainingdesk.ui.memory import WindowMemory
from trainingdesk.ui.notices import Notices
from trainingdesk.ui.shell import Shell

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.services.work import Work
    from trainingdesk.ui.tasks import Tasks
    from trainingdesk.ui.theme import Theme

_SIZE = (1280, 720)


class MainWindow(QMainWindow):
    """Shows who may enter, then the shell."""

    entered = Signal()  # the shell is shown
    refused = Signal(object)  # the sentence

    def __init__(
        self,
        sentences: Sentences,
        tasks: Tasks,
        theme: Theme,
        *,
        names: tuple[str, ...],
        sign_in: Callable[[str, str], Work],
    ) -> None:
        super().__init__()
        self._sentences, self._tasks, self._theme, self._sign_in = sentences, tasks, theme, sign_in
        self.notices = Notices()
        self.shell: Shell | None = None
        self.form = SignInForm(sentences, names)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.form)
        self.setCentralWidget(self.pages)
        self.setWindowTitle(sentences.of("window.title"))
        self.resize(*_SIZE)
        self.form.submitted.connect(lambda given: tasks.start(self._enter(*given)))
        tasks.failed.connect(self._failed)

    async def _enter(self, name: str, password: str) -> None:
        work = await self._tasks.ask(lambda: self._sign_in(name, password))
        self.shell = Shell(
            work,
            sentences=self._sentences,
            tasks=self._tasks,
            notices=self.notices,
            memory=WindowMemory(DeskFolder(work.folder.root).window),
            theme=self._theme,
        )
        self.pages.addWidget(self.shell)
        self.pages.setCurrentWidget(self.shell)
        self.shell.go(Destination(next(iter(self.shell.rail.buttons))))
        self.entered.emit()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, Failure):
            raise error
        sentence = self._sentences.of(error.key, error.values)
        if self.shell is None:
            self.form.refuse(sentence)
        else:
            self.shell.place.tell(error)
        self.refused.emit(sentence)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.shell is not None:
            self.shell.place.memory.save()
        self._tasks.close()
        super().closeEvent(event)
