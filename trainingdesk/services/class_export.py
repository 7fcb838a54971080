"""The list of classes as a table, narrowed as it is on the screen (FEATURES 63)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.services.division import divisions
from trainingdesk.services.exchange.export_table import ColumnKind, ExportColumn, ExportTable
from trainingdesk.services.exchange.spreadsheet import write_csv, write_xlsx
from trainingdesk.services.exchange.watched_rows import Watched
from trainingdesk.services.training_class import count_classes, list_classes
from trainingdesk.settings.shipped import resource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from trainingdesk.services.exchange.export_table import Value
    from trainingdesk.services.work import Work
    from trainingdesk.storage.training_class import ClassFilter, ClassLine

_AT_ONCE: Final = 200
#: The titles are data of the file, not of the interface.
COLUMNS: Final = (
    ExportColumn("班级编号", width=20),
    ExportColumn("班级名称", width=32),
    ExportColumn("培训项目", width=20),
    ExportColumn("培训机构", width=28),
    ExportColumn("培训地点", width=20),
    ExportColumn("开班日期", ColumnKind.DATE),
    ExportColumn("结业日期", ColumnKind.DATE),
    ExportColumn("计划人数", ColumnKind.NUMBER, 10),
    ExportColumn("在册人数", ColumnKind.NUMBER, 10),
    ExportColumn("状态", width=12),
)


def export_classes(
    work: Work, path: Path, wanted: ClassFilter | None = None, *, watch: Callable[[int, int], bool] | None = None
) -> int:
    """The classes that a filter leaves as .xlsx or .csv; answers how many. An instructor gets their own only.

    It holds no trainee, so nothing is logged. Raises Refused for another ending and ``export.stopped``.
    """
    if path.suffix.lower() not in {".xlsx", ".csv"}:
        raise Refused("export.wrong_ending", name=path.name)
    watched = Watched(count_classes(work, wanted), watch)
    table = ExportTable("班级名单", COLUMNS, watched.each(_rows(work, wanted)))
    if path.suffix.lower() == ".csv":
        write_csv(path, table)
    else:
        write_xlsx(path, (table,))
    return watched.done


def _rows(work: Work, wanted: ClassFilter | None) -> Iterator[Sequence[Value]]:
    places, words = divisions(work), Sentences.load(Language.CHINESE, resource("locale"))
    for line in _lines(work, wanted):
        yield (
            *(line.number, line.name, line.course, line.institution, places.name(line.division)),
            *(line.starts_on, line.ends_on, line.capacity, line.enrolled),
            words.of(f"training_class.state_{line.state.value}"),
        )


def _lines(work: Work, wanted: ClassFilter | None) -> Iterator[ClassLine]:
    at = 0
    while page := list_classes(work, wanted, limit=_AT_ONCE, offset=at):
        yield from page
        at += len(page)
