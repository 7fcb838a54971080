"""The marks of a class from a matrix (考勤表): one row a trainee, one column a lesson, as an export has it (FEATURES 65).

Every cell goes through the use cases of the register, so that their rules hold: who may be marked, closed registers, what
only the office corrects, and with which reason. What was decided:

* A cell names a mark of the county by its name, symbol or code. One that says what counts already is no news, and an empty
  cell takes no mark away.
* Where a register is closed, or some days have passed, a cell that says otherwise is the office's correction; it needs the
  reason that somebody gives with the file, and comes back without one.
* A row goes in whole or comes back whole, so that nobody has to look which half of it stands.
* One import is one change set and one undo.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import LessonState
from trainingdesk.services.changes import Topic
from trainingdesk.services.class_access import class_seen
from trainingdesk.services.import_file import Expected, Reading, open_file, remembered
from trainingdesk.services.import_rows import ImportKind, import_rows, try_rows
from trainingdesk.services.lesson_headings import LessonHeadings
from trainingdesk.services.marks_taking import MatrixTaking, on_desk
from trainingdesk.settings.roster_headings import RosterField
from trainingdesk.storage import lesson

if TYPE_CHECKING:
    from pathlib import Path

    from sqlmodel import Session

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.services.exchange.file_content import Source
    from trainingdesk.services.import_file import ImportFile
    from trainingdesk.services.import_result import FileCheck, FileImport
    from trainingdesk.services.work import Work
    from trainingdesk.storage.lesson import LessonRow

KIND: Final = ImportKind(action=Action.TAKE_REGISTER, purpose="marks", topics=(Topic.ATTENDANCE, Topic.LESSONS))


def lessons_to_mark(session: Session, class_id: str) -> tuple[LessonRow, ...]:
    """The lessons that a matrix has columns for."""
    return tuple(one for one in lesson.lessons_of(session, class_id) if one.state is not LessonState.CANCELLED)


def check_matrix(
    work: Work, class_id: str, path: Source, reading: Reading | None = None, *, reason: str | None = None
) -> FileCheck:
    """What an import of this file would do, row by row; nothing is written.

    Raises Refused for a class that is not the worker's and for a file that has no column of one of its lessons.
    """
    file = _open(work, class_id, path, reading or Reading())
    return try_rows(work, file, KIND, lambda tried: _taking(tried, class_id, reason))


def import_matrix(
    work: Work,
    class_id: str,
    path: Source,
    reading: Reading | None = None,
    *,
    reason: str | None = None,
    rejects: Path | None = None,
    sentences: Sentences | None = None,
) -> FileImport:
    """Write the marks of the sound rows and the other rows to ``rejects``; ``reason`` is that of the office's corrections.

    Raises as ``check_matrix``.
    """
    file = _open(work, class_id, path, reading or Reading())
    begin = lambda joined: _taking(joined, class_id, reason)  # noqa: E731
    return import_rows(work, file, KIND, begin, rejects=rejects, sentences=sentences)


def _open(work: Work, class_id: str, path: Source, reading: Reading) -> ImportFile:
    with work.reading(Action.TAKE_REGISTER) as session:
        lessons = lessons_to_mark(session, class_seen(work, session, class_id).id)
        expected = Expected(
            words=LessonHeadings(lessons),
            required={RosterField.NAME: "姓名"},
            remembered=remembered(session, KIND.memory),
        )
    file = open_file(path, expected, reading)
    ids = {one.id for one in lessons}
    if not any(ids & set(table.mapping.columns) for table in file.tables):
        raise Refused("marks_matrix.no_lessons", name=file.workbook.name)
    return file


def _taking(work: Work, class_id: str, reason: str | None) -> MatrixTaking:
    with work.reading(Action.TAKE_REGISTER) as session:
        return MatrixTaking(work, on_desk(session, class_id, lessons_to_mark(session, class_id)), reason)
