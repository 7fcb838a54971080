"""Rosters of a class (学员花名册) from a file: looked at, taken in, and what cannot be taken in given back (FEATURES 25–27).

One import is one change set and one undo. A second import of the same people changes nothing and says so, whatever the file
is called, however its columns stand and by whichever program it was saved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.backup import Why
from trainingdesk.services import person
from trainingdesk.services.backup import back_up_if_due
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.code_list import county_tables
from trainingdesk.services.exchange.roster_rows import RosterReader
from trainingdesk.services.import_file import (
    Reading,
    file_warnings,
    give_back,
    imported_before,
    is_returned_export,
    open_file,
    remember,
    used_sheets,
)
from trainingdesk.services.import_result import CheckedRow, Outcome
from trainingdesk.services.kept_values import kept_values
from trainingdesk.services.roster_alike import with_doubts
from trainingdesk.services.roster_desk import of_class, with_people
from trainingdesk.services.roster_file import expected_roster
from trainingdesk.services.roster_match import Matched, match, read_rows
from trainingdesk.services.roster_result import RosterCheck, RosterImport
from trainingdesk.services.roster_verdicts import foreseen, spoken
from trainingdesk.services.roster_write import write
from trainingdesk.services.training_class import class_by_number
from trainingdesk.services.work import Work, changed
from trainingdesk.settings.divisions import places_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sqlmodel import Session

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.services.enrollment import Enrolled
    from trainingdesk.services.exchange.file_content import Source
    from trainingdesk.services.exchange.grid import TextEncoding
    from trainingdesk.services.import_file import ImportFile
    from trainingdesk.services.roster_verdicts import Verdicts
    from trainingdesk.settings.divisions import Place
    from trainingdesk.storage.training_class import ClassRow

PURPOSE: Final = "roster"


@kept_values()
def check(
    work: Work,
    class_number: str,
    path: Source,
    *,
    sheet: str | None = None,
    encoding: TextEncoding | None = None,
    mapping: Mapping[str, str | None] | None = None,
) -> RosterCheck:
    """What an import of this file would do, row by row; nothing is written.

    ``mapping`` explains headings (None: leave the column out). Raises Refused for a class that is not there and a file that
    is no roster, Unavailable for a file that cannot be read just now.
    """
    the_class = class_by_number(work, class_number)
    with work.reading(Action.IMPORT_ROSTER) as session:
        reading = Reading(sheet=sheet, encoding=encoding, mapping=mapping or {})
        file = open_file(path, expected_roster(session), reading)
        matched = _matched(work, session, the_class, file)
        return _result(
            the_class,
            file,
            matched,
            foreseen(work, session, the_class, matched),
            imported_before(session, file),
        )


@kept_values()
def import_roster(
    work: Work,
    class_number: str,
    path: Source,
    *,
    rejects: Path | None = None,
    sheet: str | None = None,
    encoding: TextEncoding | None = None,
    mapping: Mapping[str, str | None] | None = None,
    sentences: Sentences | None = None,
) -> RosterImport:
    """Take the sound rows in and write the others to ``rejects``, in the sender's own layout, with their reasons.

    ``sentences`` is the language of those reasons (Chinese, where none is given: they go to a village). A backup is made
    before. Everything goes in or nothing: where the rejects cannot be written, nothing is imported. Raises as ``check``.
    """
    the_class = class_by_number(work, class_number)
    with work.reading(Action.IMPORT_ROSTER) as session:
        reading = Reading(sheet=sheet, encoding=encoding, mapping=mapping or {})
        file = open_file(path, expected_roster(session), reading)
    back_up_if_due(work, Why.BEFORE_IMPORT)
    with work.writing(Action.IMPORT_ROSTER, note=path.name) as session:
        matched = _matched(work, session, the_class, file)
        enrolled = write(work, session, the_class, matched)
        result = _result(the_class, file, matched, spoken(enrolled), imported_before(session, file))
        remember(work, session, file, result, purpose=PURPOSE)
        kept = None if rejects is None else give_back(file, result.lines, rejects, sentences)
        return RosterImport(result, _changes(session, matched, enrolled), kept)


def _matched(work: Work, session: Session, the_class: ClassRow, file: ImportFile) -> list[Matched]:
    tables = county_tables(session, active_only=True)
    people = person.reader(work, session, tables)
    reader = RosterReader(people, places=_places(work), categories=tables.codes("person_categories"))
    desk = of_class(session, the_class.id, for_export=any(map(is_returned_export, file.tables)))
    read = read_rows(file.tables, reader, desk)
    numbers = [number for one in read if (number := one.row.document_number)]
    matched = match(read, with_people(session, desk, numbers))
    return with_doubts(session, matched, in_class=desk.enrollments.keys())


def _places(work: Work) -> tuple[Place, ...]:
    """The towns of the county; none where the program ships no list for it (addresses are then kept as they are)."""
    try:
        return places_of(work.county_code)
    except FileNotFoundError:
        return ()


def _result(
    the_class: ClassRow, file: ImportFile, matched: Sequence[Matched], verdicts: Verdicts, warnings: tuple[Said, ...]
) -> RosterCheck:
    return RosterCheck(
        class_number=the_class.number,
        file_name=file.workbook.name,
        file_sha256=file.workbook.digest,
        encoding=file.workbook.encoding,
        sheets=used_sheets(file),
        lines=tuple(map(_line, matched)),
        warnings=warnings + file_warnings(file),
        not_eligible=verdicts.refused,
        waitlisted=verdicts.waitlisted,
    )


def _line(one: Matched) -> CheckedRow:
    row = one.read.row
    return CheckedRow(
        sheet=one.read.table.sheet.name,
        row=row.number,
        hidden=row.hidden,
        outcome=one.outcome,
        name=row.name or (one.person.name if one.person else ""),
        known=one.person is not None,
        problems=one.problems,
        mends=row.mends,
        doubts=(*row.doubts, *one.doubts),
    )


def _changes(session: Session, matched: Sequence[Matched], enrolled: Sequence[tuple[Matched, Enrolled]]) -> Changes:
    touched = [one.enrollment_id for _row, one in enrolled]
    touched += [one.person.id for one in matched if one.outcome is Outcome.CHANGED and one.person]
    known = any(one.outcome is Outcome.EXISTING for one in matched)
    nothing = Said.of("roster.nothing_changed") if known else Said.of("roster.nothing_written")
    said = () if touched else (nothing,)
    return changed(session, Topic.PEOPLE, Topic.ENROLLMENTS, rows=tuple(touched), said=said)
