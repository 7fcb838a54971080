"""The whole desk as open files: one .csv for each synced table and ``schema.json`` that says what they hold (FEATURES 67).

For a county that leaves the product, and for whoever wants to count for himself. Whatever is not in these tables (settings
of this laptop, the record of changes, the search index) follows from them or concerns nobody else.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.errors import Refused
from trainingdesk.services import audit
from trainingdesk.services.exchange.export_table import ColumnKind, ExportColumn, ExportTable
from trainingdesk.services.exchange.saving import saving
from trainingdesk.services.exchange.spreadsheet import write_csv
from trainingdesk.services.exchange.watched_rows import Watched
from trainingdesk.storage import open_export as stored
from trainingdesk.storage.disk import on_disk

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from sqlmodel import Session

    from trainingdesk.services.work import Work

SCHEMA: Final = "schema.json"
VERSION: Final = 1
NOTES: Final = {
    "encoding": "UTF-8 with a byte order mark, comma, lines end with CR LF, RFC 4180",
    "empty": "an empty cell is no value",
    "date": "YYYY-MM-DD, a local calendar day (Asia/Shanghai)",
    "instant": "ISO 8601, UTC",
    "boolean": "0 or 1",
    "money": "columns that end in _fen hold whole fen",
    "guard": "a text that a spreadsheet program would take for a formula begins with an apostrophe, digits that it would "
    "shorten end with a tab; neither belongs to the text",
}


@dataclass(frozen=True, slots=True)
class OpenExport:
    """How much was written."""

    tables: int
    rows: int


def export_everything(
    work: Work, folder: Path, *, reason: str, watch: Callable[[int, int], bool] | None = None
) -> OpenExport:
    """Write every table into a new or empty folder; an administrator's, and logged with its reason.

    ``watch`` hears rows done and all, and may end it. Raises Refused for a folder that holds anything, for a missing reason
    and ``export.stopped``; Unavailable for what the disk does. What fails or is ended leaves no file behind.
    """
    work.require(Action.KEEP_DESK)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused("export.folder_not_empty", folder=str(folder))
    with work.writing(Action.EXPORT_PEOPLE) as session:
        audit.log(work, session, Logged.EXPORTED, reason=reason)
    with _filling(folder), work.reading(Action.EXPORT_PEOPLE) as session:
        watched = Watched(sum(stored.count_of(session, name) for name in stored.tables()), watch)
        counts = {name: _write(session, folder, name, watched) for name in stored.tables()}
        _write_schema(work, folder, counts)
    return OpenExport(len(counts), sum(counts.values()))


@contextmanager
def _filling(folder: Path) -> Generator[None]:
    """A folder that was empty or not there, and is so again where something fails."""
    was_there = folder.exists()
    with on_disk():
        folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        with on_disk():
            for name in (SCHEMA, *(f"{table}.csv" for table in stored.tables())):
                (folder / name).unlink(missing_ok=True)
            if not was_there:
                folder.rmdir()
        raise


def _write(session: Session, folder: Path, name: str, watched: Watched) -> int:
    before = watched.done
    rows = (tuple(map(_plain, row)) for row in watched.each(stored.rows_of(session, name)))
    columns = tuple(ExportColumn(column.name, _kind(column.kind)) for column in stored.columns_of(name))
    write_csv(folder / f"{name}.csv", ExportTable(name, columns, rows))
    return watched.done - before


def _kind(kind: str) -> ColumnKind:
    match kind:
        case "integer" | "boolean":
            return ColumnKind.NUMBER
        case "date":
            return ColumnKind.DATE
        case _:
            return ColumnKind.TEXT


def _plain(value: Any) -> Any:
    match value:
        case bool():
            return int(value)
        case StrEnum():
            return value.value
        case datetime():
            return value.isoformat()
        case _:
            return value


def _write_schema(work: Work, folder: Path, counts: dict[str, int]) -> None:
    schema = {
        "format": "trainingdesk open export",
        "version": VERSION,
        "county_code": work.county_code,
        "exported_at": work.now().isoformat(),
        "notes": NOTES,
        "tables": [
            {
                "name": name,
                "file": f"{name}.csv",
                "rows": count,
                "columns": [asdict(column) for column in stored.columns_of(name)],
            }
            for name, count in counts.items()
        ],
    }
    with saving(folder / SCHEMA) as part:
        part.write_text(json.dumps(schema, ensure_ascii=False, indent=1), encoding="utf-8")
