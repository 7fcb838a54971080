"""The page of one person: who it is, their training file, categories, attachments, and what was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from trainingdesk.domain.access import Action
from trainingdesk.services import attachment, person_page, training_file
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.person_history import person_life
from trainingdesk.services.person_limits import limits_used
from trainingdesk.services.sync_state import record_states
from trainingdesk.ui.commands import Command
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.reveal import RevealDialog
from trainingdesk.ui.models.history_rows import HistoryLine, history_columns
from trainingdesk.ui.models.person_history_rows import person_history_lines
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.history_table import HistoryTable
from trainingdesk.ui.screens.person_actions import PersonActions
from trainingdesk.ui.screens.person_attachments import PersonAttachments
from trainingdesk.ui.screens.person_card import PersonCard
from trainingdesk.ui.screens.person_file import FileLine, file_columns, file_lines
from trainingdesk.ui.screens.person_limits import PersonLimits
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.beside import Beside
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.tabs import Tabs
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.services.person_category import HeldCategory
    from trainingdesk.services.person_page import PersonPage, Revealed
    from trainingdesk.services.training_file import PersonFile
    from trainingdesk.services.work import Work
    from trainingdesk.storage.attachment import AttachmentRow
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


#: The tabs of a person, as destinations call them; the title of one is ``screen_person.<part>``.
PARTS: Final = ("file", "categories", "attachments", "history")


#: Pixels in which the longest of a person's titles stands beside what it is.
_CARD = 320


class PersonScreen(Screen):
    """Everything of one person that is not secret; whole numbers after a look with a reason, which is logged."""

    topics: ClassVar = frozenset(
        {Topic.PEOPLE, Topic.ENROLLMENTS, Topic.CLASSES, Topic.ATTENDANCE, Topic.CERTIFICATES, Topic.CLAIMS, Topic.SYNC}
    )

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.page: PersonPage | None = None
        self.card, self.limits = PersonCard(place), PersonLimits(place)
        self.categories: RowModel[HeldCategory] = RowModel(
            place, CATEGORY_COLUMNS, lambda row: row.id, name="person_categories"
        )
        self.file: RowModel[FileLine] = RowModel(place, file_columns(), lambda row: row.key, name="person_file")
        self.history: RowModel[HistoryLine] = RowModel(
            place,
            history_columns(subject=112, what=88, value=80),
            lambda row: row.key,
            name="person_history",
        )
        self.file_table: DataTable[FileLine] = DataTable(place, self.file, "screen_person.file")
        self.file_list = OrEmpty(self.file_table, EmptyState(place.say("screen_person.no_class")))
        self.category_table: DataTable[HeldCategory] = DataTable(place, self.categories, "screen_person.categories")
        self.category_list = OrEmpty(self.category_table, EmptyState(place.say("screen_person.no_category")))
        self.deeds = PersonActions(self, place, lambda: self.page, self.category_table.current)
        self.merged = ActionBar(place, self.deeds.merged_commands())
        self.attachments = PersonAttachments(place, self._id)
        self.tabs: Tabs[QWidget] = Tabs(place.say("place.people"))
        self.hidden, self.former = label(role="muted", wrap=True), label(role="muted", wrap=True, select=True)
        self.file_table.opened.connect(self._open)
        self._lay_out()

    def title(self) -> str:
        return self.page.name if self.page is not None else self.place.say("place.people")

    def commands(self) -> tuple[Command, ...]:
        look = Command("screen_person.reveal", self._reveal, needs=Action.REVEAL_IDENTITY, icon="eye")
        return (*self.deeds.commands(), look)

    async def load(self) -> None:
        subject, words = self.destination.subject or "", self.place.sentences
        found, lived, kept = await self.place.ask(lambda work: _everything(work, subject, words))
        page, lines = found.person, file_lines(found, self.place)
        self.page = page
        self.card.show_page(page)
        self.categories.show(page.categories)
        self.file.show(lines)
        self.history.show(lived)
        self.attachments.show_rows(kept)
        self.category_list.show_filled(bool(page.categories))
        self.file_list.show_filled(bool(lines))
        self._show_small_print(page)
        self.titled.emit(self.title())
        synced = await self.place.ask(lambda work: record_states(work, "person", [page.id]))
        self.card.show_synced(synced.get(page.id))
        self.limits.show_used(await self.place.ask(lambda work: limits_used(work, page.id)))

    def show_part(self, part: str) -> None:
        self.tabs.look_at(part)

    def is_loaded(self) -> bool:
        return super().is_loaded() and self.tabs.is_made

    def hideEvent(self, event: QHideEvent) -> None:
        self.card.hide_numbers()
        super().hideEvent(event)

    def _show_small_print(self, page: PersonPage) -> None:
        say = self.place.say
        self.hidden.setText(say("person.more_hidden", count=page.hidden_categories))
        self.hidden.setVisible(bool(page.hidden_categories))
        self.merged.setVisible(bool(page.merged_ids))
        lines = [
            say("screen_person.was", name=one.name, number=one.id_mask or "—", reason=one.reason) for one in page.former
        ]
        self.former.setText("\n".join(lines))
        self.former.setVisible(bool(lines))

    def _lay_out(self) -> None:
        say, (*shown, history) = self.place.say, PARTS
        for part, side in zip(shown, (self.file_list, self._held(), self.attachments), strict=True):
            self.tabs.put(part, say(f"screen_person.{part}"), side)
        table = lambda: HistoryTable(self.place, self.history, "screen_person.history")  # noqa: E731
        self.tabs.add(history, say(f"screen_person.{history}"), table)
        self.setFocusProxy(self.tabs)
        who = QWidget()
        who.setMinimumWidth(self.place.theme.pixels(_CARD))
        left = QVBoxLayout(who)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(12)
        left.addWidget(self.card, 1)
        left.addWidget(self.limits)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 16)
        whole.addWidget(Beside((who, 2), (self.tabs, 3)))

    def _held(self) -> QWidget:
        """What the person holds, and the small print below it."""
        held = QWidget()
        lists = QVBoxLayout(held)
        lists.setContentsMargins(0, 8, 0, 0)
        lists.setSpacing(8)
        lists.addWidget(ActionBar(self.place, self.deeds.category_commands()))
        for one in (self.category_list, self.hidden, self.former, self.merged):
            lists.addWidget(one)
        lists.setStretch(1, 1)
        return held

    def _id(self) -> str:
        return self.page.id if self.page is not None else self.destination.subject or ""

    def _open(self, row: FileLine) -> None:
        if row.class_id is not None:
            self.place.go(Destination("class", row.class_id))

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


def _everything(
    work: Work, subject: str, words: Sentences
) -> tuple[PersonFile, tuple[HistoryLine, ...], tuple[AttachmentRow, ...]]:
    file = training_file.training_file(work, subject)
    kept = attachment.list_attachments(work, file.person.id)
    lived = (
        person_history_lines(person_life(work, file.person.id), words) if work.worker.may(Action.SEE_EVERYTHING) else ()
    )
    return file, lived, kept
