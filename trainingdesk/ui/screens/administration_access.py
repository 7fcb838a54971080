"""The log of access: who signed in, revealed, exported; narrowed, handed out, and its chain checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.services import account, audit, audit_export
from trainingdesk.services.audit import AccessFilter
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.models.rows import PAGE, Column, RowModel
from trainingdesk.ui.screens.administration_access_filters import AccessFilters
from trainingdesk.ui.screens.export_list import EXPORT, ListExport, Permit, export
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.buttons import FlowingBar
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.fields import TextField
from trainingdesk.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.domain.access_log import Verified
    from trainingdesk.services.work import Work
    from trainingdesk.storage.access_log import AccessRow
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.dialogs.progress import Watch
    from trainingdesk.ui.workplace import Workplace


class AccessLog(Screen):
    """Newest first, a page at a time."""

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.model: RowModel[AccessRow] = RowModel(place, _columns(place), lambda row: row.id, name="access")
        self.table: DataTable[AccessRow] = DataTable(place, self.model, "administration.access")
        self.list = OrEmpty(self.table, EmptyState(place.say("administration.nothing_logged")))
        self.filters = AccessFilters(place)
        self.filters.changed.connect(self.refresh)
        self._wanted = AccessFilter()
        start = place.start
        self.bar = FlowingBar(
            place,
            (
                Command("administration.verify_chain", lambda: start(self._verify(None))),
                Command("administration.verify_head", lambda: start(self._verify_head())),
                Command(EXPORT, lambda: start(self._export()), "Ctrl+E", icon="export"),
            ),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.bar)
        column.addWidget(self.filters)
        column.addWidget(self.list, stretch=1)

    def title(self) -> str:
        return self.place.say("administration.access")

    async def load(self) -> None:
        if not self.filters.is_sound():
            return
        self.filters.offer_users(await self.place.ask(account.list_users))
        about = self.filters.subject.text()
        subject_id = await self.place.ask(lambda work: audit_export.subject_of(work, about))
        self._wanted = wanted = self.filters.wanted(subject_id)
        rows = await self.place.ask(lambda work: audit.find_access(work, wanted, limit=PAGE))
        if wanted is self._wanted:  # else something else was chosen meanwhile
            self.model.show(rows, self._more)
            self.list.show_filled(bool(rows))

    async def _more(self, last: AccessRow) -> tuple[AccessRow, ...]:
        wanted = self._wanted
        return await self.place.ask(lambda work: audit.find_access(work, wanted, limit=PAGE, before=last.id))

    async def _verify(self, head: str | None) -> None:
        self._tell(await self.place.ask(lambda work: audit.verify_chain(work, expected_head=head)))

    async def _verify_head(self) -> None:
        dialog = HeadDialog(self, self.place)
        if await dialog.filled():
            await self._verify(dialog.head.text().lower())

    def _tell(self, found: Verified) -> None:
        say, notices = self.place.say, self.place.notices
        if found.first_broken is not None:
            notices.fail(say("administration.chain_broken"))
        elif found.expected_found is False:
            notices.fail(say("audit.head_missing"))
        else:
            notices.done(say("administration.chain_whole", rows=found.rows, head=found.head))

    async def _export(self) -> None:
        heads: list[str] = []

        def write(work: Work, path: Path, permit: Permit, watch: Watch) -> int:
            done = audit_export.export_log(work, path, reason=permit.reason, watch=watch)
            heads.append(done.head)
            return done.rows

        about = self.place.say("administration.log_leaves")
        await export(self, self.place, ListExport(self.title(), write, about, may_mask=False))
        if heads:
            self.place.notices.advise(self.place.say("administration.note_head", head=heads[0]))
        self.refresh()


class HeadDialog(FormDialog):
    """A head that was noted earlier: whether it is still part of the chain."""

    def __init__(self, parent: AccessLog, place: Workplace) -> None:
        key = "administration.verify_head"
        super().__init__(parent, place, title=key, save=_nothing, button="administration.verify_chain")
        self.form.remark(place.say("administration.verify_head_what"))
        self.head = self.form.add(TextField(place, "administration.head", required=True))


async def _nothing() -> None:
    """What was written is read by whoever opened the dialog."""


def _columns(place: Workplace) -> tuple[Column[AccessRow], ...]:
    def action(row: AccessRow) -> str:
        return place.sentences.called(f"audit.{row.action}", row.action)

    def subject(row: AccessRow) -> str:
        table = row.subject_table
        return "" if table is None else place.sentences.called(f"history.table_{table}", table)

    def reason(row: AccessRow) -> str:
        return row.reason or (place.say("audit.erased") if row.erased else "")

    return (
        Column("at", "audit.time", lambda row: f"{row.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}", width=192),
        Column("user", "audit.user", lambda row: row.user_name, width=120),
        Column("action", "audit.action", action, width=160),
        Column("subject", "audit.subject", subject, width=120),
        Column("reason", "audit.reason", reason, width=320),
    )
