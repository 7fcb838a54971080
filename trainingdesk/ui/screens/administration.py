"""Administration: a list of sections, and the screen of the chosen one beside it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from trainingdesk.domain.access import Action
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.pages import Pages

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from trainingdesk.services.changes import Changes
    from trainingdesk.ui.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Section:
    """Its name in destinations, where its screen stands, and who may look. Its title is ``administration.<name>``."""

    name: str
    module: str
    shown: str
    needs: tuple[Action, ...]

    def make(self, place: Workplace) -> Screen:
        """The screen, imported now."""
        found: type[Screen] = getattr(import_module(f"trainingdesk.ui.screens.{self.module}"), self.shown)
        return found(place, Destination("administration", None, self.name))


_LIST_WIDTH, _LINE_HEIGHT = 144, 32

SECTIONS = (
    Section("backups", "administration_backups", "Backups", (Action.BACK_UP,)),
    Section("users", "administration_users", "Users", (Action.KEEP_DESK,)),
    Section("policies", "administration_policies", "Policies", (Action.SEE_EVERYTHING,)),
    Section("holidays", "administration_holidays", "Holidays", (Action.SEE_EVERYTHING,)),
    Section("codes", "administration_codes", "Codes", (Action.SEE_EVERYTHING,)),
    Section("occupations", "administration_occupations", "Occupations", (Action.SEE_EVERYTHING,)),
    Section("templates", "administration_templates", "ReportTemplates", (Action.SEE_EVERYTHING,)),
    Section("settings", "administration_settings", "Settings", (Action.SEE_OWN_CLASSES,)),
    Section("access", "administration_access", "AccessLog", (Action.SEE_AUDIT,)),
    Section("retention", "administration_retention", "RetentionList", (Action.PURGE_PERSON,)),
    Section("handover", "administration_handover", "Handover", (Action.KEEP_DESK, Action.EXPORT_PEOPLE)),
    Section("diagnostics", "administration_diagnostics", "DiagnosticsFile", (Action.SEE_OWN_CLASSES,)),
)


class Administration(Screen):
    """``destination.part`` is the section."""

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.sections = tuple(one for one in SECTIONS if all(map(place.may, one.needs)))
        self.list = QListWidget()
        self.list.setAccessibleName(place.say("place.administration"))
        self.list.setFixedWidth(place.theme.pixels(_LIST_WIDTH))
        self.stack = Pages()
        for section in self.sections:
            entry = QListWidgetItem(place.say(f"administration.{section.name}"), self.list)
            entry.setSizeHint(QSize(0, place.theme.pixels(_LINE_HEIGHT)))
            holder = QWidget()
            QVBoxLayout(holder).setContentsMargins(0, 0, 0, 0)
            self.stack.addWidget(holder)
        self.list.currentRowChanged.connect(self._show_section)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 12, 16, 16)
        line.setSpacing(16)
        line.addWidget(self.list)
        line.addWidget(self.stack, stretch=1)
        self.list.setCurrentRow(0)
        self.setFocusProxy(self.list)

    def title(self) -> str:
        return self.place.say("place.administration")

    def show_part(self, part: str) -> None:
        names = [section.name for section in self.sections]
        if part in names:
            self.list.setCurrentRow(names.index(part))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The section that is looked at is seen in the list, however low the window is."""
        super().resizeEvent(event)
        self.list.scrollToItem(self.list.currentItem())

    def on_changed(self, changes: Changes) -> None:
        for screen in self.stack.findChildren(Screen):
            screen.on_changed(changes)

    def is_loaded(self) -> bool:
        shown = self.shown_section()
        return super().is_loaded() and (shown is None or shown.is_loaded())

    def shown_section(self) -> Screen | None:
        """The screen that is looked at."""
        holder = self.stack.currentWidget()
        return None if holder is None else holder.findChild(Screen)

    def _show_section(self, at: int) -> None:
        holder = self.stack.widget(at)
        layout = None if holder is None else holder.layout()
        if layout is not None and not layout.count():
            layout.addWidget(self.sections[at].make(self.place))
        self.stack.setCurrentIndex(at)
