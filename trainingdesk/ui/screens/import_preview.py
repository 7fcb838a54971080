"""The middle page of an import: what it is read from, what becomes of every row, and the button that takes it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from trainingdesk.services.exchange.grid import TextEncoding
from trainingdesk.services.import_result import WRITES, Outcome
from trainingdesk.ui.models.rows import RowModel
from trainingdesk.ui.screens.import_columns import ColumnsPanel, headings_of
from trainingdesk.ui.screens.import_table import ALL, LOOK_AT, ImportRow, columns, rows_of
from trainingdesk.ui.widgets.beside import Halves
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.lines import head_line
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trainingdesk.services.import_look import FileLook
    from trainingdesk.services.import_result import FileCheck
    from trainingdesk.ui.workplace import Workplace

ENCODING_NAMES = {TextEncoding.UTF_8: "UTF-8", TextEncoding.GB18030: "GB18030", TextEncoding.UTF_16: "UTF-16"}
_PANEL = 320


class ImportPreview(QWidget):
    """Shows a look and a check; says what somebody wants otherwise."""

    sheet_chosen = Signal(str)
    encoding_chosen = Signal(str)
    place_wanted = Signal()
    import_wanted = Signal()
    cancelled = Signal()

    def __init__(self, place: Workplace, fields: Mapping[str, str], *, called: str, width: int) -> None:
        """``fields`` are what a heading may mean; ``called`` heads the names of the rows, which have ``width``."""
        super().__init__()
        self.place = place
        self.rows: tuple[ImportRow, ...] = ()
        say = place.say
        self.file, self.counts = label(role="section"), label(role="muted")
        self.sheet, self.encoding = _choice(say("screen_import.sheet")), _choice(say("screen_import.encoding"))
        self.sheet_words, self.encoding_words = label(say("screen_import.sheet")), label(say("screen_import.encoding"))
        kinds = [(ALL, say("screen_import.show_all")), *((one.value, say(one.key)) for one in Outcome)]
        self._words = dict([*kinds, (LOOK_AT, say("screen_import.show_look_at"))])
        self.chips = Chips(list(self._words.items()), say("screen_import.show"))
        self.model: RowModel[ImportRow] = RowModel(
            place, columns(place, called, width=width), lambda row: row.key, name="file_import"
        )
        self.table: DataTable[ImportRow] = DataTable(place, self.model, "screen_import.rows")
        self.list = OrEmpty(self.table, EmptyState(""))
        self.panel = ColumnsPanel(place, fields)
        self.back = label(role="muted", wrap=True)
        self.back_button = QPushButton(say("screen_import.change_place"))
        self.progress = _busy(say("screen_import.progress"))
        self.cancel_button = QPushButton(say("form.cancel"))
        self.import_button = QPushButton(say("screen_import.import"))
        self.import_button.setProperty("primary", "true")
        self._lay_out()
        self._connect()

    def add_choice(self, choice: QWidget) -> None:
        """Another question of how a file is taken, below the headings."""
        self.panel.add_choice(choice)

    def show_look(self, look: FileLook) -> None:
        """Show what the source is; nothing is told of its rows yet."""
        self.file.setText(look.name)
        for words, box, shown in (
            (self.sheet_words, self.sheet, len(look.sheets) > 1),
            (self.encoding_words, self.encoding, look.encoding is not None),
        ):
            words.setVisible(shown)
            box.setVisible(shown)
        every = [(self.place.say("screen_import.every_sheet"), ""), *((one, one) for one in look.sheets)]
        _offer(self.sheet, every)
        _offer(self.encoding, [(words, one.value) for one, words in ENCODING_NAMES.items()])
        if look.encoding is not None:
            self.encoding.setCurrentIndex(self.encoding.findData(look.encoding.value))

    def show_check(self, found: FileCheck, seen: Sequence[str], more: Mapping[tuple[str, int], Sequence[str]]) -> None:
        """Show every row, and what the headings were taken for; ``more`` is what else is to be known of a row."""
        self.rows = rows_of(self.place, found, more)
        for kind, words in self._words.items():
            self.chips.count(kind, sum(row.is_shown(kind) for row in self.rows), words)
        warnings = [self.place.sentences.of(one.key, dict(one.values)) for one in found.warnings]
        self.panel.show_columns(headings_of(found, seen), warnings)
        good, back = found.count(*WRITES), len(found.came_back)
        self.counts.setText(self.place.say("import_file.read", **found.counts))
        self.import_button.setText(self.place.say("screen_import.import_good", count=good))
        self.import_button.setEnabled(bool(good or back))
        self.show_back(wanted=bool(back))
        self.show_rows()

    def show_refusal(self, text: str, seen: Sequence[str]) -> None:
        """Say why nothing can be shown; the headings that were seen can be explained."""
        self.rows = ()
        self.model.show(())
        self.counts.setText("")
        self.list.empty.words.setText(text)
        self.list.show_filled(False)  # noqa: FBT003
        self.panel.show_columns(dict.fromkeys(seen), (text,))
        self.import_button.setEnabled(False)
        self.show_back(wanted=False)

    def show_back(self, *, wanted: bool) -> None:
        """Show where rows that come back go, where there are any."""
        self.back.setVisible(wanted)
        self.back_button.setVisible(wanted)

    def show_rows(self) -> None:
        """Show what the chips leave."""
        wanted = self.chips.value
        shown = [row for row in self.rows if row.is_shown(wanted)]
        self.model.show(shown)
        self.list.empty.words.setText(self.place.say("screen_import.none_of_these"))
        self.list.show_filled(bool(shown))

    def show_busy(self, text: str | None, *, may_cancel: bool = False) -> None:
        """Show that something is under way, or that it is over."""
        self.progress.setVisible(text is not None)
        self.progress.setFormat(text or "")
        self.cancel_button.setVisible(text is not None and may_cancel)
        for part in (self.import_button, self.panel, self.sheet, self.encoding, self.back_button):
            part.setEnabled(text is None)

    def _connect(self) -> None:
        self.chips.changed.connect(lambda _value: self.show_rows())
        self.sheet.activated.connect(lambda _at: self.sheet_chosen.emit(str(self.sheet.currentData())))
        self.encoding.activated.connect(lambda _at: self.encoding_chosen.emit(str(self.encoding.currentData())))
        self.back_button.clicked.connect(self.place_wanted)
        self.import_button.clicked.connect(self.import_wanted)
        self.cancel_button.clicked.connect(self.cancelled)

    def _lay_out(self) -> None:
        head = head_line(self.file, self.sheet_words, self.sheet, self.encoding_words, self.encoding, right=self.counts)
        split = Halves(self.list, self.panel)
        split.setStretchFactor(0, 1)
        self.panel.setMinimumWidth(self.place.theme.pixels(_PANEL))
        foot = QHBoxLayout()
        foot.addWidget(self.back, stretch=100)
        foot.addStretch(1)
        for widget in (self.back_button, self.progress, self.cancel_button, self.import_button):
            foot.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(head)
        column.addWidget(self.chips)
        column.addWidget(split, stretch=1)
        column.addLayout(foot)
        self.show_busy(None)


def _busy(name: str) -> QProgressBar:
    bar = QProgressBar()
    bar.setAccessibleName(name)
    bar.setRange(0, 0)
    return bar


def _choice(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return box


def _offer(box: QComboBox, choices: Sequence[tuple[str, str]]) -> None:
    """Offer choices; what was chosen stays where it is still offered."""
    kept = box.currentData()
    box.clear()
    for words, value in choices:
        box.addItem(words, value)
    box.setCurrentIndex(max(0, box.findData(kept)))
