"""Taking the rows of a matrix of marks (考勤表) into the registers of a class, by the use cases of the register."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.services.attendance import MarkEntry, correct_mark, record_marks
from trainingdesk.services.attendance_marks import mark_set
from trainingdesk.services.exchange.grid import cell_text
from trainingdesk.services.import_result import CheckedRow, FieldChange, Outcome
from trainingdesk.services.lesson_headings import title_of
from trainingdesk.services.marks_file import MarkField, whose
from trainingdesk.services.person_values import Problem
from trainingdesk.settings.roster_headings import RosterField
from trainingdesk.storage import attendance, enrollment
from trainingdesk.storage.person import people_with_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlmodel import Session

    from trainingdesk.domain.attendance import Mark
    from trainingdesk.services.attendance_marks import MarkItem, MarkSet
    from trainingdesk.services.exchange.grid import SheetRow
    from trainingdesk.services.exchange.headings import ColumnMapping
    from trainingdesk.services.exchange.sheet_table import SheetTable
    from trainingdesk.services.work import Work
    from trainingdesk.storage.enrollment import RollLine
    from trainingdesk.storage.lesson import LessonRow

METHOD: Final = "file"
#: Refusals after which only the office says otherwise.
_OFFICE: Final = frozenset({"attendance.register_closed", "attendance.office_corrects"})


@dataclass(frozen=True, slots=True)
class OnDesk:
    """What a desk knows of a class: its people, its lessons by id, the marks that count, and which are the office's."""

    roll: Sequence[RollLine]
    lessons: Mapping[str, LessonRow]
    counted: Mapping[tuple[str, str], Mark | None]
    of_office: frozenset[tuple[str, str]]
    marks: MarkSet


def on_desk(session: Session, class_id: str, lessons: Sequence[LessonRow]) -> OnDesk:
    """The class as it stands."""
    of_office = (
        (one, lesson.id)
        for lesson in lessons
        for one, mark in attendance.marks(session, lesson.id).items()
        if mark.office_status is not None
    )
    return OnDesk(
        enrollment.roll(session, class_id),
        {one.id: one for one in lessons},
        {(one.enrollment_id, one.lesson_id): one.mark for one in attendance.marks_of_class(session, class_id)},
        frozenset(of_office),
        mark_set(session),
    )


@dataclass(frozen=True, slots=True)
class _Cell:
    """A mark that a row brings for a lesson."""

    lesson: LessonRow
    text: str
    item: MarkItem
    before: Mark | None


class _ComesBack(Exception):  # noqa: N818 -- the end of a row that is taken back
    """A row of which a cell was refused."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__()
        self.problems = problems


class MatrixTaking:
    """One file on its way in; ``touched`` are the ids of marks it made and changed."""

    def __init__(self, work: Work, desk: OnDesk, reason: str | None) -> None:
        self._work = work
        self._desk = desk
        self._reason = reason
        self._first: dict[str, int] = {}
        self.touched: list[str] = []

    def take(self, table: SheetTable, row: SheetRow) -> CheckedRow:
        """What became of a row."""
        columns = table.mapping
        name = cell_text(columns.value(row, RosterField.NAME))
        line = CheckedRow(
            sheet=table.sheet.name, row=row.number, hidden=row.hidden, outcome=Outcome.ERROR, name=name, known=False
        )
        one = self._whose(row, columns, name)
        if isinstance(one, Problem):
            return replace(line, problems=(one,))
        earlier = self._first.setdefault(one.enrollment_id, row.number)
        if earlier != row.number:
            twice = Problem(RosterField.NAME, name, "import_file.same_row", {"row": earlier, "name": name})
            return replace(line, outcome=Outcome.DUPLICATE, known=True, problems=(twice,))
        return self._take(replace(line, known=True), one, list(self._cells(row, columns, one)))

    def _take(self, line: CheckedRow, one: RollLine, cells: Sequence[_Cell | Problem]) -> CheckedRow:
        problems = tuple(cell for cell in cells if isinstance(cell, Problem))
        news = [cell for cell in cells if isinstance(cell, _Cell)]
        if problems:
            return replace(line, problems=problems)
        if not news:
            return replace(line, outcome=Outcome.EXISTING)
        try:
            with self._work.writing(Action.TAKE_REGISTER):
                self._write(one, news)
        except _ComesBack as back:
            return replace(line, problems=back.problems)
        outcome = Outcome.CHANGED if any(cell.before for cell in news) else Outcome.NEW
        return replace(line, outcome=outcome, changes=tuple(self._change(cell) for cell in news))

    def _whose(self, row: SheetRow, columns: ColumnMapping, name: str) -> RollLine | Problem:
        number = cell_text(columns.value(row, MarkField.NUMBER))
        document = cell_text(columns.value(row, RosterField.DOCUMENT_NUMBER)).upper()
        return whose(self._desk.roll, number=number, person_id=self._person(document), name=name)

    def _person(self, document: str) -> str | None:
        if not document:
            return None
        with self._work.reading(Action.TAKE_REGISTER) as session:
            found = people_with_numbers(session, [document]).get(document)
            return "" if found is None else found.id

    def _cells(self, row: SheetRow, columns: ColumnMapping, one: RollLine) -> Iterator[_Cell | Problem]:
        """What a row says otherwise than the desk, lesson by lesson; an empty cell says nothing."""
        for lesson in self._desk.lessons.values():
            text = cell_text(columns.value(row, lesson.id))
            before = self._desk.counted.get((one.enrollment_id, lesson.id))
            if not text or (before is not None and text == self._desk.marks.of(before).name):
                continue
            item = self._desk.marks.find(text)
            if item is None:
                marks = tuple(mark.name for mark in self._desk.marks)
                yield Problem(lesson.id, text, "attendance.mark_unknown", {"found": text, "marks": marks})
            elif item.core is not before:
                yield _Cell(lesson, text, item, before)

    def _write(self, one: RollLine, cells: Sequence[_Cell]) -> None:
        """Every cell of a row, or none; raises _ComesBack with all that was refused."""
        touched: list[str] = []
        problems: list[Problem] = []
        for cell in cells:
            try:
                touched += self._mark(one.enrollment_id, cell)
            except Refused as refused:
                problems.append(Problem(cell.lesson.id, cell.text, refused.key, refused.values))
        if problems:
            raise _ComesBack(tuple(problems))
        self.touched += touched

    def _mark(self, enrollment_id: str, cell: _Cell) -> tuple[str, ...]:
        """As an instructor marks; as the office corrects where only the office may and a reason was given."""
        lesson_id = cell.lesson.id
        if (enrollment_id, lesson_id) in self._desk.of_office:
            return self._correct(enrollment_id, cell)
        named = None if self._desk.marks.is_first(cell.item) else cell.item.name
        entry = MarkEntry(mark=cell.item.core, reason=named)
        try:
            return record_marks(self._work, lesson_id, {enrollment_id: entry}, method=METHOD).rows
        except Refused as refused:
            if refused.key not in _OFFICE or not self._reason:
                raise
        return self._correct(enrollment_id, cell)

    def _correct(self, enrollment_id: str, cell: _Cell) -> tuple[str, ...]:
        return correct_mark(self._work, cell.lesson.id, enrollment_id, cell.item.core, reason=self._reason or "").rows

    def _change(self, cell: _Cell) -> FieldChange:
        before = "" if cell.before is None else self._desk.marks.of(cell.before).name
        return FieldChange(title_of(cell.lesson), before, cell.item.name)
