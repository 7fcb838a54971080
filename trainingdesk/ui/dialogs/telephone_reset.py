"""A caller who forgot the password: their characters are typed, why is written down, and the code is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.services import telephone_reset
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.dialogs.question import ask
from trainingdesk.ui.widgets.fields import NoteField, TextField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.storage.vault import RecoveryCode
    from trainingdesk.ui.workplace import Workplace


class TelephoneResetDialog(FormDialog):
    """What is mistyped is said, and what was typed stays; ``code`` is the answer."""

    def __init__(self, parent: QWidget, place: Workplace) -> None:
        key = "administration.telephone_reset"
        super().__init__(parent, place, title=key, save=self._answer, button="administration.telephone_answer")
        self.code: RecoveryCode | None = None
        self.form.remark(place.say("administration.telephone_what"))
        self.challenge = self.form.add(NoteField(place, "administration.telephone_challenge", required=True))
        self.reason = self.form.add(TextField(place, "administration.telephone_who", required=True))

    async def _answer(self) -> None:
        challenge, reason = self.challenge.text(), self.reason.text()
        self.code = await self.place.ask(lambda work: telephone_reset.answer(work, challenge, reason=reason))


async def reset_by_telephone(owner: QWidget, place: Workplace) -> None:
    """Make this desk the office first, where it is none; then answer a challenge."""
    say, title = place.say, place.say("administration.telephone_reset")
    if not await place.ask(telephone_reset.is_office):
        answers = [("go", say("administration.become_office")), ("keep", say("form.cancel"))]
        if await ask(owner, title=title, text=say("administration.become_office_ask"), answers=answers) == "go":
            await place.do(telephone_reset.become_office)
            place.notices.done(say("administration.office_now"))
        return
    dialog = TelephoneResetDialog(owner, place)
    if await dialog.filled() and dialog.code is not None:
        text = say("administration.telephone_read_out", code=dialog.code)
        await ask(owner, title=title, text=text, answers=[("close", say("administration.telephone_done"))])
