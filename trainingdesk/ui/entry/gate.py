"""Everything before the work: first day, signing in, a forgotten password, a desk that does not open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from trainingdesk.domain.errors import Failure, Refused, Unavailable
from trainingdesk.ui.entry.entrance import EntryPage
from trainingdesk.ui.entry.sign_in import SignInForm
from trainingdesk.ui.look_menu import add_look

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from trainingdesk.storage.vault import RecoveryCode
    from trainingdesk.ui.entry.beginning import Beginning, OverTheLine
    from trainingdesk.ui.entry.entrance import Entrance
    from trainingdesk.ui.entry.first_run import Made
    from trainingdesk.ui.look import Look

#: What a restore or a salvage can help; anything else (a lock, a newer program) is only said.
_RESCUED: Final = frozenset({"storage.damaged", "storage.missing", "storage.triggers_missing"})


class Gate(QWidget):
    """One page at a time; a page that was left is gone, with whatever was typed into it."""

    entered = Signal(object)  # an Opened
    wants_door = Signal(object)  # another Door: the training county's, or None for the desk's own
    look_chosen = Signal(object)  # a Look

    def __init__(self, entrance: Entrance, look: Look, *, way_back: bool = False) -> None:
        super().__init__()
        self.entrance = entrance
        self._way_back = way_back
        self.stack = QStackedWidget()
        self._lay_out(look)
        self.form: SignInForm | None = None
        self.begin()

    @property
    def page(self) -> EntryPage:
        """The page that is shown."""
        found = self.stack.currentWidget()
        assert isinstance(found, EntryPage)  # noqa: S101 -- nothing else is ever added
        return found

    def begin(self) -> None:
        """The first page: of a new desk, of one whose keys are damaged, or of one where people sign in."""
        if self.entrance.door.is_new:
            self._show_start()
            return
        try:
            names = self.entrance.door.names()
        except Unavailable as failure:
            self._show_vault(failure)
        else:
            self._show_sign_in(names)

    def refuse(self, sentence: str) -> None:
        """Say why not, on the page that is shown."""
        self.page.refuse(sentence)

    def _show(self, page: EntryPage) -> None:
        left = self.stack.currentWidget()
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        if not isinstance(page, SignInForm):
            self.form = None
        if left is not None:
            self.stack.removeWidget(left)
            left.deleteLater()

    def _show_start(self) -> None:
        from trainingdesk.ui.entry.first_run import StartPage  # noqa: PLC0415 -- the sign-in must not wait for it

        page = StartPage(self.entrance)
        page.wants_desk.connect(self.show_create)
        page.wants_centre.connect(self.show_joining)
        page.wants_file.connect(self.show_invitation)
        page.wants_training.connect(self._go_training)
        self._show(page)

    def show_create(self) -> None:
        """Make a desk of a county, alone."""
        from trainingdesk.ui.entry.first_run import CreatePage  # noqa: PLC0415 -- the sign-in must not wait for it

        page = CreatePage(self.entrance)
        page.went_back.connect(self.begin)
        page.made.connect(self._made)
        self._show(page)

    def show_invitation(self) -> None:
        """Ask for a file of the centre and its code."""
        from trainingdesk.ui.entry.invitation_page import InvitationPage  # noqa: PLC0415 -- the sign-in must not wait for it

        page = InvitationPage(self.entrance)
        page.went_back.connect(self.begin)
        page.found.connect(self.show_continue)
        self._show(page)

    def show_joining(self, known: OverTheLine | None = None) -> None:
        """Ask for the invitation of a centre that is there."""
        from trainingdesk.ui.entry.joining_page import JoiningPage  # noqa: PLC0415 -- the sign-in must not wait for it

        page = JoiningPage(self.entrance, known)
        page.went_back.connect(self.begin)
        page.found.connect(lambda found: self.show_continue(found, back=lambda: self.show_joining(found)))
        self._show(page)

    def show_continue(self, beginning: Beginning, *, back: Callable[[], None] | None = None) -> None:
        """Go on from what somebody showed a code for."""
        from trainingdesk.ui.entry.continue_page import ContinuePage  # noqa: PLC0415 -- the sign-in must not wait for it

        page = ContinuePage(self.entrance, beginning)
        page.went_back.connect(back or self.show_invitation)
        page.made.connect(self._made)
        page.began.connect(lambda: self.look_button.setEnabled(False))  # another look would build this page anew
        page.ended.connect(lambda: self.look_button.setEnabled(True))
        self._show(page)

    def _made(self, made: Made) -> None:
        self._show_code(made.first.recovery_code, lambda: self._start(self._enter(made.name, made.password)))

    def _show_code(self, code: RecoveryCode, then: Callable[[], None]) -> None:
        from trainingdesk.ui.entry.code_page import CodePage  # noqa: PLC0415 -- the sign-in must not wait for it

        page = CodePage(self.entrance, code)
        page.confirmed.connect(then)
        self._show(page)

    def _show_sign_in(self, names: tuple[str, ...]) -> None:
        self.form = form = SignInForm(self.entrance, names, way_back=self._way_back)
        form.submitted.connect(lambda given: self._start(self._enter(*given)))
        form.forgot.connect(lambda: self._show_recover(form.user))
        form.wants_training.connect(self._go_training)
        form.wants_own_desk.connect(lambda: self.wants_door.emit(None))
        self._show(form)

    def _show_recover(self, name: str) -> None:
        self._start(self._offer_recovery(name))

    async def _offer_recovery(self, name: str) -> None:
        from trainingdesk.services import telephone_reset  # noqa: PLC0415 -- the sign-in must not wait for it
        from trainingdesk.ui.entry.recover import RecoverPage  # noqa: PLC0415

        folder = self.entrance.door.folder
        challenge = await self.entrance.tasks.ask(lambda: telephone_reset.challenge_of(folder))
        page = RecoverPage(self.entrance, name, by_telephone=challenge is not None)
        page.went_back.connect(self.begin)
        page.recovered.connect(lambda code: self._show_code(code, self._begin_with_new_password))
        page.wants_telephone.connect(lambda: self._show_telephone(name, challenge or ""))
        self._show(page)

    def _show_telephone(self, name: str, challenge: str) -> None:
        from trainingdesk.ui.entry.telephone_page import TelephonePage  # noqa: PLC0415 -- the sign-in must not wait for it

        page = TelephonePage(self.entrance, name, challenge)
        page.went_back.connect(lambda: self._show_recover(name))
        page.mended.connect(self._mended)
        self._show(page)

    def _begin_with_new_password(self) -> None:
        self._mended(self.entrance.say("entry.password_set"))

    def _show_vault(self, failure: Failure) -> None:
        from trainingdesk.ui.entry.vault_page import VaultPage  # noqa: PLC0415 -- the sign-in must not wait for it

        page = VaultPage(self.entrance, failure)
        page.mended.connect(self._mended)
        self._show(page)

    def _mended(self, sentence: str) -> None:
        self.begin()
        self.page.tell(sentence)

    def _start(self, work: Coroutine[object, object, None]) -> None:
        self.entrance.tasks.start(work)

    async def _enter(self, name: str, password: str) -> None:
        try:
            opened = await self.entrance.tasks.ask(lambda: self.entrance.door.open(name, password))
        except Unavailable as failure:
            if failure.key not in _RESCUED:
                raise
            await self._rescue(failure, name, password)
        else:
            self.entered.emit(opened)

    async def _rescue(self, failure: Unavailable, name: str, password: str) -> None:
        from trainingdesk.ui.entry.rescue_page import RescuePage  # noqa: PLC0415 -- the sign-in must not wait for it

        desk = await self.entrance.tasks.ask(lambda: self.entrance.door.unlock(name, password))
        page = RescuePage(self.entrance, desk, failure)
        page.went_back.connect(self.begin)
        page.mended.connect(self._mended)
        self._show(page)
        await page.load()

    def _go_training(self) -> None:
        door = self.entrance.door.training()
        if door.is_new:
            self._start(self._make_training())
        else:
            self.wants_door.emit(door)

    async def _make_training(self) -> None:
        from trainingdesk.ui.entry.first_run import TrainingPage  # noqa: PLC0415 -- the sign-in must not wait for it
        from trainingdesk.ui.entry.training_county import make_training_county  # noqa: PLC0415

        door, page = self.entrance.door.training(), TrainingPage(self.entrance)
        self._show(page)
        try:
            with page.panel.running(self.entrance.say("entry.training_runs")) as progress:
                await self.entrance.tasks.ask(lambda: make_training_county(door, progress.report))
        except Refused as refused:
            self._mended(self.entrance.words_of(refused))
        except Failure:
            self.begin()
            raise
        else:
            self.wants_door.emit(door)

    def _lay_out(self, look: Look) -> None:
        self.look_menu = QMenu(self)
        add_look(self.look_menu, self.entrance.sentences, look, self.look_chosen.emit)
        self.look_button = button = QToolButton()
        button.setText(self.entrance.say("entry.look"))
        button.setAccessibleName(button.text())
        button.setProperty("flat", "true")
        button.setMenu(self.look_menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        line = QHBoxLayout()
        line.setContentsMargins(16, 8, 16, 8)
        line.addStretch()
        line.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stack, stretch=1)
        column.addLayout(line)
