"""Lists of the catalogue (目录) from a file: looked at, taken in, and what cannot be taken in given back (FEATURES 65).

Every row goes through the use case by which a clerk adds or edits one record, so that its rules hold here as they hold
there. What was decided:

* A cell that says what an export would say of the row is no news: an export that comes again unchanged changes nothing.
* An empty cell erases nothing, and a column that is not there neither; ``Reading.empty_erases`` says otherwise for one file.
* Nothing is deleted or retired, whatever the file leaves out: where a row stands is decided by somebody, step by step.
* One import is one change set and one undo. Rows that are refused come back with the reason, the others go in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.services.catalogue_export import ID_TITLE, STATE_TITLE
from trainingdesk.services.catalogue_lists import STATUS, list_named
from trainingdesk.services.catalogue_rows import CataloguedRows, ListReader
from trainingdesk.services.catalogue_taking import ListTaking
from trainingdesk.services.changes import Topic
from trainingdesk.services.exchange.headings import Synonyms
from trainingdesk.services.import_file import ROW_ID, Expected, Reading, open_file, remembered
from trainingdesk.services.import_rows import ImportKind, import_rows, try_rows
from trainingdesk.services.kept_values import kept_values
from trainingdesk.services.list_known import known_of
from trainingdesk.settings.roster_headings import RosterField
from trainingdesk.storage import catalogue

if TYPE_CHECKING:
    from pathlib import Path

    from sqlmodel import Session

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.services.catalogue_lists import CatalogueList
    from trainingdesk.services.exchange.file_content import Source
    from trainingdesk.services.import_file import ImportFile
    from trainingdesk.services.import_result import FileCheck, FileImport
    from trainingdesk.services.work import Work


def kind_of(name: str) -> ImportKind:
    """What the import of a list is."""
    return ImportKind(action=Action.EDIT_CATALOGUE, purpose=f"catalogue.{name}", topics=(Topic.CATALOGUE,))


@kept_values()
def check_list(work: Work, name: str, path: Source, reading: Reading | None = None) -> FileCheck:
    """What an import of this file would do, row by row; nothing is written.

    Raises Refused for a list that is none and a file that holds no such list, Unavailable for one that cannot be read now.
    """
    wanted, reading = list_named(name), reading or Reading()
    file = _open(work, wanted, path, reading)
    return try_rows(work, file, kind_of(name), lambda tried: _taking(tried, wanted, reading))


@kept_values()
def import_list(
    work: Work,
    name: str,
    path: Source,
    reading: Reading | None = None,
    *,
    rejects: Path | None = None,
    sentences: Sentences | None = None,
) -> FileImport:
    """Take the sound rows in and write the others to ``rejects``, in the sender's own layout, with their reasons.

    Raises as ``check_list``.
    """
    wanted, reading = list_named(name), reading or Reading()
    file = _open(work, wanted, path, reading)
    begin = lambda joined: _taking(joined, wanted, reading)  # noqa: E731
    return import_rows(work, file, kind_of(name), begin, rejects=rejects, sentences=sentences)


def _open(work: Work, wanted: CatalogueList, path: Source, reading: Reading) -> ImportFile:
    with work.reading(Action.EDIT_CATALOGUE) as session:
        expected = _expected(session, wanted)
    return open_file(path, expected, reading)


def _expected(session: Session, wanted: CatalogueList) -> Expected:
    headings = {one.field: (one.title, *one.also) for one in wanted.columns}
    headings |= {ROW_ID: (ID_TITLE,), RosterField.SEQUENCE: ("序号", "No", "No.")}
    if wanted.state is not None:
        headings[STATUS] = (STATE_TITLE, "当前状态", "在册状态")
    required = {one: wanted.column(one).title for one in wanted.required}
    memory = remembered(session, kind_of(wanted.name).memory)
    return Expected(words=Synonyms(headings), required=required, remembered=memory)


def _taking(work: Work, wanted: CatalogueList, reading: Reading) -> ListTaking:
    with work.reading(Action.EDIT_CATALOGUE) as session:
        known = known_of(work, session)
        desk = CataloguedRows(wanted, (dict(row) for row in catalogue.kept(session, wanted.table)))
    return ListTaking(work, wanted, ListReader(wanted, known), desk, empty_erases=reading.empty_erases)
