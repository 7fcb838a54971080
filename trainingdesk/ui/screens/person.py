"""The page of one person: who it is, their categories and former identities, and every class they were in."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.services import person_page
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs.reveal import RevealDialog
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.person_card import PersonCard
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent

    from trainingdesk.services.person_category import HeldCategory
    from trainingdesk.services.person_page import PersonPage, Revealed
    from trainingdesk.services.work import Work
    from trainingdesk.storage.person_merge import EnrollmentLine
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace

CATEGORY_COLUMNS: tuple[Column[HeldCategory], ...]
CATEGORY_COLUMNS = (
    Column("name", "person.field_category", lambda row: row.name, width=200),
    Column(
        "proof", "person.field_proof", lambda row: " ".join(filter(None, (row.proof_kind, row.proof_mask))), width=220
    ),
    Column("from", "person.field_valid_from", lambda row: row.valid_from),
    Column("to", "person.field_valid_to", lambda row: row.valid_to),
)


class PersonScreen(Screen):
    """Everything of one person that is not secret; whole numbers after a look with a reason, which is logged."""

    topics: ClassVar = frozenset({Topic.PEOPLE, Topic.ENROLLMENTS})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.page: PersonPage | None = None
        self.card = PersonCard(place)
        self.categories: RowModel[HeldCategory] = RowModel(
            place, CATEGORY_COLUMNS, lambda row: row.id, name="person_categories"
        )
        self.classes: RowModel[EnrollmentLine] = RowModel(
            place, _class_columns(place), lambda row: row.enrollment_id, name="person_classes"
        )
        self.category_list = OrEmpty(
            DataTable(place, self.categories, "screen_person.categories"),
            EmptyState(place.say("screen_person.no_category")),
        )
        self.class_list = OrEmpty(
            DataTable(place, self.classes, "screen_person.classes"), EmptyState(place.say("screen_person.no_class"))
        )
        self.hidden, self.former = label(role="muted", wrap=True), label(role="muted", wrap=True, select=True)
        self._lay_out()

    def title(self) -> str:
        return self.page.name if self.page is not None else self.place.say("place.people")

    def commands(self) -> tuple[Command, ...]:
        return (Command("screen_person.reveal", self._reveal, needs=Action.REVEAL_IDENTITY, icon="eye"),)

    async def load(self) -> None:
        subject = self.destination.subject or ""
        page = await self.place.ask(lambda work: person_page.person_page(work, subject))
        self.page = page
        self.card.show_page(page)
        self.categories.show(page.categories)
        self.classes.show(page.enrollments)
        self.category_list.show_filled(bool(page.categories))
        self.class_list.show_filled(bool(page.enrollments))
        self._show_small_print(page)
        self.titled.emit(self.title())

    def hideEvent(self, event: QHideEvent) -> None:
        self.card.hide_numbers()
        super().hideEvent(event)

    def _show_small_print(self, page: PersonPage) -> None:
        say = self.place.say
        self.hidden.setText(say("person.more_hidden", count=page.hidden_categories))
        self.hidden.setVisible(bool(page.hidden_categories))
        lines = [
            say("screen_person.was", name=one.name, number=one.id_mask or "—", reason=one.reason) for one in page.former
        ]
        self.former.setText("\n".join(lines))
        self.former.setVisible(bool(lines))

    def _lay_out(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 16, 16, 16)
        line.setSpacing(16)
        lists = QVBoxLayout()
        lists.setSpacing(8)
        lists.addWidget(label(self.place.say("screen_person.classes"), role="section"))
        lists.addWidget(self.class_list, 3)
        lists.addWidget(label(self.place.say("screen_person.categories"), role="section"))
        lists.addWidget(self.category_list, 2)
        lists.addWidget(self.hidden)
        lists.addWidget(self.former)
        line.addWidget(self.card, 2)
        line.addLayout(lists, 3)

    def _reveal(self) -> None:
        self.place.start(self._ask_reason())

    async def _ask_reason(self) -> None:
        await RevealDialog(self, self.place, self._look).filled()

    async def _look(self, reason: str) -> None:
        subject = self.destination.subject or ""
        seen: list[Revealed] = []

        def run(work: Work) -> Changes:
            seen.append(person_page.reveal(work, subject, reason=reason))
            return Changes(frozenset(), (), None)

        await self.place.do(run, "person_page.revealed")
        self.card.reveal(seen[0])


def _class_columns(place: Workplace) -> tuple[Column[EnrollmentLine], ...]:
    return (
        Column("number", "person.field_class_number", lambda row: row.class_number, width=160),
        Column("name", "person.field_class_name", lambda row: row.class_name, width=280),
        Column("status", "person.field_status", lambda row: place.say(f"enrollment.status_{row.status}")),
    )
