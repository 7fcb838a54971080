"""Oversight (督查): visits, draws, the self-check, sanctions, complaints and the published lists, a tab for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.class_page import Tab
from trainingdesk.ui.screens.screen import Screen

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
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setAccessibleName(place.say("place.inspections"))
        for section in SECTIONS:
            holder = QWidget()
            QVBoxLayout(holder).setContentsMargins(0, 8, 0, 0)
            self.tabs.addTab(holder, place.say(f"screen_inspection.part_{section.name}"))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 12)
        column.addWidget(self.tabs)
        names = [section.name for section in SECTIONS]
        if destination.part in names:
            self.tabs.setCurrentIndex(names.index(destination.part))
        self.tabs.currentChanged.connect(self._show_section)
        self._show_section(self.tabs.currentIndex())
        self.setFocusProxy(self.tabs)

    def title(self) -> str:
        return self.place.say("place.inspections")

    def show_part(self, part: str) -> None:
        names = [section.name for section in SECTIONS]
        if part in names:
            self.tabs.setCurrentIndex(names.index(part))

    def on_changed(self, changes: Changes) -> None:
        for screen in self.tabs.findChildren(Screen):
            screen.on_changed(changes)

    def is_loaded(self) -> bool:
        shown = self.shown_section()
        return super().is_loaded() and (shown is None or shown.is_loaded())

    def shown_section(self) -> Screen | None:
        """The screen of the tab that is looked at."""
        return self._screen_in(self.tabs.currentIndex())

    def _screen_in(self, at: int) -> Screen | None:
        holder = self.tabs.widget(at)
        return None if holder is None else holder.findChild(Screen)

    def _show_section(self, at: int) -> None:
        holder = self.tabs.widget(at)
        layout = None if holder is None else holder.layout()
        if layout is not None and not layout.count():
            section = SECTIONS[at]
            subject = self.destination.subject if self.destination.part == section.name else None
            layout.addWidget(section.make(self.place, Destination("inspections", subject, section.name)))
