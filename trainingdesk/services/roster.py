"""Rosters of a class (学员花名册) from a file: looked at, taken in, and what cannot be taken in given back (FEATURES 25–27).

One import is one change set and one undo. A second import of the same people changes nothing and says so, whatever the file
is called, however its columns stand and by whichever program it was saved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.backup import Why
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.services import person
from trainingdesk.services.backup import back_up_if_due
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.code_list import county_tables
from trainingdesk.services.exchange.rejects import RejectedRow, write_rejects
from trainingdesk.services.exchange.roster_rows import RosterReader
from trainingdesk.services.kept_values import kept_values
from trainingdesk.services.roster_alike import with_doubts
from trainingdesk.services.roster_desk import of_class, with_people
from trainingdesk.services.roster_file import file_warnings, is_returned_export, open_roster, used_sheets
from trainingdesk.services.roster_match import Matched, match, read_rows
from trainingdesk.services.roster_result import COMES_BACK, Outcome, RosterCheck, RosterImport, RosterLine
from trainingdesk.services.roster_verdicts import Verdicts, foreseen, spoken
from trainingdesk.services.roster_write import write
from trainingdesk.services.training_class import class_by_number
from trainingdesk.services.work import Work, changed
from trainingdesk.settings.divisions import places_of
from trainingdesk.settings.shipped import resource
from trainingdesk.storage import import_run
from trainingdesk.storage.change_set import current
from trainingdesk.storage.import_run import ImportRun

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sqlmodel import Session

    from trainingdesk.services.enrollment import Enrolled
    from trainingdesk.services.exchange.file_content import Source
    from trainingdesk.services.exchange.grid import TextEncoding
    from trainingdesk.services.roster_file import RosterFile
    from trainingdesk.settings.divisions import Place
    from trainingdesk.settings.roster_headings import RosterField
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
    mapping: Mapping[str, RosterField | None] | None = None,
) -> RosterCheck:
    """What an import of this file would do, row by row; nothing is written.

    ``mapping`` explains headings (None: leave the column out). Raises Refused for a class that is not there and a file that
    is no roster, Unavailable for a file that cannot be read just now.
    """
    the_class = class_by_number(work, class_number)
    with work.reading(Action.IMPORT_ROSTER) as session:
        file = _open(session, path, sheet, encoding, mapping)
        matched = _matched(work, session, the_class, file)
        return _result(
            the_class,
            file,
            matched,
            foreseen(work, session, the_class, matched),
            _imported_before(session, file),
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
    mapping: Mapping[str, RosterField | None] | None = None,
    sentences: Sentences | None = None,
) -> RosterImport:
    """Take the sound rows in and write the others to ``rejects``, in the sender's own layout, with their reasons.

    ``sentences`` is the language of those reasons (Chinese, where none is given: they go to a village). A backup is made
    before. Everything goes in or nothing: where the rejects cannot be written, nothing is imported. Raises as ``check``.
    """
    the_class = class_by_number(work, class_number)
    with work.reading(Action.IMPORT_ROSTER) as session:
        file = _open(session, path, sheet, encoding, mapping)
    back_up_if_due(work, Why.BEFORE_IMPORT)
    with work.writing(Action.IMPORT_ROSTER, note=path.name) as session:
        matched = _matched(work, session, the_class, file)
        enrolled = write(work, session, the_class, matched)
        result = _result(the_class, file, matched, spoken(enrolled), _imported_before(session, file))
        _remember(work, session, file, result)
        kept = None if rejects is None else _give_back(file, matched, rejects, sentences or _chinese())
        return RosterImport(result, _changes(session, matched, enrolled), kept)


def _open(
    session: Session,
    path: Source,
    sheet: str | None,
    encoding: TextEncoding | None,
    mapping: Mapping[str, RosterField | None] | None,
) -> RosterFile:
    remembered = import_run.mappings(session)
    return open_roster(path, remembered=remembered, sheet=sheet, encoding=encoding, mapping=mapping)


def _matched(work: Work, session: Session, the_class: ClassRow, file: RosterFile) -> list[Matched]:
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
    the_class: ClassRow, file: RosterFile, matched: Sequence[Matched], verdicts: Verdicts, warnings: tuple[Said, ...]
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


def _line(one: Matched) -> RosterLine:
    row = one.read.row
    return RosterLine(
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


def _imported_before(session: Session, file: RosterFile) -> tuple[Said, ...]:
    times = import_run.imports_of_file(session, file.workbook.digest)
    return (Said.of("roster.imported_before", times=times),) if times else ()


def _remember(work: Work, session: Session, file: RosterFile, result: RosterCheck) -> None:
    """Keep what this import was, and what somebody said about the headings of this sender."""
    counts = {outcome.value: result.count(outcome) for outcome in Outcome}
    run = ImportRun(
        change_set=current(session),
        purpose=PURPOSE,
        file_name=result.file_name,
        file_sha256=result.file_sha256,
        sender=file.sender,
        counts=counts,
        by_user=work.worker.user_id,
        at=work.now(),
    )
    import_run.record(session, run)
    known = import_run.mappings(session)
    for layout, decided in file.decisions.items():
        import_run.remember_mapping(session, layout, {**known.get(layout, {}), **decided}, now=work.now())


def _changes(session: Session, matched: Sequence[Matched], enrolled: Sequence[tuple[Matched, Enrolled]]) -> Changes:
    touched = [one.enrollment_id for _row, one in enrolled]
    touched += [one.person.id for one in matched if one.outcome is Outcome.CHANGED and one.person]
    known = any(one.outcome is Outcome.EXISTING for one in matched)
    nothing = Said.of("roster.nothing_changed") if known else Said.of("roster.nothing_written")
    said = () if touched else (nothing,)
    return changed(session, Topic.PEOPLE, Topic.ENROLLMENTS, rows=tuple(touched), said=said)


def _give_back(file: RosterFile, matched: Sequence[Matched], target: Path, sentences: Sentences) -> str | None:
    """Write the rejects; None where nothing comes back (a file of an earlier time is left alone)."""
    rejected = [_rejected(one, sentences) for one in matched if one.outcome in COMES_BACK]
    if not rejected:
        return None
    write_rejects(file.path, target, workbook=file.workbook, tables=file.tables, rejected=rejected)
    return str(target)


def _rejected(one: Matched, sentences: Sentences) -> RejectedRow:
    columns = one.read.table.mapping.columns
    guilty = tuple(dict.fromkeys(columns[problem.field] for problem in one.problems if problem.field in columns))
    reasons = tuple(sentences.of(problem.key, problem.values) for problem in one.problems)
    return RejectedRow(one.read.table.sheet.name, one.read.row.number, reasons, guilty)


def _chinese() -> Sentences:
    return Sentences.load(Language.CHINESE, resource("locale"))
