"""Oversight (督查): visits, draws, the self-check, sanctions, complaints and the published lists, a tab for each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.class_page import Tab
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from trainingdesk.services.changes import Changes
    from trainingdesk.ui.workplace import Workplace

#: The title of a tab is the sentence ``screen_inspection.part_<name>``.
SECTIONS = (
    Tab("visits", "inspection_visits", "InspectionVisits"),
    Tab("draws", "inspection_draws", "InspectionDraws"),
    Tab("self_check", "self_check", "SelfCheck"),
    Tab("sanctions", "sanction_list", "SanctionList"),
    Tab("complaints", "complaint_list", "ComplaintList"),
    Tab("lists", "published_list", "PublishedLists"),
)


class Inspections(Screen):
    """``destination.part`` is the tab; ``subject`` what it should show: a draw, a class, an institution."""

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.tabs: Tabs[Screen] = Tabs(place.say("place.inspections"), above=8)
        for section in SECTIONS:
            subject = destination.subject if destination.part == section.name else None
            to = Destination("inspections", subject, section.name)
            self.tabs.add(
                section.name, place.say(f"screen_inspection.part_{section.name}"), partial(section.make, place, to)
            )
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 16)
        column.addWidget(self.tabs)
        self.setFocusProxy(self.tabs)

    def title(self) -> str:
        return self.place.say("place.inspections")

    def show_part(self, part: str) -> None:
        self.tabs.look_at(part)

    def on_changed(self, changes: Changes) -> None:
        for screen in self.tabs.made:
            screen.on_changed(changes)

    def is_loaded(self) -> bool:
        shown = self.shown_section()
        return super().is_loaded() and shown is not None and shown.is_loaded()

    def shown_section(self) -> Screen | None:
        """The screen of the tab that is looked at."""
        return self.tabs.shown
