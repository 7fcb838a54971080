"""What is done to a register besides marking: dialogs about one person, about the lesson, and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from trainingdesk.services import attachment, attendance, marks_import, teaching
from trainingdesk.services.changes import Changes
from trainingdesk.ui.dialogs.file_choice import file_to_read, file_to_write
from trainingdesk.ui.dialogs.question import answered
from trainingdesk.ui.dialogs.register_details import DetailsDialog, TimesDialog
from trainingdesk.ui.dialogs.register_import import MarksImportDialog
from trainingdesk.ui.dialogs.register_lesson import ReopenDialog, SubstituteDialog

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from trainingdesk.services.marks_import import MarksImport
    from trainingdesk.services.register_desk import RegisterDesk
    from trainingdesk.services.register_page import RegisterLine
    from trainingdesk.services.work import Work
    from trainingdesk.ui.screens.register import RegisterScreen
    from trainingdesk.ui.screens.register_taking import Taking


class RegisterActions(QObject):
    """Slots of the commands; each gives the keyboard back to the table when it is done."""

    def __init__(self, screen: RegisterScreen, taking: Taking) -> None:
        super().__init__(screen)
        self.screen, self.place, self.taking = screen, screen.place, taking

    def walk_in(self) -> None:
        """Somebody stands at the door."""
        self._start(lambda _desk: self.taking.walk_in())

    def details(self) -> None:
        """Minutes and a note for the person under the cursor."""
        self._about_person(lambda desk, line: DetailsDialog(self.screen, self.place, desk.page, line).filled())

    def times(self) -> None:
        """When the person under the cursor signed in and out; afterwards the next one is under the cursor."""

        async def ask(desk: RegisterDesk, line: RegisterLine) -> None:
            if await TimesDialog(self.screen, self.place, desk.page, line).filled():
                self.taking.table.go_to_following(line.enrollment_id)

        self._about_person(ask)

    def correct(self) -> None:
        """The office's mark for the person under the cursor."""
        self._about_person(lambda _desk, line: self.taking.correct(line, line.office_mark))

    def reopen(self) -> None:
        """Open the closed register again."""

        def ask(desk: RegisterDesk) -> Awaitable[object]:
            lesson = desk.page.lesson.id
            return ReopenDialog(self.screen, self.place, lesson, reason_needed=desk.by_office).filled()

        self._start(ask)

    def substitute(self) -> None:
        """Who stands in for the instructor."""

        async def ask(desk: RegisterDesk) -> None:
            instructors = await self.place.ask(teaching.list_instructors)
            lesson = desk.page.lesson
            await SubstituteDialog(self.screen, self.place, lesson.id, instructors, lesson.substitute_id).filled()

        self._start(ask)

    def attach(self) -> None:
        """Attach the scan or photo of the signed sheet."""

        async def ask(desk: RegisterDesk) -> None:
            patterns = self.place.say("screen_register.scans")
            chosen = await file_to_read(self.screen, title=self.place.say("screen_register.attach"), patterns=patterns)
            if chosen is None:
                return
            path, lesson = chosen, desk.page.lesson.id
            await self.place.do(
                lambda work: attendance.attach_signed_sheet(
                    work, lesson, attachment.read_scan(work, path), name=path.name
                ),
                "register.attached",
            )

        self._start(ask)

    def import_marks(self) -> None:
        """Marks from a file, looked at before anything is written; rows that come back are offered as a file."""

        async def ask(desk: RegisterDesk) -> None:
            say, lesson = self.place.say, desk.page.lesson.id
            title = say("screen_register.import")
            path = await file_to_read(self.screen, title=title, patterns=say("screen_register.tables"))
            if path is None:
                return
            found = await self.place.ask(lambda work: marks_import.check_marks(work, lesson, path))
            dialog = MarksImportDialog(self.screen, self.place, found)
            accepted = await answered(dialog)
            dialog.deleteLater()
            if accepted:
                await self._import(lesson, path, found)

        self._start(ask)

    async def _import(self, lesson: str, path: Path, found: MarksImport) -> None:
        rejects: Path | None = None
        if found.came_back:
            name = self.place.say("screen_register.rejects_name", name=path.stem, ending=path.suffix.lstrip("."))
            title, patterns = self.place.say("screen_register.rejects"), self.place.say("screen_register.tables")
            rejects = await file_to_write(self.screen, title=title, name=name, patterns=patterns)

        def write(work: Work) -> Changes:
            sentences = self.place.sentences
            done = marks_import.import_marks(work, lesson, path, rejects=rejects, sentences=sentences)
            return done.changes or Changes(frozenset(), (), None)

        changes = await self.place.do(write)
        self.place.announce(changes, self.place.say("marks_import.written", written=len(changes.rows)))

    def _about_person(self, act: Callable[[RegisterDesk, RegisterLine], Awaitable[object]]) -> None:
        line = self.taking.table.current()
        if line is not None:
            self._start(lambda desk: act(desk, line))

    def _start(self, act: Callable[[RegisterDesk], Awaitable[object]]) -> None:
        async def run() -> None:
            desk = self.taking.desk
            if desk is None:
                return
            try:
                await act(desk)
            finally:
                self.taking.table.setFocus()

        self.place.start(run())
