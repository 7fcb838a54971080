"""Taking a file in: dropped, chosen or pasted, looked through row by row, and taken back as a whole if need be.

What is taken in, a roster, a list or marks, is the business of each screen made from this one. A destination's ``part``
names a file or the clipboard (``widgets/dropping.py``).
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Failure
from trainingdesk.services import import_history, import_look
from trainingdesk.services.exchange.file_content import pasted_text
from trainingdesk.services.exchange.grid import TextEncoding
from trainingdesk.services.import_file import LEFT_OUT, Reading
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs.file_choice import file_to_read, file_to_write
from trainingdesk.ui.screens.file_drop import FileDropScreen
from trainingdesk.ui.screens.import_ends import ImportResult, ImportStart
from trainingdesk.ui.screens.import_preview import ImportPreview
from trainingdesk.ui.widgets.dropping import CLIPBOARD, dropped_file, path_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trainingdesk.services.changes import Changes
    from trainingdesk.services.exchange.file_content import Source
    from trainingdesk.services.import_look import FileLook
    from trainingdesk.services.import_result import FileCheck, FileImport
    from trainingdesk.services.work import Work
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be read, and how; ``reason`` is that of the office's corrections, in a matrix of marks."""

    source: Source
    reading: Reading = field(default_factory=Reading)
    reason: str = ""


