"""The access log for whoever inspects: the chain with its digests, and whom or what a row is about (FEATURES 87, 88)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.access_log import GENESIS, Logged
from trainingdesk.domain.errors import Refused
from trainingdesk.services import audit, person
from trainingdesk.services.exchange.export_table import ColumnKind, ExportColumn, ExportTable
from trainingdesk.services.exchange.spreadsheet import write_csv, write_xlsx
from trainingdesk.services.exchange.watched_rows import Watched
from trainingdesk.storage import access_log, training_class

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from sqlmodel import Session

    from trainingdesk.services.exchange.export_table import Value
    from trainingdesk.services.work import Work

#: The titles are data of the file, not of the interface.
COLUMNS: Final = (
    ExportColumn("序号", ColumnKind.NUMBER, 8),
    ExportColumn("编号", width=38),
    ExportColumn("时间", ColumnKind.MOMENT, 20),
    ExportColumn("用户", width=16),
    ExportColumn("操作", width=20),
    ExportColumn("涉及的表", width=18),
    ExportColumn("涉及的记录", width=38),
    ExportColumn("原因", width=32),
    ExportColumn("前一条摘要", width=66),
    ExportColumn("本条摘要", width=66),
)
#: Found for a name: more cannot be told apart by a name.
_PEOPLE: Final = 2


@dataclass(frozen=True, slots=True)
class ExportedLog:
    """How many rows left, and the digest of the last: to be kept elsewhere, and given back at the next check."""

    rows: int
    head: str


def export_log(work: Work, path: Path, *, reason: str, watch: Callable[[int, int], bool] | None = None) -> ExportedLog:
    """The whole log as .xlsx or .csv, in its order, each row with its digest; that it left is its own last row.

    Raises Refused without a reason, for another ending and ``export.stopped``.
    """
    if path.suffix.lower() not in {".xlsx", ".csv"}:
        raise Refused("export.wrong_ending", name=path.name)
    with work.writing(Action.SEE_AUDIT) as session:
        audit.log(work, session, Logged.EXPORTED, reason=reason)
    with work.reading(Action.SEE_AUDIT) as session:
        head = [GENESIS]
        watched = Watched(access_log.count(session), watch)
        table = ExportTable("访问日志", COLUMNS, watched.each(_rows(session, head)))
        if path.suffix.lower() == ".csv":
            write_csv(path, table)
        else:
            write_xlsx(path, (table, _head_sheet(head, watched)))
        return ExportedLog(watched.done, head[0])


def subject_of(work: Work, written: str) -> str | None:
    """The id of the class of a number, or of the person of a name, a phone or the end of a number; None for nothing.

    Raises Refused where nobody and nothing is called so, and where several people are.
    """
    text = written.strip()
    if not text:
        return None
    with work.reading(Action.SEE_AUDIT) as session:
        found = training_class.class_numbered(session, text)
    if found is not None:
        return found.id
    people = person.find_people(work, text, limit=_PEOPLE, archived=True)
    if len(people) != 1:
        raise Refused("audit.subject_several" if people else "audit.subject_unknown", found=text)
    return people[0].id


def _rows(session: Session, head: list[str]) -> Iterator[Sequence[Value]]:
    """The chain; ``head`` holds the digest of the last row that went."""
    for place, (row, previous) in enumerate(access_log.chain(session), start=1):
        head[0] = row.digest
        about = (row.subject_table, row.subject_id)
        yield (place, row.id, row.at, row.user_name, row.action, *about, row.reason, previous, row.digest)


def _head_sheet(head: list[str], watched: Watched) -> ExportTable:
    """A sheet of its own for the head: filled when the rows have gone, for the sheets are written one after the other."""

    def rows() -> Iterator[Sequence[Value]]:
        yield (watched.done, head[0])

    return ExportTable(
        "末条摘要", (ExportColumn("条数", ColumnKind.NUMBER), ExportColumn("末条摘要", width=66)), rows()
    )
