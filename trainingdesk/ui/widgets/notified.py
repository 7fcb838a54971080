"""People to whom notice is due because their class does not go on: name, number, masked phone; Enter opens the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from trainingdesk.ui.destination import Destination
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.services.class_notice import Notified
    from trainingdesk.ui.workplace import Workplace


class NotifiedList(QWidget):
    """Hidden while there is nobody."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.head = label(role="section", wrap=True)
        self.model: RowModel[Notified] = RowModel(
            place,
            (
                Column("number", "screen_class.enrollment_number", lambda one: one.number, width=184),
                Column("name", "person.field_name", lambda one: one.name, width=120),
                Column("phone", "person.field_phone", lambda one: one.phone, width=136),
            ),
            lambda one: one.person_id,
            name="notified",
        )
        self.table: DataTable[Notified] = DataTable(place, self.model, "screen_class.notify_list")
        self.table.opened.connect(lambda one: place.go(Destination("person", one.person_id)))
        self.table.setMinimumHeight(place.theme.pixels(128))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.head)
        column.addWidget(self.table, stretch=1)
        self.hide()

    def show_people(self, people: Sequence[Notified], words: str = "screen_class.notify") -> None:
        """List them; ``words`` is the sentence above, with their count."""
        self.head.setText(self.place.say(words, count=len(people)))
        self.model.show(people)
        self.setVisible(bool(people))
