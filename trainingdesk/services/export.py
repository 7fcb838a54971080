"""Exports of people, rosters, marks and the catalogue as .xlsx or .csv (FEATURES 63, 65, 66).

What concerns people is logged with its reason, and masked unless the role may see it. A class roster carries the id of each
row: when it comes back, each row is known again, and an edited cell is one changed row.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.phone import masked_phone
from trainingdesk.services import audit
from trainingdesk.services.attendance_marks import mark_set
from trainingdesk.services.code_list import county_tables
from trainingdesk.services.exchange.export_table import ColumnKind, ExportColumn, ExportTable
from trainingdesk.services.exchange.spreadsheet import write_csv, write_xlsx
from trainingdesk.services.exchange.watched_rows import Watched
from trainingdesk.services.lesson_headings import title_of
from trainingdesk.services.marks_matrix import lessons_to_mark
from trainingdesk.services.person_values import DOCUMENT_KINDS
from trainingdesk.services.roster_columns import COLUMNS, STATUS_NAMES, OwnField
from trainingdesk.services.roster_match import masked_number
from trainingdesk.services.training_class import class_by_number
from trainingdesk.settings.code_tables import Found
from trainingdesk.settings.roster_headings import RosterField
from trainingdesk.storage import attendance, enrollment, person, person_merge
from trainingdesk.storage import roster as bulk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from sqlmodel import Session

    from trainingdesk.domain.attendance import Mark
    from trainingdesk.domain.identity import DocumentKind
    from trainingdesk.services.attendance_marks import MarkSet
    from trainingdesk.services.exchange.export_table import Value
    from trainingdesk.services.roster_columns import RosterColumn
    from trainingdesk.services.work import Work
    from trainingdesk.settings.code_tables import CodeTable, Tables
    from trainingdesk.storage.person import CategoryRow, PersonRow

_F = RosterField

XLSX: Final = ".xlsx"
CSV: Final = ".csv"
PEOPLE_AT_ONCE: Final = 500
#: Fields of an export that hold a code, and the table that names it.
_CODED: Final = {
    _F.EDUCATION: "education",
    _F.ETHNIC_GROUP: "ethnic_groups",
    _F.EMPLOYMENT: "employment_identity",
    _F.HOUSEHOLD: "hukou",
}
_PERSON: Final = tuple(column for column in COLUMNS if column.field not in {*OwnField, _F.NOTE})


class PersonCells:
    """What the cells of an export show of a person, in the words of ``tables``; ``masked`` hides the middle of numbers."""

    def __init__(self, tables: Tables, *, masked: bool) -> None:
        self._tables = tables
        self._masked = masked

    def of(self, person_row: PersonRow, categories: Iterable[CategoryRow]) -> dict[str, Value]:
        """By field (``RosterField``), what is shown."""
        return {
            _F.NAME: person_row.name,
            _F.DOCUMENT_KIND: self._kind(person_row.document_kind),
            _F.SEX: self._tables.codes("sex").of_core(person_row.sex).name if person_row.sex else None,
            _F.BIRTH_DATE: person_row.birth_date,
            _F.ADDRESS: person_row.address,
            _F.PAYEE_BANK: person_row.payee_bank,
            _F.CATEGORY: "、".join(self.category(one.category) for one in categories),
            **self._numbers(person_row),
            **{field: self._name(table, getattr(person_row, field)) for field, table in _CODED.items()},
        }

    def category(self, code: str) -> str:
        """The name of a category as it is read back also beside another; its code where no writing of it is."""
        table = self._tables.codes("person_categories")
        if code not in table:
            return code
        item = table[code]
        return next((text for text in (item.name, *item.aliases) if _read_back(table, text, code)), code)

    def _numbers(self, row: PersonRow) -> dict[str, Value]:
        if not self._masked:
            return {
                _F.DOCUMENT_NUMBER: row.document_number,
                _F.PHONE: row.phone,
                _F.PAYEE_ACCOUNT: row.payee_account,
                _F.SOCIAL_SECURITY_CARD: row.social_security_card,
            }
        return {
            _F.DOCUMENT_NUMBER: row.id_mask,
            _F.PHONE: masked_phone(row.phone) if row.phone else None,
            _F.PAYEE_ACCOUNT: masked_number(row.payee_account),
            _F.SOCIAL_SECURITY_CARD: masked_number(row.social_security_card),
        }

    def _kind(self, kind: DocumentKind | None) -> str | None:
        """A number of another kind than a resident's is read only where its kind stands beside it."""
        table = self._tables.codes("id_document_types")
        return next((table.of_core(core).name for core, one in DOCUMENT_KINDS.items() if one is kind), None)

    def _name(self, table: str, code: str | None) -> str | None:
        codes = self._tables.codes(table)
        return code if code is None or code not in codes else codes[code].name


def _read_back(table: CodeTable, text: str, code: str) -> bool:
    """Whether a writing that stands beside another is understood: 低保/零就业 would be taken apart."""
    return table.find_each(f"{text}、{text}") == Found((code,), ())


