"""A list of occupations from a file: its version and first day, and what it would do before it does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.services import occupation
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.dialogs.question import ask
from trainingdesk.ui.widgets.fields import DateField, TextField

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.occupation import OccupationImport
    from trainingdesk.storage.occupation import OccupationRow
    from trainingdesk.ui.workplace import Workplace

#: Rows that came back are named one by one so far.
_NAMED = 12


class OccupationListDialog(FormDialog):
    """The version stands in each row of the dictionary, so that an older one stays beside it."""

    def __init__(self, parent: QWidget, place: Workplace, path: Path) -> None:
        super().__init__(
            parent,
            place,
            title="administration.import_occupations",
            save=self._look,
            button="administration.look_first",
        )
        self.looked: OccupationImport | None = None
        self.path = path
        self.form.remark(path.name)
        self.version = self.form.add(TextField(place, "administration.version", required=True))
        self.version.set_text(str(place.work.today().year))
        self.valid_from = self.form.add(DateField(place, "policy.valid_from"))

    async def _look(self) -> None:
        version, valid_from = self.version.text(), self.valid_from.day()
        self.looked = await self.place.ask(
            lambda work: occupation.check_list(work, self.path, version=version, valid_from=valid_from)
        )


class OccupationEndDialog(FormDialog):
    """The last day of an occupation of one version; empty takes it away."""

    def __init__(self, parent: QWidget, place: Workplace, row: OccupationRow) -> None:
        super().__init__(parent, place, title="administration.end_occupation", save=self._write, button="form.save")
        self._row = row
        self.form.remark(f"{row.code} {row.name} · {row.version}")
        self.last = self.form.add(DateField(place, "policy.valid_to"))
        self.last.set_day(row.valid_to)

    async def _write(self) -> None:
        last, row = self.last.day(), self._row
        await self.place.do(
            lambda work: occupation.end_occupation(work, row.id, last), "administration.occupation_ended", name=row.name
        )


async def import_list(owner: QWidget, place: Workplace, path: Path) -> None:
    """Ask version and day, say what the file would do, and do it."""
    dialog = OccupationListDialog(owner, place, path)
    if not await dialog.filled() or dialog.looked is None:
        return
    looked, say = dialog.looked, place.say
    version, valid_from = dialog.version.text(), dialog.valid_from.day()
    answers = [("take", say("administration.take_rows")), ("keep", say("form.cancel"))]
    counts = {"new": looked.new, "changing": looked.changing, "same": looked.same, "bad": len(looked.bad)}
    text = say("administration.import_counts", **counts)
    title = say("administration.import_occupations")
    if not looked.new and not looked.changing:
        place.notices.advise(text)
    elif await ask(owner, title=title, text=text, answers=answers, details=bad_lines(place, looked)) == "take":
        await place.do(
            lambda work: occupation.import_list(work, path, version=version, valid_from=valid_from),
            "administration.occupations_taken",
            count=looked.new + looked.changing,
        )


def bad_lines(place: Workplace, looked: OccupationImport) -> tuple[str, ...]:
    """The rows that stay out, and why."""
    return tuple(
        place.say("administration.bad_row", row=one.number, found=one.found, reason=place.say(one.reason))
        for one in looked.bad[:_NAMED]
    )
