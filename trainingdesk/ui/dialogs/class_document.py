"""A paper of a class: handed in on a day, or asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.services import training_class
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import DateField, TextField
from trainingdesk.ui.wording.training_class import paper_name

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.class_document import PaperLine
    from trainingdesk.ui.workplace import Workplace


class PaperDialog(FormDialog):
    """``paper`` is None for one of the county's own, which is then named; ``asked`` asks for it instead."""

    def __init__(
        self, parent: QWidget, place: Workplace, class_id: str, paper: PaperLine | None, *, asked: bool = False
    ) -> None:
        title = "screen_documents.ask" if asked else "screen_documents.hand_in"
        super().__init__(parent, place, title=title, save=self._save, button=title)
        self._class_id, self._asked = class_id, asked
        self._kind = None if paper is None else paper.kind
        self.name = self.form.add(TextField(place, "training_class.title_paper", required=True))
        self.day = self.form.add(DateField(place, "training_class.title_handed_in", required=not asked))
        self.note = self.form.add(TextField(place, "screen_class.note"))
        self.form.show_field(self.day, shown=not asked)
        if paper is not None:
            self.name.set_text(paper_name(place, paper.kind))
            self.name.setEnabled(False)
            self.note.set_text("" if paper.row is None else paper.row.note or "")
        kept = None if paper is None or paper.row is None else paper.row.handed_in_on
        if not asked:
            self.day.set_day(kept or place.work.today())

    async def _save(self) -> None:
        kind, note, class_id = self._kind or self.name.text(), self.note.text() or None, self._class_id
        if self._asked:
            await self.place.do(
                lambda work: training_class.ask_for_document(work, class_id, kind, note=note), "screen_documents.asked"
            )
            return
        day = self.day.day()
        await self.place.do(
            lambda work: training_class.hand_in_document(work, class_id, kind, on=day, note=note),
            "screen_documents.handed_in",
        )
