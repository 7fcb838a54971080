"""Scores from a spreadsheet: pasted or from a file, looked at line by line before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.services import score_paste
from trainingdesk.ui.dialogs.file_choice import file_to_read
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.latest import Latest
from trainingdesk.ui.widgets.fields import NoteField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.score_paste import Pasted
    from trainingdesk.ui.workplace import Workplace

_LINES = 10
#: Lines that cannot be taken are said one by one, up to so many.
_SAID = 8


class ScorePasteDialog(FormDialog):
    """``text`` is what lies on the clipboard; the good lines go in as one change."""

    def __init__(self, parent: QWidget, place: Workplace, assessment_id: str, text: str) -> None:
        super().__init__(
            parent, place, title="screen_assessment.paste", save=self._save, button="screen_assessment.take"
        )
        self._assessment_id = assessment_id
        self.form.remark(place.say("screen_assessment.paste_more"))
        self.lines = self.form.add(NoteField(place, "screen_assessment.lines", required=True, lines=_LINES))
        self.found = self.form.remark("")
        self.file_button = self.button_box.addButton(
            place.say("screen_assessment.from_file"), self.button_box.ButtonRole.ResetRole
        )
        self.file_button.clicked.connect(lambda: place.start(self._read_file()))
        self._latest = Latest(place.start, self._look)
        self.lines.changed.connect(self._latest.ask)
        self.finished.connect(lambda _result: self._latest.stop())
        self.lines.set_text(text)

    async def _look(self) -> None:
        text = self.lines.text()
        pasted = await self.place.ask(lambda work: score_paste.preview_paste(work, self._assessment_id, text))
        if not self._latest.stopped:
            self.show_remark(self.found, self._words_of(pasted))

    def _words_of(self, pasted: Pasted) -> str:
        say = self.place.say
        told = [self.place.sentences.of(one.key, dict(one.values)) for one in pasted.problems]
        hidden = len(told) - _SAID
        return "\n".join(
            [
                say("assessment.would_take", count=len(pasted.lines), left=len(pasted.problems)),
                *told[:_SAID],
                *([say("screen_assessment.more_problems", count=hidden)] if hidden > 0 else []),
            ]
        )

    async def _read_file(self) -> None:
        say = self.place.say
        path = await file_to_read(
            self, title=say("screen_assessment.from_file"), patterns=say("screen_assessment.tables")
        )
        if path is not None:
            self.lines.set_text(await self.place.ask(lambda _work: score_paste.text_of_file(path)))

    async def _save(self) -> None:
        text, assessment_id = self.lines.text(), self._assessment_id
        changes = await self.place.do(lambda work: score_paste.paste_scores(work, assessment_id, text))
        self.place.announce(changes, self.place.say("assessment.scores_taken", count=len(changes.rows) - 1))
