"""The lists of the catalogue (目录) as tables: institutions, platforms, courses, instructors, venues and what else there is.

Each row carries its id: when the file comes back (``catalogue_import``), each row is known again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.online_platform import PlatformState
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.services.catalogue_lists import list_named
from trainingdesk.services.exchange.export_table import ExportColumn, ExportTable
from trainingdesk.services.exchange.spreadsheet import write_csv, write_xlsx
from trainingdesk.services.list_known import known_of
from trainingdesk.settings.shipped import resource
from trainingdesk.storage import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import Any

    from trainingdesk.services.catalogue_lists import CatalogueList
    from trainingdesk.services.exchange.export_table import Value
    from trainingdesk.services.list_cells import Known
    from trainingdesk.services.work import Work

STATE_TITLE: Final = "状态"
ID_TITLE: Final = "识别码（请勿改动）"


def export_list(work: Work, name: str, path: Path) -> int:
    """One list of the catalogue as .xlsx or .csv; answers how many rows. It holds no trainee, so nothing is logged.

    Raises Refused for a list that is none and for another ending.
    """
    wanted = list_named(name)
    if path.suffix.lower() not in {".xlsx", ".csv"}:
        raise Refused("export.wrong_ending", name=path.name)
    with work.reading(Action.SEE_EVERYTHING) as session:
        known, states = known_of(work, session), state_words()
        rows = [_row(wanted, row, known, states) for row in catalogue.kept(session, wanted.table)]
    table = ExportTable(wanted.title, tuple(_columns(wanted)), rows)
    if path.suffix.lower() == ".csv":
        write_csv(path, table)
    else:
        write_xlsx(path, (table,))
    return len(rows)


def state_words() -> dict[str, str]:
    """What a list calls the states of its rows; data of the file, and so in Chinese."""
    words = Sentences.load(Language.CHINESE, resource("locale"))
    kept = {one: words.of(f"catalogue.status_{one}") for one in ("active", "retired", "superseded")}
    return kept | {one.value: words.of(one.sentence) for one in PlatformState}


def _columns(wanted: CatalogueList) -> Iterator[ExportColumn]:
    for one in wanted.columns:
        if one.exported:
            yield ExportColumn(one.title, one.form.kind, one.width)
    if wanted.state is not None:
        yield ExportColumn(STATE_TITLE, width=10)
    yield ExportColumn(ID_TITLE, width=38)


def _row(wanted: CatalogueList, row: Mapping[str, Any], known: Known, states: Mapping[str, str]) -> list[Value]:
    values = [one.form.shown(row[one.field], known) for one in wanted.columns if one.exported]
    if wanted.state is not None:
        values.append(states[row[wanted.state]])
    return [*values, row["id"]]
