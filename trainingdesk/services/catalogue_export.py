"""The lists of the catalogue (目录) as tables: institutions, platforms, courses, instructors, venues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.services.exchange.export_table import ColumnKind, ExportColumn, ExportTable
from trainingdesk.services.exchange.spreadsheet import write_csv, write_xlsx
from trainingdesk.storage import catalogue
from trainingdesk.storage.digital_resource import digital_resources
from trainingdesk.storage.employer import employers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from sqlmodel import Session

    from trainingdesk.services.work import Work

_DATE, _NUMBER = ColumnKind.DATE, ColumnKind.NUMBER


@dataclass(frozen=True, slots=True)
class CatalogueList:
    """A list: its rows, and for each column the title, the field of a row and how it is shown."""

    title: str
    rows: Callable[[Session], Iterable[Any]]
    columns: tuple[tuple[str, str, ColumnKind], ...]


def _texts(*columns: tuple[str, str]) -> tuple[tuple[str, str, ColumnKind], ...]:
    return tuple((title, field, ColumnKind.TEXT) for title, field in columns)


#: What can be exported, by the name that a user gives. The titles are data of the file, not of the interface.
LISTS: Final = {
    "institutions": CatalogueList(
        "培训机构目录",
        catalogue.institutions,
        (
            *_texts(("机构名称", "name"), ("统一社会信用代码", "uscc"), ("机构类型", "kind")),
            *_texts(("许可证号", "licence_number")),
            ("许可证有效期至", "licence_until", _DATE),
            *_texts(("所在区划", "division"), ("状态", "status")),
        ),
    ),
    "platforms": CatalogueList(
        "线上培训平台目录",
        catalogue.platforms,
        _texts(("平台名称", "name"), ("运营单位", "operator"), ("网址", "url"), ("状态", "state")),
    ),
    "courses": CatalogueList(
        "培训项目目录",
        catalogue.courses,
        (
            *_texts(("项目代码", "code"), ("项目名称", "name"), ("培训类型", "training_type"), ("等级", "level")),
            ("理论学时", "theory_periods", _NUMBER),
            ("实操学时", "practice_periods", _NUMBER),
            ("线上学时", "online_periods", _NUMBER),
            *_texts(("职业代码", "occupation_code"), ("合格线", "pass_points")),
        ),
    ),
    "instructors": CatalogueList(
        "师资库",
        catalogue.instructors,
        (
            *_texts(("姓名", "name"), ("专兼职", "employment"), ("资格", "qualifications")),
            *_texts(("可授课程", "subjects"), ("状态", "status")),
        ),
    ),
    "venues": CatalogueList(
        "场地目录",
        catalogue.venues,
        (
            *_texts(("场地名称", "name"), ("所在区划", "division"), ("地址", "address")),
            ("容纳人数", "capacity", _NUMBER),
            *_texts(("共享单位", "shared_with"), ("状态", "status")),
        ),
    ),
    "equipment": CatalogueList(
        "设备目录",
        catalogue.equipment,
        (
            *_texts(("设备名称", "name"), ("型号", "model")),
            ("数量", "quantity", _NUMBER),
            *_texts(("状态", "status")),
        ),
    ),
    "employers": CatalogueList(
        "用人单位名单",
        employers,
        _texts(("单位名称", "name"), ("统一社会信用代码", "uscc"), ("企业规模", "size_class")),
    ),
    "resources": CatalogueList(
        "数字资源目录",
        digital_resources,
        _texts(("资源名称", "name"), ("类型", "kind"), ("网址", "url"), ("状态", "status")),
    ),
}


def export_list(work: Work, name: str, path: Path) -> int:
    """One list of the catalogue as .xlsx or .csv; answers how many rows. It holds no trainee, so nothing is logged.

    Raises Refused for a list that is none and for another ending.
    """
    wanted = LISTS.get(name)
    if wanted is None:
        raise Refused("export.list_unknown", found=name, lists=tuple(LISTS))
    if path.suffix.lower() not in {".xlsx", ".csv"}:
        raise Refused("export.wrong_ending", name=path.name)
    with work.reading(Action.SEE_EVERYTHING) as session:
        rows = [[getattr(row, field) for _title, field, _kind in wanted.columns] for row in wanted.rows(session)]
    columns = tuple(ExportColumn(title, kind) for title, _field, kind in wanted.columns)
    table = ExportTable(wanted.title, columns, rows)
    if path.suffix.lower() == ".csv":
        write_csv(path, table)
    else:
        write_xlsx(path, (table,))
    return len(rows)
