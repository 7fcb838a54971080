"""Administration: users, backups, settings, policies and the log of access, a tab each."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from trainingdesk.domain.access import Action
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.screen import Screen

if TYPE_CHECKING:
    from trainingdesk.services.changes import Changes
    from trainingdesk.ui.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Section:
    """A tab: its name in destinations, where its screen stands, and who may look. Its title is ``administration.<name>``."""

    name: str
    module: str
    shown: str
    needs: Action

    def make(self, place: Workplace) -> Screen:
        """The screen, imported now."""
        found: type[Screen] = getattr(import_module(f"trainingdesk.ui.screens.{self.module}"), self.shown)
        return found(place, Destination("administration", None, self.name))


SECTIONS = (
    Section("backups", "administration_backups", "Backups", Action.BACK_UP),
    Section("users", "administration_users", "Users", Action.MANAGE_USERS),
    Section("policies", "administration_policies", "Policies", Action.SEE_EVERYTHING),
    Section("settings", "administration_settings", "Settings", Action.SEE_EVERYTHING),
    Section("access", "administration_access", "AccessLog", Action.SEE_AUDIT),
)


class Administration(Screen):
    """``destination.part`` is the section."""

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.sections = tuple(one for one in SECTIONS if place.may(one.needs))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(place.say("place.administration"))
        for section in self.sections:
            holder = QWidget()
            QVBoxLayout(holder).setContentsMargins(0, 12, 0, 0)
            self.tabs.addTab(holder, place.say(f"administration.{section.name}"))
        self.tabs.currentChanged.connect(self._show_section)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 16)
        column.addWidget(self.tabs)
        self._show_section(0)

    def title(self) -> str:
        return self.place.say("place.administration")

    def show_part(self, part: str) -> None:
        names = [section.name for section in self.sections]
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
        holder = self.tabs.currentWidget()
        return None if holder is None else holder.findChild(Screen)

    def _show_section(self, at: int) -> None:
        holder = self.tabs.widget(at)
        layout = None if holder is None else holder.layout()
        if layout is not None and not layout.count():
            layout.addWidget(self.sections[at].make(self.place))
