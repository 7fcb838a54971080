"""A sanction against an institution, and the earlier end of its ban."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.sanction import SanctionAction
from trainingdesk.services import sanction as service
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import ChoiceField, DateField, NoteField, TextField
from trainingdesk.ui.widgets.search_field import SearchField
from trainingdesk.ui.wording.sanction import action_words, rung_lines

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.domain.sanction import Ban
    from trainingdesk.storage.sanction import SanctionLine
    from trainingdesk.ui.models.choices import Choices
    from trainingdesk.ui.workplace import Workplace


class SanctionDialog(FormDialog):
    """Below the measure stands what the ladder says of it."""

    def __init__(self, parent: QWidget, place: Workplace, institutions: Choices) -> None:
        super().__init__(
            parent, place, title="screen_sanction.impose", save=self._impose, button="screen_sanction.decide"
        )
        self.institution = self.form.add(SearchField(place, "sanction.institution", institutions, required=True))
        measures = [(one.value, action_words(place, one)) for one in SanctionAction]
        self.action = self.form.add(ChoiceField(place, "sanction.action", measures, required=True))
        self.rung = self.form.remark("")
        self.reason = self.form.add(NoteField(place, "sanction.reason", required=True))
        self.decided = self.form.add(DateField(place, "sanction.decided_on", required=True))
        self.clause = self.form.add(TextField(place, "sanction.clause"))
        self.decided.set_day(place.work.today())
        self.clause.set_text(service.CLAUSE)
        self.action.changed.connect(self._tell)
        self._tell()

    def _chosen(self) -> SanctionAction:
        return SanctionAction(self.action.text())

    def _tell(self) -> None:
        rung = service.ladder().rung(self._chosen())
        self.show_remark(self.rung, "\n".join(rung_lines(self.place, rung)))

    async def _impose(self) -> None:
        institution_id, action, reason = self.institution.text(), self._chosen(), self.reason.text()
        day, clause = self.decided.day(), self.clause.text() or None
        await self.place.do(
            lambda work: service.impose(work, institution_id, action, reason=reason, decided_on=day, clause=clause),
            "sanction.imposed",
        )


class LiftDialog(FormDialog):
    """The last day of a ban that ends earlier; the sanction itself stays."""

    def __init__(self, parent: QWidget, place: Workplace, line: SanctionLine, ban: Ban) -> None:
        title = "screen_sanction.lift"
        super().__init__(parent, place, title=title, save=self._lift, button=title)
        self._line = line
        values = {"name": line.institution, "first": ban.first, "last": ban.last}
        self.form.remark(place.say("screen_sanction.ban_is", **values))
        self.until = self.form.add(DateField(place, "sanction.ban_until", required=True))
        self.until.set_day(place.work.today())

    async def _lift(self) -> None:
        until, sanction_id = self.until.day(), self._line.id
        assert until is not None  # noqa: S101 -- the field is required
        await self.place.do(lambda work: service.lift_ban(work, sanction_id, until=until), "sanction.lifted")
