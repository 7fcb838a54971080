"""A file that is imported: its sheets and columns, what people decided about them, and what is kept of the import.

Rosters, the lists of the catalogue and matrices of marks are read, remembered and given back alike; what a row means is
the business of each.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.services.changes import Said
from trainingdesk.services.exchange.headings import Wanted, signature
from trainingdesk.services.exchange.rejects import RejectedRow, write_rejects
from trainingdesk.services.exchange.sheet_table import find_tables
from trainingdesk.services.exchange.workbook import read_workbook
from trainingdesk.services.import_result import COMES_BACK, Outcome, UsedSheet
from trainingdesk.settings.roster_headings import RosterField, heading_form
from trainingdesk.settings.shipped import resource
from trainingdesk.storage import import_run
from trainingdesk.storage.change_set import current
from trainingdesk.storage.import_run import ImportRun

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sqlmodel import Session

    from trainingdesk.services.exchange.file_content import Source
    from trainingdesk.services.exchange.grid import TextEncoding, Workbook
    from trainingdesk.services.exchange.headings import FieldOfHeading, Header, Heading
    from trainingdesk.services.exchange.sheet_table import FoundTables, SheetTable
    from trainingdesk.services.import_result import CheckedRow, FileCheck
    from trainingdesk.services.work import Work

ROW_ID: Final = "row_id"
"""The column by which an export of this program knows its rows again."""
LEFT_OUT: Final = RosterField.NOT_KEPT.value
"""What a heading means whose column somebody left out."""
SHOWN_TEXT: Final = 30
"""Characters of a skipped line that are repeated to the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a file of one kind may hold: its words, the fields it must have, and those that are known and not taken in.

    ``remembered`` is by layout; ``missing`` and ``not_taken_said`` are the sentences for a file without such a table and for
    columns that are not taken.
    """

    words: FieldOfHeading
    required: Mapping[str, str]
    remembered: Mapping[str, Mapping[str, str | None]]
    not_taken: frozenset[str] = frozenset({LEFT_OUT})
    missing: str = "import_file.no_table"
    not_taken_said: str = "import_file.left_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How somebody wants a file read: one sheet of it, its encoding, and what headings mean (None: leave the column out).

    In a list ``empty_erases`` lets empty cells erase what stands.
    """

    sheet: str | None = None
    encoding: TextEncoding | None = None
    mapping: Mapping[str, str | None] = field(default_factory=dict)
    empty_erases: bool = False


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file with the tables that were found in it; ``told`` are the headings somebody explained this time."""

    path: Source
    expected: Expected
    workbook: Workbook
    tables: tuple[SheetTable, ...]
    other_sheets: tuple[str, ...]
    told: Mapping[str, str]

    @property
    def decisions(self) -> dict[str, dict[str, str | None]]:
        """By layout, the field of every heading that was explained this time (None: leave it out)."""
        return {signature(table.header): _decided(table.header, self.told) for table in self.tables if self.told}

    @property
    def sender(self) -> str:
        """Names the layout of the first table."""
        return signature(self.tables[0].header)


class _Words:
    """What a heading means: what was said this time, then the words of the kind."""

    def __init__(self, told: Mapping[str, str], words: FieldOfHeading) -> None:
        self._told = told
        self._words = words

    def field_of(self, text: str, /) -> str | None:
        return self._told.get(heading_form(text)) or self._words.field_of(text)


def open_file(path: Source, expected: Expected, reading: Reading) -> ImportFile:
    """Read a file and find its tables.

    Raises Refused for what is no spreadsheet or holds no such table, for a sheet that is not there; Unavailable for a
    locked file.
    """
    told = {heading_form(text): meant or LEFT_OUT for text, meant in reading.mapping.items()}
    workbook = read_workbook(path, encoding=reading.encoding)
    memory = {layout: _without(known, told) for layout, known in expected.remembered.items()}
    wanted = Wanted(
        synonyms=_Words(told, expected.words),
        required=expected.required,
        remembered=memory,
        row_label=RosterField.SEQUENCE,
        missing=expected.missing,
    )
    found = find_tables(_only(workbook, reading.sheet), wanted)
    return ImportFile(path, expected, workbook, found.tables, _others(workbook, found), told)


def used_sheets(file: ImportFile) -> tuple[UsedSheet, ...]:
    """What was understood of each sheet."""
    return tuple(
        UsedSheet(
            name=table.sheet.name,
            heading_rows=table.header.rows,
            mapping={heading.text: field for heading in table.header.headings if (field := _field(table, heading))},
            unmapped=tuple(heading.text for heading in table.mapping.unmapped),
            hidden_rows=table.hidden_rows,
            returned=is_returned_export(table),
        )
        for table in file.tables
    )


def is_returned_export(table: SheetTable) -> bool:
    """Whether the table has the column by which an export of this program knows its rows again."""
    return ROW_ID in table.mapping.columns


def file_warnings(file: ImportFile) -> tuple[Said, ...]:
    """What somebody should know about the file as a whole."""
    said: list[Said] = []
    if file.other_sheets:
        said.append(Said.of("import_file.other_sheets", sheets=file.other_sheets))
    for table in file.tables:
        said += _about_table(table, file.expected)
    return tuple(said)


def _about_table(table: SheetTable, expected: Expected) -> Iterable[Said]:
    if table.sheet.hidden:
        yield Said.of("import_file.hidden_sheet", sheet=table.sheet.name)
    if table.hidden_rows:
        yield Said.of("import_file.hidden_rows", sheet=table.sheet.name, rows=table.hidden_rows)
    for skipped in table.skipped:
        yield Said.of(skipped.reason.key, row=skipped.number, text=skipped.text[:SHOWN_TEXT])
    if table.mapping.unmapped:
        names = tuple(heading.text for heading in table.mapping.unmapped)
        yield Said.of("headings.unmapped", headings=names)
    dropped = tuple(heading.text for heading in table.header.headings if _field(table, heading) in expected.not_taken)
    if dropped:
        yield Said.of(expected.not_taken_said, headings=dropped)
    if {one.field for one in table.mapping.ambiguous} >= expected.required.keys():
        yield Said.of("import_file.side_by_side", sheet=table.sheet.name)
    for one in table.mapping.ambiguous:
        others = tuple(heading.text for heading in one.others)
        yield Said.of("headings.ambiguous", taken=one.taken.text, others=others)


def remembered(session: Session, memory: str = "") -> dict[str, Mapping[str, str | None]]:
    """What people decided about layouts; each kind of file has a ``memory`` of its own, and that of rosters has no name."""
    known = import_run.mappings(session)
    return {layout.removeprefix(memory): meant for layout, meant in known.items() if layout.startswith(memory)}


def imported_before(session: Session, file: ImportFile) -> tuple[Said, ...]:
    """That exactly this file was imported before, where it was."""
    times = import_run.imports_of_file(session, file.workbook.digest)
    return (Said.of("import_file.imported_before", times=times),) if times else ()


def remember(
    work: Work, session: Session, file: ImportFile, result: FileCheck, *, purpose: str, memory: str = ""
) -> None:
    """Keep what this import was, and what somebody said about the headings of this sender."""
    run = ImportRun(
        change_set=current(session),
        purpose=purpose,
        file_name=result.file_name,
        file_sha256=result.file_sha256,
        sender=file.sender,
        counts={outcome.value: result.count(outcome) for outcome in Outcome},
        by_user=work.worker.user_id,
        at=work.now(),
    )
    import_run.record(session, run)
    known = import_run.mappings(session)
    for layout, decided in file.decisions.items():
        sender = memory + layout
        import_run.remember_mapping(session, sender, {**known.get(sender, {}), **decided}, now=work.now())


def give_back(file: ImportFile, lines: Iterable[CheckedRow], target: Path, sentences: Sentences | None) -> str | None:
    """Write the rejects; None where nothing comes back (a file of an earlier time is left alone).

    Without ``sentences`` the reasons are Chinese: they go to a village.
    """
    words = sentences or Sentences.load(Language.CHINESE, resource("locale"))
    tables = {table.sheet.name: table for table in file.tables}
    rejected = [_rejected(tables[one.sheet], one, words) for one in lines if one.outcome in COMES_BACK]
    if not rejected:
        return None
    write_rejects(file.path, target, workbook=file.workbook, tables=file.tables, rejected=rejected)
    return str(target)


def _rejected(table: SheetTable, line: CheckedRow, words: Sentences) -> RejectedRow:
    columns = table.mapping.columns
    guilty = tuple(dict.fromkeys(columns[problem.field] for problem in line.problems if problem.field in columns))
    reasons = tuple(words.of(problem.key, problem.values) for problem in line.problems)
    return RejectedRow(line.sheet, line.row, reasons, guilty)


def _without(known: Mapping[str, str | None], told: Mapping[str, str]) -> dict[str, str | None]:
    """What was decided before, without the headings that are explained anew."""
    return {form: meant for form, meant in known.items() if told.keys().isdisjoint((form, *form.split("/")))}


def _only(workbook: Workbook, sheet: str | None) -> Workbook:
    if sheet is None:
        return workbook
    chosen = tuple(one for one in workbook.sheets if one.name == sheet)
    if not chosen:
        raise Refused("headings.no_such_sheet", sheet=sheet, sheets=tuple(one.name for one in workbook.sheets))
    return replace(workbook, sheets=chosen)


def _others(workbook: Workbook, found: FoundTables) -> tuple[str, ...]:
    """Sheets with anything on them that were not read."""
    used = {table.sheet.name for table in found.tables}
    return tuple(sheet.name for sheet in workbook.sheets if sheet.rows and sheet.name not in used)


def _decided(header: Header, told: Mapping[str, str]) -> dict[str, str | None]:
    meant = {heading.form: _told(heading, told) for heading in header.headings}
    return {form: None if one == LEFT_OUT else one for form, one in meant.items() if one}


def _told(heading: Heading, told: Mapping[str, str]) -> str | None:
    return next((told[form] for text in heading.readings if (form := heading_form(text)) in told), None)


def _field(table: SheetTable, heading: Heading) -> str | None:
    return next((str(meant) for meant, column in table.mapping.columns.items() if column == heading.column), None)
