"""The score sheet as a table: who, may they sit, the points of this round, and what stands after all rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, Qt, Signal

from trainingdesk.domain.assessment import Result, points_text
from trainingdesk.domain.verdict import Decision
from trainingdesk.services.score_sheet import ScoreColumn
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.wording.verdict import verdict_words

if TYPE_CHECKING:
    from trainingdesk.services.score_sheet import ScoreSheet, SheetLine
    from trainingdesk.ui.models.rows import Index
    from trainingdesk.ui.workplace import Workplace

_WRITTEN = tuple(ScoreColumn)
#: Before and behind what is written; the keys of the heads.
_BEFORE = ("assessment.number", "assessment.name", "assessment.attendance", "assessment.decision")
_AFTER = ("screen_assessment.standing",)
_CENTER = int(Qt.AlignmentFlag.AlignCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_TONES = {Result.PASSED: Tone.OK, Result.FAILED: Tone.DANGER, Result.ABSENT: Tone.WARN}
_SIGNS = {Result.PASSED: "✓", Result.FAILED: "✗", Result.ABSENT: "–"}
_MAY = {Decision.YES: Tone.OK, Decision.NO: Tone.DANGER, Decision.UNDECIDED: Tone.WARN}


class ScoreSheetModel(QAbstractTableModel):
    """Shows a ScoreSheet; what was typed stands there at once, and ``written`` asks for it to be saved."""

    written = Signal(object, object, str)  # a SheetLine, a ScoreColumn, the text

    def __init__(self, place: Workplace, *, writable: bool) -> None:
        super().__init__()
        self._place, self._writable = place, writable
        self._typed: dict[tuple[str, ScoreColumn], str] = {}
        self.sheet: ScoreSheet | None = None

    def show_sheet(self, sheet: ScoreSheet | None) -> None:
        """Show a sheet; where its people are the same the cursor stays."""
        old, self.sheet = self.sheet, sheet
        self._typed.clear()
        if old is not None and sheet is not None and _people(old) == _people(sheet):
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
            return
        self.beginResetModel()
        self.endResetModel()

    def row_of(self, line: SheetLine) -> int | None:
        """Where a person stands now."""
        lines = () if self.sheet is None else self.sheet.lines
        wanted = line.candidate.enrollment_id
        return next((at for at, one in enumerate(lines) if one.candidate.enrollment_id == wanted), None)

    def forget(self, line: SheetLine, column: ScoreColumn) -> None:
        """What was typed was refused: the cell shows again what is stored."""
        self._typed.pop((line.candidate.enrollment_id, column), None)
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def line(self, row: int) -> SheetLine | None:
        """The person of a row."""
        lines = () if self.sheet is None else self.sheet.lines
        return lines[row] if 0 <= row < len(lines) else None

    def column_of(self, column: int) -> ScoreColumn | None:
        """What is written in a column; None where it only tells."""
        at = column - len(_BEFORE)
        return _WRITTEN[at] if 0 <= at < len(_WRITTEN) else None

    def place_of(self, column: ScoreColumn) -> int:
        """Where a written column stands."""
        return len(_BEFORE) + _WRITTEN.index(column)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if self.sheet is None or (parent is not None and parent.isValid()) else len(self.sheet.lines)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(_BEFORE) + len(_WRITTEN) + len(_AFTER)

    def flags(self, index: Index) -> Qt.ItemFlag:
        line, column = self.line(index.row()), self.column_of(index.column())
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        admitted = line is not None and line.candidate.verdict.decision is not Decision.NO
        return flags | Qt.ItemFlag.ItemIsEditable if self._writable and admitted and column is not None else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return self._text(line, index.column())
            case Qt.ItemDataRole.TextAlignmentRole:
                return _CENTER if self.column_of(index.column()) is not None else _LEFT
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._told(line, index.column())
            case Qt.ItemDataRole.ForegroundRole:
                tone = self._tone(line, index.column())
                return None if tone is None else self._place.theme.color(tone)
            case _:
                return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        line, column = self.line(index.row()), self.column_of(index.column())
        text = str(value).strip()
        if (
            role != Qt.ItemDataRole.EditRole
            or line is None
            or column is None
            or text == self._text(line, index.column())
        ):
            return False
        self._typed[line.candidate.enrollment_id, column] = text
        self.dataChanged.emit(index, index)
        self.written.emit(line, column, text)
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.column_of(section)
        match role:
            case Qt.ItemDataRole.DisplayRole if column is not None:
                return self._place.say(f"assessment.{column}")
            case Qt.ItemDataRole.DisplayRole:
                return self._place.say((*_BEFORE, *_WRITTEN, *_AFTER)[section])
            case Qt.ItemDataRole.TextAlignmentRole:
                return _CENTER if column is not None else _LEFT
            case _:
                return None

    def _text(self, line: SheetLine, at: int) -> str:
        column = self.column_of(at)
        if column is not None:
            return self._typed.get((line.candidate.enrollment_id, column), self._stored(line, column))
        one, say = line.candidate, self._place.say
        match at:
            case 0:
                return one.number
            case 1:
                return one.name
            case 2:
                return f"{float(one.rate.share):.1%}" if one.rate is not None and one.rate.held else ""
            case 3:
                decision = say(f"assessment.decision_{one.verdict.decision}")
                reason = verdict_words(self._place, one.verdict) if one.verdict.decision is not Decision.YES else ""
                return f"{decision}  {reason}".strip()
            case _:
                result = None if line.standing is None else line.standing.result
                return "" if result is None else f"{_SIGNS[result]} {say(f'assessment.result_{result}')}"

    def _stored(self, line: SheetLine, column: ScoreColumn) -> str:
        entry = line.entry
        if entry.absent:
            return self._place.say("assessment.result_absent")
        if column is ScoreColumn.RESULT:
            return "" if entry.result is None else self._place.say(f"assessment.result_{entry.result}")
        points = entry.theory if column is ScoreColumn.THEORY else entry.practice
        return "" if points is None else points_text(points)

    def _told(self, line: SheetLine, at: int) -> str:
        """A cell in words; what stands after all rounds with the reason for it."""
        text = self._text(line, at)
        if at == self.columnCount() - 1 and line.standing is not None:
            return f"{text} {verdict_words(self._place, line.standing.verdict)}".strip()
        if self.column_of(at) is not None:
            return f"{line.candidate.name} {self.headerData(at, Qt.Orientation.Horizontal)} {text}".strip()
        return text

    def _tone(self, line: SheetLine, at: int) -> Tone | None:
        if at == len(_BEFORE) - 1:
            return _MAY[line.candidate.verdict.decision]
        result = None if line.standing is None else line.standing.result
        return _TONES.get(result) if at == self.columnCount() - 1 and result is not None else None


def _people(sheet: ScoreSheet) -> tuple[object, ...]:
    return (sheet.assessment.id, *(line.candidate.enrollment_id for line in sheet.lines))
