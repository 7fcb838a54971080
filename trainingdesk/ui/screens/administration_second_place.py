"""The second place for backups: where it is, whether it is there now, and how to choose another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.services import setting
from trainingdesk.settings.declared import BACKUP_SECOND_FOLDER
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs import file_choice
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.words import Badge, label

if TYPE_CHECKING:
    from trainingdesk.services.work import Work
    from trainingdesk.ui.workplace import Workplace


class SecondPlace(QFrame):
    """One line; without a second place it says what one is good for."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.setProperty("card", "true")
        self.words, self.state = label(wrap=True, select=True), Badge()
        manage = Action.KEEP_DESK
        self.bar = ActionBar(
            place,
            (
                Command("administration.choose_place", lambda: place.start(self._choose()), needs=manage),
                Command("administration.no_place", lambda: place.start(self._set("")), needs=manage),
            ),
        )
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 8, 16, 8)
        line.setSpacing(12)
        line.addWidget(self.words, stretch=1)
        line.addWidget(self.state)
        line.addWidget(self.bar)

    async def load(self) -> None:
        """Show what is set, and look whether it is there."""
        chosen, there = await self.place.ask(_second_place)
        say = self.place.say
        self.words.setText(
            say("administration.second_place", folder=chosen) if chosen else say("administration.second_none")
        )
        self.state.setVisible(bool(chosen))
        self.state.show_state(
            say("administration.place_there" if there else "administration.place_missing"),
            Tone.OK if there else Tone.WARN,
        )
        if "administration.no_place" in self.bar.buttons:
            self.bar.buttons["administration.no_place"].setVisible(bool(chosen))

    async def _choose(self) -> None:
        found = await file_choice.folder(self, title=self.place.say("administration.choose_place"))
        if found is not None:
            await self._set(str(found))

    async def _set(self, folder: str) -> None:
        key = "administration.place_chosen" if folder else "administration.place_given_up"
        await self.place.do(lambda work: setting.set_setting(work, BACKUP_SECOND_FOLDER, folder), key)


def _second_place(work: Work) -> tuple[str, bool]:
    """What is set, and whether it is there now: a stick may not be plugged in."""
    chosen = str(setting.all_settings(work)[BACKUP_SECOND_FOLDER.key])
    return chosen, bool(chosen) and Path(chosen).is_dir()
