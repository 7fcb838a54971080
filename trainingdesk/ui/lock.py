"""The lock of the window: by hand, or when nobody touched anything for a while. What is open behind it stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

from trainingdesk.domain.errors import Failure
from trainingdesk.ui.dialogs.question import ask
from trainingdesk.ui.entry.lock_page import LockPage
from trainingdesk.ui.idle import Idle

if TYPE_CHECKING:
    from trainingdesk.services.work import Work
    from trainingdesk.ui.entry.entrance import Entrance


class Lock(QObject):
    """Closed, it shows a page that only the password of the worker opens, and hides the dialogs of the window."""

    due = Signal()  # nobody was here for a while
    unlocked = Signal()
    another = Signal()  # somebody else wants to sign in

    def __init__(self, application: QApplication, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._minutes = 0
        self._hidden: list[QDialog] = []
        self._page: LockPage | None = None
        self.idle = Idle(application)
        self.idle.passed.connect(self.due)

    @property
    def is_closed(self) -> bool:
        """Whether the window is locked."""
        return self._page is not None

    @property
    def page(self) -> LockPage:
        """The page that asks for the password, while the window is locked."""
        assert self._page is not None  # noqa: S101 -- for whoever knows that it is locked
        return self._page

    def watch(self, minutes: int) -> None:
        """Be due after so many minutes without a touch."""
        self._minutes = minutes
        if not self.is_closed:
            self.idle.watch(minutes)

    def close(self, entrance: Entrance, work: Work) -> None:
        """Lock: from now on only ``page`` may be shown."""
        self.idle.rest()
        self._hidden = _dialogs()
        for dialog in self._hidden:
            dialog.hide()
        self._page = page = LockPage(entrance, work.worker.name)
        page.submitted.connect(lambda password: entrance.tasks.start(self._try(entrance, work, password)))
        page.another.connect(lambda: entrance.tasks.start(self._ask_for_another(entrance, work)))

    def open(self) -> None:
        """The work behind it is over: what was open there is closed without an answer."""
        self.idle.rest()
        for dialog in filter(isValid, self._hidden):
            dialog.done(QDialog.DialogCode.Rejected.value)
        self._hidden, self._page = [], None

    async def _try(self, entrance: Entrance, work: Work, password: str) -> None:
        from trainingdesk.services import account  # noqa: PLC0415 -- the sign-in must not wait for it

        try:
            await entrance.tasks.ask(lambda: account.confirm_password(work, password))
        except Failure as failure:
            self.page.refuse(entrance.words_of(failure))
            return
        hidden, self._hidden, self._page = self._hidden, [], None
        self.idle.watch(self._minutes)
        self.unlocked.emit()
        for dialog in filter(isValid, hidden):  # what ended behind the lock is not there any more
            dialog.show()

    async def _ask_for_another(self, entrance: Entrance, work: Work) -> None:
        say = entrance.say
        text = say("entry.another_question", name=work.worker.name)
        answers = [("another", say("entry.another")), ("stay", say("form.cancel"))]
        if await ask(self._window, title=say("entry.another"), text=text, answers=answers, dangerous=True) == "another":
            self.another.emit()


def _dialogs() -> list[QDialog]:
    """Whatever is open over the window; the program has one window."""
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
