"""The prints of a class, as a tab of its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from trainingdesk.ui.screens.paper import PaperScreen
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.lines import IN_A_TAB

if TYPE_CHECKING:
    from trainingdesk.ui.commands import Command
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace


class ClassPapers(PaperScreen):
    """The same papers where the class is: its buttons stand in the tab, because the head belongs to the class."""

    margins: ClassVar = IN_A_TAB

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.bar = ActionBar(place, self.preview.commands())
        self.line.add(self.bar)

    def commands(self) -> tuple[Command, ...]:
        return ()
