"""The file for support: read here before it is sent, and without anything of anybody (FEATURES 102)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout

from trainingdesk.services.diagnostics import Diagnostics, diagnose, save_diagnostics
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs.file_choice import file_to_write
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from trainingdesk.services.work import Work
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace


class DiagnosticsFile(Screen):
    """The text as it will be saved: what was shown is what leaves."""

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self._found: Diagnostics | None = None
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setAccessibleName(place.say("administration.diagnostics"))
        save = Command("administration.save_diagnostics", lambda: place.start(self._save()), "Ctrl+S", primary=True)
        again = Command("administration.look_again", self.refresh, "F5")
        self.bar = ActionBar(place, (save, again))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(label(place.say("administration.diagnostics_what"), wrap=True))
        column.addWidget(self.bar)
        column.addWidget(self.text, stretch=1)

    def title(self) -> str:
        return self.place.say("administration.diagnostics")

    async def load(self) -> None:
        self._found, text = await self.place.ask(_read)
        self.text.setPlainText(text)

    async def _save(self) -> None:
        found, say = self._found, self.place.say
        if found is None:
            return
        name = f"{say('administration.diagnostics')}-{found.made_at:%Y%m%d}.json"
        patterns = say("administration.diagnostics_kind")
        path = await file_to_write(self, title=say("administration.save_diagnostics"), name=name, patterns=patterns)
        if path is not None:
            await self.place.ask(lambda _work: save_diagnostics(found, path))
            self.place.notices.done(say("diagnostics.written", path=path.name))


def _read(work: Work) -> tuple[Diagnostics, str]:
    found = diagnose(work)
    return found, found.text()
