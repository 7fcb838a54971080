"""A file taken in row by row, each by the use cases of one record, within one transaction that all of them share.

A look is the same import with everything taken back, so that it foresees what the import will say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from trainingdesk.domain.backup import Why
from trainingdesk.services.backup import back_up_if_due
from trainingdesk.services.changes import Said, Topic
from trainingdesk.services.import_file import file_warnings, give_back, imported_before, remember, used_sheets
from trainingdesk.services.import_result import FileCheck, FileImport
from trainingdesk.services.work import Work, changed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from trainingdesk.domain.access import Action
    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.services.exchange.grid import SheetRow
    from trainingdesk.services.exchange.sheet_table import SheetTable
    from trainingdesk.services.import_file import ImportFile
    from trainingdesk.services.import_result import CheckedRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportKind:
    """What is imported: the ``action`` it is, under which ``purpose`` it stands in the history, what it touches."""

    action: Action
    purpose: str
    topics: tuple[Topic, ...]

    @property
    def memory(self) -> str:
        """Names what is remembered of headings, apart from every other kind."""
        return f"{self.purpose} "


class RowTaking(Protocol):
    """One file on its way in; ``touched`` are the ids of what it made and changed."""

    touched: list[str]

    def take(self, table: SheetTable, row: SheetRow) -> CheckedRow:
        """What became of a row."""


def try_rows(work: Work, file: ImportFile, kind: ImportKind, begin: Callable[[Work], RowTaking]) -> FileCheck:
    """What an import would do, row by row; nothing is written."""
    with work.trying(kind.action) as tried:
        return _taken(tried, file, kind, begin(tried))


def import_rows(
    work: Work,
    file: ImportFile,
    kind: ImportKind,
    begin: Callable[[Work], RowTaking],
    *,
    rejects: Path | None,
    sentences: Sentences | None,
) -> FileImport:
    """Take the sound rows in and write the others to ``rejects``: one change set, after a backup.

    Where the rejects cannot be written, nothing is imported.
    """
    back_up_if_due(work, Why.BEFORE_IMPORT)
    with work.together(kind.action, note=file.path.name) as joined:
        taking = begin(joined)
        result = _taken(joined, file, kind, taking)
        with joined.writing(kind.action) as session:
            remember(work, session, file, result, purpose=kind.purpose, memory=kind.memory)
            said = () if taking.touched else (Said.of("import_file.nothing_changed"),)
            changes = changed(session, *kind.topics, rows=tuple(taking.touched), said=said)
        kept = None if rejects is None else give_back(file, result.lines, rejects, sentences)
        return FileImport(result, changes, kept)


def _taken(work: Work, file: ImportFile, kind: ImportKind, taking: RowTaking) -> FileCheck:
    with work.reading(kind.action) as session:
        before = imported_before(session, file)
    return FileCheck(
        file_name=file.workbook.name,
        file_sha256=file.workbook.digest,
        encoding=file.workbook.encoding,
        sheets=used_sheets(file),
        lines=tuple(taking.take(table, row) for table in file.tables for row in table.body),
        warnings=before + file_warnings(file),
    )
