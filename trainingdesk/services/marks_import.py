"""Marks of one lesson from a file of a card reader or another app, with the error table of rosters (FEATURES 44).

A mark that stands already is kept: where the file says the same, nothing changes, where it says otherwise the row comes
back. What is written belongs to one change set, like marks that are typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.services.attendance import MarkEntry, record_marks
from trainingdesk.services.changes import Changes, Said
from trainingdesk.services.exchange.grid import cell_text
from trainingdesk.services.exchange.headings import Wanted
from trainingdesk.services.exchange.rejects import RejectedRow, write_rejects
from trainingdesk.services.exchange.sheet_table import find_tables
from trainingdesk.services.exchange.workbook import read_workbook
from trainingdesk.services.import_result import COMES_BACK, Outcome
from trainingdesk.services.marks_file import REQUIRED, MarkField, MarkReader, ReadMark, Vocabulary
from trainingdesk.services.person_values import Problem
from trainingdesk.services.register_page import RegisterPage, register_page
from trainingdesk.settings.roster_headings import RosterField
from trainingdesk.settings.shipped import resource
from trainingdesk.storage.person import people_with_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from trainingdesk.services.exchange.grid import TextEncoding, Workbook
    from trainingdesk.services.exchange.sheet_table import SheetTable
    from trainingdesk.services.register_page import RegisterLine
    from trainingdesk.services.work import Work

METHOD: Final = "file"


@dataclass(frozen=True, slots=True)
class MarkLine:
    """A row of the file with what becomes of it."""

    row: int
    name: str
    outcome: Outcome
    problems: tuple[Problem, ...] = ()
    enrollment_id: str | None = None
    entry: MarkEntry | None = None


@dataclass(frozen=True, slots=True)
class MarksImport:
    """A file of marks, looked at (``changes`` None) or taken in."""

    file_name: str
    encoding: TextEncoding | None
    lines: tuple[MarkLine, ...]
    changes: Changes | None = None
    rejects: str | None = None

    def count(self, outcome: Outcome) -> int:
        """How many rows came to this."""
        return sum(line.outcome is outcome for line in self.lines)

    @property
    def came_back(self) -> tuple[MarkLine, ...]:
        """Rows that go back to their sender."""
        return tuple(line for line in self.lines if line.outcome in COMES_BACK)


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    workbook: Workbook
    table: SheetTable


def check_marks(work: Work, lesson_id: str, path: Path, *, encoding: TextEncoding | None = None) -> MarksImport:
    """What an import would do; raises Refused for what is no file of marks and for a register the worker may not see."""
    page = register_page(work, lesson_id)
    file = _open(path, encoding)
    return MarksImport(file.workbook.name, file.workbook.encoding, _lines(work, page, file))


def import_marks(
    work: Work,
    lesson_id: str,
    path: Path,
    *,
    rejects: Path | None = None,
    encoding: TextEncoding | None = None,
    sentences: Sentences | None = None,
) -> MarksImport:
    """Write the marks of the sound rows; the others go to ``rejects`` with their reasons. Raises as ``check_marks``."""
    page = register_page(work, lesson_id)
    file = _open(path, encoding)
    lines = _lines(work, page, file)
    returned = _give_back(file, lines, rejects, sentences) if rejects else None
    entries = {line.enrollment_id: line.entry for line in lines if line.outcome is Outcome.NEW and line.enrollment_id}
    if entries:
        changes = record_marks(work, lesson_id, entries, method=METHOD)
    else:
        changes = Changes(frozenset(), (), None, (Said.of("marks_import.nothing_changed"),))
    return MarksImport(file.workbook.name, file.workbook.encoding, lines, changes, returned)


def _open(path: Path, encoding: TextEncoding | None) -> _File:
    workbook = read_workbook(path, encoding=encoding)
    found = find_tables(workbook, Wanted(synonyms=Vocabulary(), required=REQUIRED))
    table = found.tables[0]
    if len(table.mapping.missing((MarkField.MARK, MarkField.TIME_IN))) > 1:
        raise Refused("marks_import.no_marks", name=workbook.name)
    return _File(path, workbook, table)


def _lines(work: Work, page: RegisterPage, file: _File) -> tuple[MarkLine, ...]:
    columns = file.table.mapping
    numbers = {cell_text(columns.value(row, RosterField.DOCUMENT_NUMBER)).upper() for row in file.table.body} - {""}
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        people = {number: row.id for number, row in people_with_numbers(session, numbers).items()}
    reader = MarkReader(page, people)
    first: dict[str, int] = {}
    return tuple(_line(reader.read(row, columns), first) for row in file.table.body)


def _line(read: ReadMark, first: dict[str, int]) -> MarkLine:
    """What becomes of a row; ``first`` holds the row in which each person stood first."""
    if read.problems or read.line is None or read.entry is None:
        return MarkLine(read.number, read.name, Outcome.ERROR, read.problems)
    line = read.line
    earlier = first.setdefault(line.enrollment_id, read.number)
    if earlier != read.number:
        values = {"row": earlier, "name": line.name}
        twice = Problem(RosterField.NAME, read.name, "marks_import.same_person", values)
        return MarkLine(read.number, read.name, Outcome.DUPLICATE, (twice,))
    if line.counted is None:
        return MarkLine(read.number, line.name, Outcome.NEW, (), line.enrollment_id, read.entry)
    if _same(line, read.entry):
        return MarkLine(read.number, line.name, Outcome.EXISTING)
    otherwise = Problem(MarkField.MARK, read.entry.mark or "", "marks_import.marked_otherwise", {"name": line.name})
    return MarkLine(read.number, line.name, Outcome.ERROR, (otherwise,))


def _same(line: RegisterLine, entry: MarkEntry) -> bool:
    return line.counted is entry.mark and (entry.minutes is None or line.minutes == entry.minutes)


def _give_back(file: _File, lines: Sequence[MarkLine], target: Path, sentences: Sentences | None) -> str | None:
    words = sentences or Sentences.load(Language.CHINESE, resource("locale"))
    columns: Mapping[str, int] = file.table.mapping.columns
    rejected = [
        RejectedRow(
            file.table.sheet.name,
            line.row,
            tuple(words.of(problem.key, problem.values) for problem in line.problems),
            tuple(columns[problem.field] for problem in line.problems if problem.field in columns),
        )
        for line in lines
        if line.outcome in COMES_BACK
    ]
    if not rejected:
        return None
    write_rejects(file.path, target, workbook=file.workbook, tables=(file.table,), rejected=rejected)
    return str(target)
