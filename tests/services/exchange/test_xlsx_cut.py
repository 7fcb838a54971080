"""Rows that nobody needs are left out of a copy of a workbook, and only where it is certain which they are."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from trainingdesk.services.exchange.file_content import FileContent
from trainingdesk.services.exchange.limits import Limits
from trainingdesk.services.exchange.xlsx_cut import without_rows
from trainingdesk.services.exchange.zip_package import ZipPackage

SHEET, OTHER = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"


def cut(sheet: str) -> str:
    """The sheet with rows 1 and 3 left."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr(SHEET, sheet)
        archive.writestr(OTHER, "<row r='2'/>")
    package = ZipPackage(FileContent("a.xlsx", packed.getvalue()), Limits())
    with ZipFile(BytesIO(without_rows(package, {SHEET: {1, 3}}))) as archive:
        assert archive.read(OTHER) == b"<row r='2'/>"
        return archive.read(SHEET).decode()


@pytest.mark.parametrize(
    ("sheet", "left"),
    [
        (
            '<row r="1"><c/></row><row r="2"><c/></row><row r="3"><c/></row>',
            '<row r="1"><c/></row><row r="3"><c/></row>',
        ),
        ('<row r="1"/><row spans="1:2" r="2"/><row r="3"><c/></row>', '<row r="1"/><row r="3"><c/></row>'),
        ("<x:row r='2'>\n<x:c/>\n</x:row><x:row r='3'/>", "<x:row r='3'/>"),
        ('<rowBreaks r="2"/><row r="12"/><row r="3"/>', '<rowBreaks r="2"/><row r="3"/>'),
    ],
)
def test_only_wanted_rows_are_left(sheet: str, left: str) -> None:
    assert cut(sheet) == left


@pytest.mark.parametrize(
    "sheet",
    [
        '<row r="1"/><row><c/></row>',
        '<!-- <row r="2"> --><row r="2"/>',
        '<row r="2"><c><is><t><![CDATA[</row>]]></t></is></c></row>',
    ],
)
def test_a_sheet_that_leaves_doubts_stays_whole(sheet: str) -> None:
    assert cut(sheet) == sheet
