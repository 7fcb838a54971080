"""Taking a register: what each key does to it. Every mark is on disk before the next key is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.services.attendance import MarkEntry
from trainingdesk.services.register_desk import beginning_with, entry_of
from trainingdesk.ui.dialogs.register_correction import CorrectionDialog
from trainingdesk.ui.dialogs.register_walk_in import WalkInDialog
from trainingdesk.ui.key_queue import KeyQueue
from trainingdesk.ui.models.register_keys import (
    CLOSE,
    REST_PRESENT,
    RETURN,
    UNDO,
    Clear,
    Find,
    GoTo,
    MarkWith,
    Press,
    RegisterKeys,
    Scanned,
)
from trainingdesk.ui.screens.register_writing import RegisterWriting, item_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.domain.attendance import Mark
    from trainingdesk.services.attendance_marks import MarkItem
    from trainingdesk.services.register_desk import RegisterDesk
    from trainingdesk.services.register_page import RegisterLine
    from trainingdesk.ui.models.register_keys import Intent
    from trainingdesk.ui.screens.register_table import RegisterTable
    from trainingdesk.ui.workplace import Workplace


class Taking(QObject):
    """The keys of one register. ``desk`` is what is shown; it is None until the register was read."""

    typed = Signal()  # something is half typed, or no longer
    asked_for_details = Signal()

    def __init__(self, place: Workplace, table: RegisterTable, lesson_id: str) -> None:
        super().__init__(table)
        self.place, self.table, self.lesson_id = place, table, lesson_id
        self.keys = RegisterKeys()
        self.queue = KeyQueue(place, table, self._read)
        self.desk: RegisterDesk | None = None
        self.wanted: str | None = None  # an enrollment to go to as soon as it is shown
        self._writing = RegisterWriting(place, table)

    async def correct(self, line: RegisterLine, mark: Mark | None) -> None:
        """Ask for the office's mark and its reason."""
        if self.desk is not None:
            await CorrectionDialog(self.table, self.place, self.desk.page, line, mark).filled()

    async def walk_in(self, document: str = "") -> None:
        """Ask who stands at the door, and put the cursor on them."""
        dialog = WalkInDialog(self.table, self.place, self.lesson_id, document)
        if await dialog.filled() and not self.table.go_to(dialog.entered):
            self.wanted = dialog.entered

    async def _read(self, key: str | None) -> None:
        if key is None:
            self.keys.forget()
        intent = None if key is None else self.keys.read(key)
        self.typed.emit()
        if intent is not None and self.desk is not None:
            await self._do(intent, self.desk)

    async def _do(self, intent: Intent, desk: RegisterDesk) -> None:
        match intent:
            case MarkWith(key, number):
                await self._put(desk, item_for(desk.page.marks, key), number)
            case Clear(number):
                await self._put(desk, None, number)
            case GoTo(number):
                line = desk.page.line(number)
                if line is not None:
                    self.table.go_to(line.enrollment_id)
            case Find(text, following):
                await self._find(desk, text, following=following)
            case Scanned(document):
                await self.walk_in(document)
            case Press(key):
                await self._press(key)

    async def _press(self, key: str) -> None:
        match key:
            case _ if key == REST_PRESENT:
                await self._writing.rest_present(self.lesson_id)
            case _ if key == CLOSE:
                await self._writing.close(self.lesson_id)
            case _ if key == UNDO:
                await self._writing.take_back()
            case _ if key == RETURN:
                self.asked_for_details.emit()

    async def _put(self, desk: RegisterDesk, item: MarkItem | None, number: int | None) -> None:
        """Mark a number on paper, or the rows of the table; after one person the cursor moves on."""
        lines = self.table.targets() if number is None else (_numbered(desk, number),)
        if not lines or not await self._mark(desk, lines, item):
            return
        if len(lines) == 1 and item is not None:
            self.table.go_to_following(lines[0].enrollment_id)
        else:
            self.table.go_to(lines[0].enrollment_id)

    async def _mark(self, desk: RegisterDesk, lines: Sequence[RegisterLine], item: MarkItem | None) -> bool:
        """Write one mark for these people; where it is the office's to change, and it may, a reason is asked for."""
        entry = MarkEntry(mark=None) if item is None else entry_of(desk.page.marks, item)
        entries = {line.enrollment_id: entry for line in lines}
        try:
            return await self._writing.mark(self.lesson_id, entries)
        except Refused as refused:
            office = refused.key == "attendance.office_corrects" and self.place.may(Action.CORRECT_MARK)
            if not office or len(lines) > 1:
                raise
            await self.correct(lines[0], entry.mark)
            return False

    async def _find(self, desk: RegisterDesk, text: str, *, following: bool) -> None:
        names = {line.enrollment_id: line.name for line in desk.page.lines}
        found = await self.place.ask(lambda _work: beginning_with(text, names))
        if not found:
            raise Refused("screen_register.nobody_begins_so", found=text)
        current = self.table.current()
        at = found.index(current.enrollment_id) if current is not None and current.enrollment_id in found else None
        if at is None:
            self.table.go_to(found[0])
        elif following:
            self.table.go_to(found[(at + 1) % len(found)])


def _numbered(desk: RegisterDesk, number: int) -> RegisterLine:
    line = desk.page.line(number)
    if line is None:
        most = max((one.row or 0 for one in desk.page.lines), default=0)
        raise Refused("attendance.row_unknown", row=number, most=most)
    return line
