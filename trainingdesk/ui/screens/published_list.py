"""The two lists a county publishes (两目录) as they print, with Excel, PDF and the printer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.reports.published_list import PublishedList, prepare_list
from trainingdesk.services.changes import Topic
from trainingdesk.ui.screens.page_preview import PagePreview
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.lines import head_line
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace


class PublishedLists(Screen):
    """Both hold what the catalogue says today; where a rate is missing, the county's policy gives none."""

    topics: ClassVar = frozenset({Topic.CATALOGUE, Topic.POLICIES, Topic.SETTINGS})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        named = [(one.value, place.say(f"screen_published_list.{one}")) for one in PublishedList]
        self.kinds = Chips(named, place.say("screen_inspection.part_lists"))
        self.kinds.changed.connect(lambda _kind: self.refresh())
        self.said = label(role="muted", wrap=True)
        self.preview = PagePreview(place)
        self.bar = ActionBar(place, self.preview.commands())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(head_line(self.kinds, right=self.bar))
        column.addWidget(self.said)
        column.addWidget(self.preview, stretch=1)
        self.setFocusProxy(self.preview.area)

    @property
    def kind(self) -> PublishedList:
        """The list that is chosen."""
        return PublishedList(self.kinds.value)

    def title(self) -> str:
        return self.place.say("screen_inspection.part_lists")

    async def load(self) -> None:
        kind, words = self.kind, self.place.sentences
        found = await self.place.ask(lambda work: prepare_list(work, kind, words))
        if kind is self.kind:  # else the other was chosen meanwhile
            self.said.setText(self.place.say(f"screen_published_list.what_{kind}", count=found.count))
            name = f"{words.of(f'published_list.title_{kind}')}-{found.day}"
            self.preview.show_document(found.document, name, found.cut_off)