def export_people(
    work: Work,
    path: Path,
    *,
    reason: str,
    masked: bool = False,
    watch: Callable[[int, int], bool] | None = None,
) -> int:
    """Everybody as a list; answers how many. ``watch`` hears people done and all, and may end it.

    Raises Refused without a reason, for another ending than .xlsx or .csv, and ``export.stopped``.
    """
    _check_ending(path)
    _log(work, reason=reason)
    with work.reading(Action.EXPORT_PEOPLE) as session:
        cells = PersonCells(county_tables(session), masked=masked or not work.worker.may(Action.REVEAL_IDENTITY))
        watched = Watched(bulk.count_people(session) if watch else 0, watch)
        counted = _Numbered(watched.each(_people(session, cells)))
        _write(path, ExportTable("人员名单", _columns(_PERSON), counted))
        return counted.count


def export_roster(work: Work, class_number: str, path: Path, *, reason: str, masked: bool = False) -> int:
    """The roster of a class, in the order of enrollment numbers, with the ids by which its rows are known again."""
    _check_ending(path)
    the_class = class_by_number(work, class_number)
    _log(work, reason=reason, subject=("training_class", the_class.id))
    with work.reading(Action.EXPORT_PEOPLE) as session:
        cells = PersonCells(county_tables(session), masked=masked or not work.worker.may(Action.REVEAL_IDENTITY))
        counted = _Numbered(_roster(session, the_class.id, cells))
        _write(path, ExportTable("学员花名册", _columns(COLUMNS), counted))
        return counted.count


def export_marks(work: Work, class_number: str, path: Path, *, reason: str) -> int:
    """The marks of a class: one row a trainee, one column a lesson; a mark stands under its name.

    The file can be filled in or edited, and comes back by ``marks_matrix.import_matrix``.
    """
    _check_ending(path)
    the_class = class_by_number(work, class_number)
    _log(work, reason=reason, subject=("training_class", the_class.id))
    with work.reading(Action.EXPORT_PEOPLE) as session:
        marks = mark_set(session)
        lessons = lessons_to_mark(session, the_class.id)
        found = {
            (one.enrollment_id, one.lesson_id): one.mark for one in attendance.marks_of_class(session, the_class.id)
        }
        titles = [title_of(one) for one in lessons]
        columns = [ExportColumn(title) for title in ("学员编号", "姓名", *titles)]
        rows = [
            [line.number, line.name, *(_named(marks, found.get((line.enrollment_id, one.id))) for one in lessons)]
            for line in enrollment.roll(session, the_class.id)
        ]
        _write(path, ExportTable("考勤记录", tuple(columns), rows))
        return len(rows)


def _log(work: Work, *, reason: str, subject: tuple[str, str] | None = None) -> None:
    """Written before anything leaves: what fails afterwards was an attempt, and stays in the log."""
    with work.writing(Action.EXPORT_PEOPLE) as session:
        audit.log(work, session, Logged.EXPORTED, subject=subject, reason=reason)


def _check_ending(path: Path) -> None:
    if path.suffix.lower() not in {XLSX, CSV}:
        raise Refused("export.wrong_ending", name=path.name)


def _write(path: Path, table: ExportTable) -> None:
    if path.suffix.lower() == CSV:
        write_csv(path, table)
    else:
        write_xlsx(path, (table,))


def _columns(columns: Sequence[RosterColumn]) -> tuple[ExportColumn, ...]:
    kinds: dict[str, ColumnKind] = {_F.BIRTH_DATE: ColumnKind.DATE, _F.SEQUENCE: ColumnKind.NUMBER}
    return tuple(ExportColumn(one.title, kinds.get(one.field, ColumnKind.TEXT), one.width) for one in columns)


class _Numbered:
    """Rows on their way into a file: numbered in their first cell, and counted."""

    def __init__(self, rows: Iterator[Sequence[Value]]) -> None:
        self.count = 0
        self._rows = rows

    def __iter__(self) -> Iterator[Sequence[Value]]:
        for row in self._rows:
            self.count += 1
            yield (self.count, *row)


def _people(session: Session, cells: PersonCells) -> Iterator[Sequence[Value]]:
    people = bulk.people_in_order(session)
    while batch := list(islice(people, PEOPLE_AT_ONCE)):
        categories = person.categories(session, [row.id for row in batch])
        for row in batch:
            shown = cells.of(row, categories[row.id])
            yield [shown[column.field] for column in _PERSON[1:]]


def _roster(session: Session, class_id: str, cells: PersonCells) -> Iterator[Sequence[Value]]:
    enrolled = enrollment.enrollments_of_class(session, class_id)
    merged = person_merge.aliases(session)
    owner = {one.id: merged.get(one.person_id, one.person_id) for one in enrolled}
    people = bulk.people_by_id(session, set(owner.values()))
    categories = person.categories(session, people)
    for one in enrolled:
        row = people.get(owner[one.id])
        if row is not None:
            shown = cells.of(row, categories[row.id])
            shown |= {_F.NOTE: one.note, OwnField.ROW_ID: one.id}
            shown |= {OwnField.NUMBER: one.number, OwnField.STATUS: STATUS_NAMES[one.status]}
            yield [shown[column.field] for column in COLUMNS[1:]]


def _named(marks: MarkSet, mark: Mark | None) -> str | None:
    return None if mark is None else marks.of(mark).name
