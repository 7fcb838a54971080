"""The log of access: who signed in, revealed, exported; and whether its chain is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.i18n.sentences import Words
from trainingdesk.services import audit
from trainingdesk.ui.commands import Command
from trainingdesk.ui.models.rows import PAGE, Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from trainingdesk.storage.access_log import AccessRow
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace


class AccessLog(Screen):
    """Newest first, a page at a time."""

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.model: RowModel[AccessRow] = RowModel(place, _columns(place), lambda row: row.id, name="access")
        self.table: DataTable[AccessRow] = DataTable(place, self.model, "administration.access")
        verify = Command("administration.verify_chain", lambda: place.start(self._verify()))
        self.bar = ActionBar(place, (verify,))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.bar)
        column.addWidget(self.table, stretch=1)

    def title(self) -> str:
        return self.place.say("administration.access")

    async def load(self) -> None:
        rows = await self.place.ask(lambda work: audit.list_access(work, limit=PAGE))
        self.model.show(rows, self._more)

    async def _more(self, last: AccessRow) -> tuple[AccessRow, ...]:
        return await self.place.ask(lambda work: audit.list_access(work, limit=PAGE, before=last.id))

    async def _verify(self) -> None:
        found = await self.place.ask(audit.verify_chain)
        if found.sound:
            self.place.notices.done(self.place.say("administration.chain_whole", rows=found.rows))
        else:
            self.place.notices.fail(self.place.say("administration.chain_broken"))


def _columns(place: Workplace) -> tuple[Column[AccessRow], ...]:
    def subject(row: AccessRow) -> str:
        return "" if row.subject_table is None else place.say(Words(f"history.table_{row.subject_table}").sentence)

    return (
        Column("at", "audit.time", lambda row: f"{row.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}", width=168),
        Column("user", "audit.user", lambda row: row.user_name, width=120),
        Column("action", "audit.action", lambda row: place.say(f"audit.{row.action}"), width=160),
        Column("subject", "audit.subject", subject, width=120),
        Column("reason", "audit.reason", lambda row: row.reason, width=320),
    )