class ImportScreen(FileDropScreen):
    """Three pages: where to take it from, the rows, and what came of it."""

    action: ClassVar[Action]  # what the worker must be allowed
    called: ClassVar = "roster.name"  # heads the names of the rows
    name_width: ClassVar = 112
    home_icon: ClassVar = "people"
    nothing_new: ClassVar = "import_file.nothing_changed"

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.asked: Asked | None = None
        self.done: FileImport | None = None
        self._target: Path | None = None
        self._reading = 0
        self.start = ImportStart(place, choose=self._choose_file, paste=self._paste, undo=self._undo_chosen)
        self.preview = ImportPreview(place, self.fields(), called=self.called, width=self.name_width)
        self.result = ImportResult(place, self._result_commands())
        self._pages = QStackedLayout()
        for page in (self.start, self.preview, self.result):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addLayout(self._pages)
        self.setFocusProxy(self.start)
        self._connect()

    def fields(self) -> Mapping[str, str]:
        """What a heading may mean, with its words."""
        raise NotImplementedError

    def purpose(self) -> str:
        """Under which purpose these imports stand in the history."""
        raise NotImplementedError

    def home(self) -> tuple[str, Destination]:
        """The command that leads to what was taken in, and where that is."""
        raise NotImplementedError

    async def check(self, asked: Asked) -> FileCheck:
        """What an import would do."""
        raise NotImplementedError

    def take_in(self, work: Work, asked: Asked, target: Path | None) -> FileImport:
        """Import it; what comes back is written to ``target``."""
        raise NotImplementedError

    def of_rows(self, _found: FileCheck) -> Mapping[tuple[str, int], Sequence[str]]:
        """What else somebody should know of a row, by its sheet and number."""
        return {}

    def of_import(self, _done: FileImport) -> Sequence[str]:
        """What else came of it."""
        return ()

    def commands(self) -> tuple[Command, ...]:
        home = Command(self.home()[0], self._go_home, icon=self.home_icon)
        if self.asked is None:
            return (home,)
        return home, Command("screen_import.another", self.begin_anew, "Ctrl+N", icon="import")

    async def load(self) -> None:
        if self.place.may(Action.SEE_EVERYTHING):
            lines = await self.place.ask(lambda work: import_history.imports(work, purpose=self.purpose()))
            self.start.show_history(lines)

    def show_part(self, part: str) -> None:
        """Read the file or the clipboard that a destination names."""
        path = path_in(part)
        if path is not None:
            self.take(path)
        elif part == CLIPBOARD:
            self._paste()

    def take(self, source: Source) -> None:
        """Look through a file, or what was pasted."""
        self.asked, self.done, self._target = Asked(source), None, None
        self._pages.setCurrentWidget(self.preview)
        self.preview.panel.show_columns({}, ())
        self.offered.emit()
        self.place.start(self._read())

    def begin_anew(self) -> None:
        """Back to the first page; nothing was written."""
        self._reading += 1
        self.asked = None
        self.preview.show_busy(None)
        self._pages.setCurrentWidget(self.start)
        self.start.setFocus(Qt.FocusReason.OtherFocusReason)
        self.offered.emit()

    def take_dropped(self, part: str) -> None:
        self.show_part(part)

    async def _read(self) -> None:
        """Look and check; what was asked meanwhile, or cancelled, is not shown any more."""
        asked = self.asked
        if asked is None:
            return
        self._reading += 1
        turn = self._reading
        self.preview.show_busy(self.place.say("screen_import.reading"), may_cancel=True)
        seen: tuple[str, ...] = ()
        try:
            look = await self.place.ask(lambda work: _look(work, asked, self.action))
            if turn != self._reading:
                return
            seen = look.headings
            self.preview.show_look(look)
            found = await self.check(asked)
        except Failure as failure:
            if turn == self._reading:
                self.preview.show_busy(None)
                self.preview.show_refusal(self.place.sentences.of(failure.key, failure.values), seen)
            return
        if turn == self._reading:
            await self._show_check(found, seen)

    async def _show_check(self, found: FileCheck, seen: tuple[str, ...]) -> None:
        self.preview.show_busy(None)
        self.preview.show_check(found, seen, self.of_rows(found))
        if self._target is None and self.asked is not None:
            source, suffix = self.asked.source, self.place.say("screen_import.back_suffix")
            self.send_back_to(await self.place.ask(lambda _work: free_place(source, suffix)))
        self.preview.import_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def send_back_to(self, target: Path) -> None:
        """Write the rows that come back there."""
        self._target = target
        self.preview.back.setText(self.place.say("screen_import.back_to", path=target))

    async def _import(self) -> None:
        asked, target = self.asked, self._target
        if asked is None or self.done is not None:
            return
        self._reading += 1  # what is still being looked through is not shown any more
        self.preview.show_busy(self.place.say("screen_import.writing"))
        done: list[FileImport] = []

        def run(work: Work) -> Changes:
            done.append(self.take_in(work, asked, target))
            return done[0].changes

        try:
            changes = await self.place.do(run)
        finally:
            self.preview.show_busy(None)
        self.done = done[0]
        if changes.change_set is not None:
            written = self.place.say("roster.written", written=self.done.written)
            self.place.announce(changes, written)
        self._show_result(self.done)

    def _show_result(self, done: FileImport) -> None:
        say, found = self.place.say, done.check
        counts = say("import_file.read", **found.counts)
        lines = [counts, *self.of_import(done)]
        if done.rejects is not None:
            lines += [say("roster.rejects_at", path=done.rejects), say("screen_import.mend_and_drop")]
        nothing = done.changes.change_set is None
        headline = say(self.nothing_new) if nothing else say("roster.written", written=done.written)
        hidden = {"screen_import.open_folder"} if done.rejects is None else set()
        self.result.show_result(
            headline, lines, hidden=frozenset(hidden | ({"screen_import.undo"} if nothing else set()))
        )
        self._pages.setCurrentWidget(self.result)

    async def _choose_target(self) -> None:
        say = self.place.say
        name = "" if self._target is None else str(self._target)
        chosen = await file_to_write(
            self, title=say("screen_import.change_place"), name=name, patterns=say("screen_roster.file_kinds")
        )
        if chosen is not None:
            self.send_back_to(chosen)

    async def _ask_for_file(self) -> None:
        say = self.place.say
        chosen = await file_to_read(
            self, title=say("screen_import.choose_file"), patterns=say("screen_import.file_kinds")
        )
        if chosen is not None:
            self.take(chosen)

    def _choose_file(self) -> None:
        self.place.start(self._ask_for_file())

    def _paste(self) -> None:
        part, text = dropped_file(QGuiApplication.clipboard().mimeData()), QGuiApplication.clipboard().text()
        if part is not None:
            self.show_part(part)
        elif text.strip():
            self.take(pasted_text(text, name=self.place.say("screen_import.pasted")))
        else:
            self.place.notices.refuse(self.place.say("screen_import.nothing_to_paste"))

    def _undo_chosen(self) -> None:
        line = self.start.table.current()
        if line is not None and line.change_set is not None:
            self.place.start(self.place.take_back(line.change_set))

    def _undo_done(self) -> None:
        self.place.start(self._take_back())

    async def _take_back(self) -> None:
        if self.done is not None and self.done.changes.change_set is not None:
            await self.place.take_back(self.done.changes.change_set)
            self.begin_anew()

    def _go_home(self) -> None:
        self.place.go(self.home()[1])

    def _open_folder(self) -> None:
        if self.done is not None and self.done.rejects is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(self.done.rejects).parent)))

    def _result_commands(self) -> tuple[Command, ...]:
        return (
            Command(self.home()[0], self._go_home, primary=True),
            Command("screen_import.open_folder", self._open_folder),
            Command("screen_import.another", self.begin_anew),
            Command("screen_import.undo", self._undo_done, needs=Action.UNDO, icon="undo"),
        )

    def ask_anew(self, **changed: object) -> None:
        """Read the same once more, otherwise."""
        if self.asked is not None:
            reading = replace(self.asked.reading, **changed)  # type: ignore[arg-type]
            self.read_anew(replace(self.asked, reading=reading))

    def read_anew(self, asked: Asked) -> None:
        """Look through what is asked now."""
        self.asked = asked
        self.place.start(self._read())

    def _explain(self, heading: str, meant: str) -> None:
        if self.asked is None:
            return
        told = {one: what for one, what in self.asked.reading.mapping.items() if one != heading}
        if meant == LEFT_OUT or meant in self.fields():
            told[heading] = None if meant == LEFT_OUT else meant
        self.ask_anew(mapping=told)

    def _connect(self) -> None:
        preview = self.preview
        preview.sheet_chosen.connect(lambda name: self.ask_anew(sheet=name or None))
        preview.encoding_chosen.connect(lambda value: self.ask_anew(encoding=TextEncoding(value)))
        preview.panel.changed.connect(self._explain)
        preview.place_wanted.connect(lambda: self.place.start(self._choose_target()))
        preview.import_wanted.connect(lambda: self.place.start(self._import()))
        preview.cancelled.connect(self.begin_anew)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self, self._paste)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)


def free_place(source: Source, suffix: str) -> Path:
    """Where rows that come back are written unless somebody says otherwise: beside the file, under a name nobody has."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    beside = isinstance(source, Path) and os.access(source.parent, os.W_OK)
    folder = source.parent if isinstance(source, Path) and beside else Path(documents)
    stem = Path(source.name).stem.split(suffix)[0]
    names = (f"{stem}{suffix}{number or ''}.xlsx" for number in (0, *range(2, 1000)))
    return next(path for name in names if not (path := folder / name).exists())


def _look(work: Work, asked: Asked, action: Action) -> FileLook:
    reading = asked.reading
    return import_look.look_at(work, asked.source, sheet=reading.sheet, encoding=reading.encoding, action=action)
