"""Taking a list of the catalogue (目录) in; ``destination.subject`` names the list, as ``catalogue_lists.LISTS`` does."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtWidgets import QCheckBox

from trainingdesk.domain.access import Action
from trainingdesk.services.catalogue_import import check_list, import_list, kind_of
from trainingdesk.services.catalogue_lists import STATUS, list_named
from trainingdesk.services.changes import Topic
from trainingdesk.settings.roster_headings import RosterField
from trainingdesk.ui.catalogue_kinds import KINDS, title_of
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.import_screen import ImportScreen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from trainingdesk.services.exchange.file_content import Source
    from trainingdesk.services.import_result import FileCheck, FileImport
    from trainingdesk.services.work import Work
    from trainingdesk.ui.screens.import_screen import Asked
    from trainingdesk.ui.workplace import Workplace

VERSION: Final = "version"


class CatalogueImportScreen(ImportScreen):
    """Institutions, platforms, courses and what else the catalogue lists, from a file."""

    topics: ClassVar = frozenset({Topic.CATALOGUE})
    action: ClassVar = Action.EDIT_CATALOGUE
    called: ClassVar = "roster.called"
    name_width: ClassVar = 200
    home_icon: ClassVar = "catalogue"

    def __init__(self, place: Workplace, destination: Destination) -> None:
        self.kind = next(kind for kind in KINDS if kind.exported == destination.subject)
        self.empty_erases = QCheckBox(place.say("screen_import.empty_erases"))
        self.empty_erases.setToolTip(place.say("screen_import.empty_erases_hint"))
        super().__init__(place, destination)
        self.preview.add_choice(self.empty_erases)
        self.empty_erases.clicked.connect(lambda checked: self.ask_anew(empty_erases=checked))

    def title(self) -> str:
        return self.place.say("screen_import.list_title", kind=self.place.say(self.kind.sentence))

    def fields(self) -> Mapping[str, str]:
        say = self.place.say
        own = {VERSION: say("catalogue.version"), STATUS: say("catalogue.status")}
        words = {
            one.field: own.get(one.field) or say(title_of(one.field)) for one in list_named(self.kind.exported).columns
        }
        return {RosterField.SEQUENCE.value: say("screen_import.field_sequence"), **words, STATUS: own[STATUS]}

    def take(self, source: Source) -> None:
        self.empty_erases.setChecked(False)  # said of one file, never of the next
        super().take(source)

    def purpose(self) -> str:
        return kind_of(self.kind.exported).purpose

    def home(self) -> tuple[str, Destination]:
        return "screen_import.to_catalogue", Destination("catalogue", part=self.kind.name)

    async def check(self, asked: Asked) -> FileCheck:
        return await self.place.try_out(lambda work: check_list(work, self.kind.exported, asked.source, asked.reading))

    def take_in(self, work: Work, asked: Asked, target: Path | None) -> FileImport:
        return import_list(work, self.kind.exported, asked.source, asked.reading, rejects=target)
