"""One class: its head, and a tab for each side of it. A tab is a screen of its own, made when it is first looked at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.services import training_class
from trainingdesk.services.changes import Topic
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.class_actions import ClassActions
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.tabs import Tabs
from trainingdesk.ui.widgets.words import Badge, label
from trainingdesk.ui.wording.training_class import CLASS_TONES, state_sentence

if TYPE_CHECKING:
    from trainingdesk.services.changes import Changes
    from trainingdesk.services.training_class import ClassPage as Page
    from trainingdesk.ui.commands import Command
    from trainingdesk.ui.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Tab:
    """A side of a class: its name in destinations, where its screen stands, and who may look."""

    name: str
    module: str
    shown: str
    needs: Action = Action.SEE_OWN_CLASSES

    def make(self, place: Workplace, destination: Destination) -> Screen:
        """The screen, imported now."""
        found: type[Screen] = getattr(import_module(f"trainingdesk.ui.screens.{self.module}"), self.shown)
        return found(place, destination)


#: The title of a tab is the sentence ``class_tab.<name>``.
CLASS_TABS = (
    Tab("overview", "class_overview", "ClassOverview"),
    Tab("roster", "class_roster", "ClassRoster", Action.SEE_EVERYTHING),
    Tab("timetable", "class_timetable", "ClassTimetableScreen"),
    Tab("registers", "class_registers", "ClassRegistersScreen"),
    Tab("attendance", "attendance_grid", "AttendanceGridScreen"),
    Tab("assessment", "class_assessment", "ClassAssessment"),
    Tab("certificates", "class_certificates", "ClassCertificates", Action.SEE_EVERYTHING),
    Tab("followup", "class_followup", "ClassFollowup", Action.SEE_EVERYTHING),
    Tab("subsidy", "class_subsidy", "ClassSubsidy", Action.SEE_EVERYTHING),
    Tab("documents", "class_documents", "ClassDocumentsScreen", Action.SEE_EVERYTHING),
    Tab("papers", "class_papers", "ClassPapers"),
    Tab("history", "class_history", "ClassHistory", Action.SEE_EVERYTHING),
)


class ClassPage(Screen):
    """``destination.subject`` is the id of the class, ``part`` the tab."""

    topics: ClassVar = frozenset({Topic.CLASSES, Topic.ENROLLMENTS})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.class_id = destination.subject or ""
        self.page: Page | None = None
        self.doing = ClassActions(self, place, lambda: self.class_id)
        self._offered = tuple(tab for tab in CLASS_TABS if place.may(tab.needs))
        self.state, self.facts = Badge(), label(role="muted")
        self.tabs: Tabs[Screen] = Tabs(place.say("screen_class.tabs"))
        for tab in self._offered:
            to = Destination("class", self.class_id, tab.name)
            self.tabs.add(tab.name, place.say(f"class_tab.{tab.name}"), partial(tab.make, place, to))
        self._lay_out()

    def title(self) -> str:
        return self.place.say("screen_class.title") if self.page is None else self.page.head.name

    def commands(self) -> tuple[Command, ...]:
        return self.doing.of_one("Alt+Return")

    async def load(self) -> None:
        self.page = await self.place.ask(lambda work: training_class.class_page(work, self.class_id))
        head = self.page.head
        self.state.show_state(self.place.say(state_sentence(head.state)), CLASS_TONES.get(head.state))
        values = {"number": head.number, "first": head.starts_on, "last": head.ends_on, "enrolled": self.page.enrolled}
        self.facts.setText(self.place.say("screen_class.facts", **values, capacity=head.capacity))
        self.titled.emit(head.name)

    def show_part(self, part: str) -> None:
        self.tabs.look_at(part)

    def on_changed(self, changes: Changes) -> None:
        super().on_changed(changes)
        for screen in self.tabs.made:
            screen.on_changed(changes)

    def is_loaded(self) -> bool:
        shown = self.shown_tab()
        return super().is_loaded() and shown is not None and shown.is_loaded()

    async def may_leave(self) -> bool:
        for screen in self.tabs.made:
            if not await screen.may_leave():
                return False
        return True

    def shown_tab(self) -> Screen | None:
        """The screen of the tab that is looked at."""
        return self.tabs.shown

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.state)
        line.addWidget(self.facts)
        line.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 8)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(self.tabs, stretch=1)
