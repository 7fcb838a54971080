"""An .ods is looked through: repeated rows and cells, hidden rows, merged cells, notes, and what is encrypted."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from trainingdesk.domain.errors import Refused
from trainingdesk.services.exchange.grid import Merge
from trainingdesk.services.exchange.workbook import read_workbook

if TYPE_CHECKING:
    from pathlib import Path


def cell(text: str | None = None, **attributes: object) -> TableCell:
    made = TableCell(valuetype="string", **attributes) if text else TableCell(**attributes)
    if text:
        made.addElement(P(text=text))
    return made


def saved(path: Path, *rows: TableRow) -> Path:
    document = OpenDocumentSpreadsheet()
    table = Table(name="名册")
    for row in rows:
        table.addElement(row)
    document.spreadsheet.addElement(table)
    document.save(str(path))
    return path


def row(*cells: TableCell, **attributes: object) -> TableRow:
    made = TableRow(**attributes)
    for one in cells:
        made.addElement(one)
    return made


def test_a_sheet_that_was_formatted_to_its_end_is_no_larger_for_it(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "a.ods",
        row(cell("姓名"), cell(numbercolumnsrepeated=1023)),
        row(cell("甲"), cell(numbercolumnsrepeated=1023)),
        row(cell(numbercolumnsrepeated=1024), numberrowsrepeated=1048574),
    )
    assert [one.cells for one in read_workbook(path).sheets[0].rows] == [("姓名",), ("甲",)]


def test_repeated_and_hidden_rows(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "a.ods",
        row(cell("a")),
        row(cell(), numberrowsrepeated=2),
        row(cell("b"), numberrowsrepeated=2, visibility="filter"),
        row(cell("c")),
    )
    rows = read_workbook(path).sheets[0].rows
    assert [(one.number, one.hidden) for one in rows] == [(1, False), (4, True), (5, True), (6, False)]


def test_merged_cells(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "a.ods",
        row(cell("a", numbercolumnsspanned=2, numberrowsspanned=1), CoveredTableCell(), cell("b")),
        row(cell("c"), cell("d", numberrowsspanned=2, numbercolumnsspanned=1), cell("e")),
        row(cell("f"), CoveredTableCell(), cell("g")),
    )
    assert set(read_workbook(path).sheets[0].merges) == {Merge(1, 0, 1, 1), Merge(2, 1, 3, 1)}


def test_a_document_with_a_password_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.ods", row(cell("a")))
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "b.ods", "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "META-INF/manifest.xml":
                content = content.replace(b"</manifest:manifest>", b"<!-- encryption-data --></manifest:manifest>")
            new.writestr(info, content)
    with pytest.raises(Refused, match="encrypted"):
        read_workbook(tmp_path / "b.ods")


def test_a_text_document_is_no_spreadsheet(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.ods", row(cell("a")))
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "b.ods", "w") as new:
        for info in old.infolist():
            other = b"application/vnd.oasis.opendocument.text"
            new.writestr(info, other if info.filename == "mimetype" else old.read(info))
    with pytest.raises(Refused, match="not_a_spreadsheet"):
        read_workbook(tmp_path / "b.ods")
