"""Exchange by USB stick: write it, carry it to the centre, take its reply; and what is carried for other desks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.sync.exchange import what_changed
from trainingdesk.sync.stick import export_bundle, import_bundle
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs import file_choice
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label
from trainingdesk.wire.bundle import SUFFIX, Manifest
from trainingdesk.wire.clock import instant

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.services.sync_state import SyncState
    from trainingdesk.services.work import Work
    from trainingdesk.sync.bundle import Brought
    from trainingdesk.sync.stick import Standing, Written
    from trainingdesk.ui.workplace import Workplace


class SyncStick(QWidget):
    """Three steps, and what lies between them now; a desk without a centre is told to join one first."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.waiting, self.on_stick = label(wrap=True), label(wrap=True)
        run = place.start
        self.write = ActionBar(place, (Command("screen_sync.write_stick", lambda: run(self._write()), icon="export"),))
        self.take = ActionBar(place, (Command("screen_sync.take_file", lambda: run(self._take()), icon="import"),))
        self.model: RowModel[Manifest] = RowModel(place, _columns(place), lambda row: row.bundle, name="carried")
        self.table: DataTable[Manifest] = DataTable(place, self.model, "screen_sync.carried")
        self.list = OrEmpty(self.table, EmptyState(place.say("screen_sync.nothing_carried")))
        self.pages = OrEmpty(self._steps(), EmptyState(place.say("screen_sync.stick_alone")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.pages)

    def show_standing(self, state: SyncState, found: Standing) -> None:
        """Show what waits to go, what lies on a stick, and what is carried."""
        say, on_stick = self.place.say, found.on_stick
        self.pages.show_filled(state.joined)
        self.waiting.setText(say("screen_sync.stick_write", count=f"{state.operations:,}"))
        since = "" if on_stick.since is None else f"{on_stick.since.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        key = "stick_waits" if since else "stick_none"
        self.on_stick.setText(say(f"screen_sync.{key}", count=f"{on_stick.operations:,}", at=since))
        self.model.show(found.carried)
        self.list.show_filled(bool(found.carried))

    def _steps(self) -> QWidget:
        whole, card = QWidget(), QFrame()
        card.setProperty("card", "true")
        grid = QGridLayout(card)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(1, 1)
        carry = label(self.place.say("screen_sync.stick_carry"), wrap=True)
        for row, (words, bar) in enumerate(((self.waiting, self.write), (carry, None), (self.on_stick, self.take))):
            grid.addWidget(label(str(row + 1), role="section"), row, 0)
            grid.addWidget(words, row, 1)
            if bar is not None:
                grid.addWidget(bar, row, 2, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(card)
        column.addWidget(label(self.place.say("screen_sync.carried"), role="section"))
        column.addWidget(self.list, stretch=1)
        return whole

    async def _write(self) -> None:
        folder = await file_choice.folder(self, title=self.place.say("screen_sync.choose_stick"))
        if folder is None:
            return
        done: list[Written] = []

        def export(work: Work) -> Changes:
            done.append(export_bundle(work, folder))
            return Changes(frozenset({Topic.SYNC}), (), None)

        await self.place.do(export)
        (written,) = done
        names = "、".join(path.name for path in written.files)
        self.place.notices.done(self.place.say("bundle.written", count=written.operations, file=names))
        if written.carried:
            self.place.notices.advise(self.place.say("bundle.carried_along", count=written.carried))

    async def _take(self) -> None:
        say = self.place.say
        patterns = say("screen_sync.files", suffix=f"*{SUFFIX}")
        path = await file_choice.file_to_read(self, title=say("screen_sync.choose_file"), patterns=patterns)
        if path is None:
            return
        first, *more = [say(key, **values) for key, values in (await self._taken(path)).said()]
        self.place.notices.done(first)
        if more:
            self.place.notices.advise(" ".join(more))

    async def _taken(self, path: Path) -> Brought:
        done: list[Brought] = []

        def take(work: Work) -> Changes:
            done.append(import_bundle(work, path))
            return what_changed(done[0].exchange)

        await self.place.do(take)
        return done[0]


def _columns(place: Workplace) -> tuple[Column[Manifest], ...]:
    say = place.say
    return (
        Column("kind", "screen_sync.carried_kind", lambda row: say(f"screen_sync.kind_{row.kind}"), width=200),
        Column("device", "screen_sync.carried_device", lambda row: f"…{row.device[-12:]}", width=200),
        Column(
            "created",
            "screen_sync.carried_written",
            lambda row: row.created_ms,
            lambda row: f"{instant(row.created_ms).astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            width=200,
        ),
    )
