"""What an institution may teach: an approval given or changed, and one taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.errors import Refused
from trainingdesk.services import institution
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import ChoiceField, DateField, NumberField, TextField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from trainingdesk.storage.catalogue import ApprovalRow
    from trainingdesk.ui.wording.catalogue import Names
    from trainingdesk.ui.workplace import Workplace

_MOST_PLACES = 9999


class ApprovalDialog(FormDialog):
    """An occupation by code or name, up to a level, with places and days; one that is approved already is changed."""

    def __init__(self, parent: QWidget, place: Workplace, institution_id: str, names: Names) -> None:
        super().__init__(parent, place, title="screen_catalogue.approve", save=self._approve, button="form.save")
        self._institution_id, self._names = institution_id, names
        hint = place.say("screen_catalogue.occupation_hint")
        self.occupation = self.form.add(
            TextField(place, "screen_catalogue.field_occupation", required=True, reader=self._code, hint=hint)
        )
        self.level = self.form.add(
            ChoiceField(place, "screen_catalogue.field_highest_level", names.lists["level"], required=True)
        )
        self.places = self.form.add(NumberField(place, "screen_catalogue.field_places", least=1, most=_MOST_PLACES))
        self.starts = self.form.add(DateField(place, "screen_catalogue.field_valid_from"))
        self.ends = self.form.add(DateField(place, "screen_catalogue.field_valid_to"))

    def _code(self, text: str) -> str:
        """The code of the occupation that a name or a code means; a code that no list has is left to the use case."""
        known = self._names.lists["occupation"]
        found = [code for code, words in known if text in {code, words, words.removesuffix(f" {code}")}]
        if found:
            return found[0]
        if text[0].isascii() and text[0].isdigit():
            return text
        raise Refused("screen_catalogue.occupation_unknown", found=text)

    async def _approve(self) -> None:
        code, level, places = self._code(self.occupation.text()), self.level.text(), self.places.number()
        starts, ends = self.starts.day(), self.ends.day()
        await self.place.do(
            lambda work: institution.approve_occupation(
                work,
                self._institution_id,
                occupation_code=code,
                highest_level=level,
                capacity=places,
                valid_from=starts,
                valid_to=ends,
            ),
            "catalogue.changed",
        )


class WithdrawalDialog(FormDialog):
    """One of the approvals is taken back; classes that began under it go on."""

    def __init__(
        self, parent: QWidget, place: Workplace, institution_id: str, *, approvals: Sequence[ApprovalRow], names: Names
    ) -> None:
        super().__init__(parent, place, title="screen_catalogue.withdraw", save=self._withdraw, button="form.save")
        self._institution_id = institution_id
        choices = [(one.occupation_code, names.of("occupation", one.occupation_code)) for one in approvals]
        self.form.remark(place.say("screen_catalogue.classes_go_on"))
        self.occupation = self.form.add(ChoiceField(place, "screen_catalogue.field_occupation", choices, required=True))

    async def _withdraw(self) -> None:
        code, row_id = self.occupation.text(), self._institution_id
        await self.place.do(
            lambda work: institution.withdraw_approval(work, row_id, occupation_code=code), "catalogue.changed"
        )
