"""People whose retention time is over: archived first, then erased for good, under a reason (FEATURES 17)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.services import person_retention
from trainingdesk.services.changes import Topic
from trainingdesk.ui.commands import Command
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.enrollment import ReasonDialog
from trainingdesk.ui.dialogs.question import ask
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.buttons import FlowingBar
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.progress_panel import ProgressPanel
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.services.person_retention import Retention
    from trainingdesk.storage.person_purge import PastPerson
    from trainingdesk.ui.workplace import Workplace

#: People who are named before they are erased; of more the number is said.
_NAMED = 12


class RetentionList(Screen):
    """Nobody is erased who is not archived, and nobody at all while no time is set."""

    topics: ClassVar = frozenset({Topic.PEOPLE, Topic.SETTINGS, Topic.CLASSES})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.model: RowModel[PastPerson] = RowModel(place, _columns(place), lambda row: row.id, name="retention")
        self.table: DataTable[PastPerson] = DataTable(place, self.model, "administration.retention")
        self.table.opened.connect(lambda row: place.go(Destination("person", row.id)))
        self.list = OrEmpty(self.table, EmptyState(""))
        self.rule = label(wrap=True)
        self.progress = ProgressPanel(place.sentences)
        self.bar = FlowingBar(
            place,
            (
                Command("administration.archive", lambda: place.start(self._archive())),
                Command("administration.purge", lambda: place.start(self._purge())),
                Command("administration.set_years", lambda: place.go(Destination("administration", None, "settings"))),
            ),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self.bar, self.rule, self.progress):
            column.addWidget(part)
        column.addWidget(self.list, stretch=1)

    def title(self) -> str:
        return self.place.say("administration.retention")

    async def load(self) -> None:
        found = await self.place.ask(person_retention.past_retention)
        self.model.show(found.people)
        self.list.show_filled(bool(found.people))
        self._tell(found)

    def _tell(self, found: Retention) -> None:
        """The rule above the list; without one nothing can be done but set it."""
        say, set_up = self.place.say, found.until is not None
        self.rule.setText(say("administration.retention_rule", years=found.years, until=found.until) if set_up else "")
        self.rule.setVisible(set_up)
        for name in ("archive", "purge"):
            self.bar.buttons[f"administration.{name}"].setVisible(set_up)
        self.list.empty.words.setText(say("administration.nobody_past" if set_up else "administration.no_years"))

    async def _archive(self) -> None:
        chosen = [one for one in self._chosen() if not one.archived]
        if not chosen:
            return
        for one in chosen:
            await self.place.do(partial(person_retention.archive_person, person_id=one.id))
        self.place.notices.done(self.place.say("administration.archived", count=len(chosen)))

    async def _purge(self) -> None:
        selected = self._chosen()
        chosen = [one for one in selected if one.archived]
        if not selected:
            return
        if not chosen:
            self.place.notices.advise(self.place.say("administration.archive_first"))
            return
        about = _names(self.place, chosen)
        key = "administration.purge"
        dialog = ReasonDialog(self, self.place, title=key, button="administration.purge_next", about=about)
        if not await dialog.filled():
            return
        reason = dialog.reason.text()  # the dialog is gone once another was awaited
        if await self._is_sure(chosen, about):
            await self._erase(chosen, reason)

    async def _is_sure(self, chosen: Sequence[PastPerson], about: Sequence[str]) -> bool:
        say = self.place.say
        answers = [("purge", say("administration.purge_now")), ("keep", say("form.cancel"))]
        text = say("administration.ask_purge", count=len(chosen))
        title = say("administration.purge")
        return await ask(self, title=title, text=text, answers=answers, details=about, dangerous=True) == "purge"

    async def _erase(self, chosen: Sequence[PastPerson], reason: str) -> None:
        """One after the other: each is a step of its own in the log, and what was ended stays ended."""
        say, done = self.place.say, 0
        with self.progress.running(say("administration.purging")) as progress:
            for one in chosen:
                if not progress.report(done, len(chosen)):
                    break
                await self.place.do(partial(person_retention.purge_person, person_id=one.id, reason=reason))
                done += 1
        self.place.notices.done(say("administration.purged", count=done))

    def _chosen(self) -> Sequence[PastPerson]:
        """What is selected; without a selection something is said."""
        chosen = self.table.selected()
        if not chosen:
            self.place.notices.advise(self.place.say("administration.choose_people"))
        return chosen


def _names(place: Workplace, people: Sequence[PastPerson]) -> tuple[str, ...]:
    shown = tuple(f"{one.name}  {one.id_mask or ''}" for one in people[:_NAMED])
    more = len(people) - len(shown)
    return (*shown, place.say("administration.and_more", count=more)) if more else shown


def _columns(place: Workplace) -> tuple[Column[PastPerson], ...]:
    def state(row: PastPerson) -> str:
        return place.say("person.field_archived" if row.archived else "administration.to_archive")

    return (
        Column("name", "person.field_name", lambda row: row.name, width=160),
        Column("number", "person.field_document_number", lambda row: row.id_mask, width=200),
        Column("last", "administration.last_class", lambda row: row.last, width=144),
        Column("state", "account.state", state, tone=lambda row: None if row.archived else Tone.WARN, width=200),
    )
