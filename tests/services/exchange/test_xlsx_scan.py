"""An .xlsx is looked through as other programs write it: with prefixes, without references, with cells nowhere."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.errors import Refused
from trainingdesk.services.exchange.file_content import load_file
from trainingdesk.services.exchange.limits import Limits
from trainingdesk.services.exchange.xlsx_scan import scan_xlsx
from trainingdesk.services.exchange.zip_package import ZipPackage

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.services.exchange.sheet_scan import SheetScan

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def scan(path: Path, sheet: str) -> SheetScan:
    """The only sheet of a package with this XML."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets><sheet name="名册" sheetId="1" r:id="a"/></sheets>'
            "</workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" Type="t" Target="sheets/one.xml"/></Relationships>',
        )
        archive.writestr("xl/sheets/one.xml", sheet)
    return scan_xlsx(ZipPackage(load_file(path, Limits()), Limits()))["名册"]


def test_extent_hidden_rows_and_errors(tmp_path: Path) -> None:
    found = scan(
        tmp_path / "a.xlsx",
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="2" hidden="1"><c r="C2"><v>1</v></c></row>'
        '<row r="4"><c r="B4" t="e"><v>#N/A</v></c><c r="F4" t="e"><v>#REF!</v></c><c r="G4"/></row>'
        "</sheetData></worksheet>",
    )
    assert (found.rows, found.columns, found.hidden_rows) == (4, 6, {2})
    assert found.errors == {(4, 1): "#N/A", (4, 5): "#REF!"}


def test_prefixes_and_missing_references(tmp_path: Path) -> None:
    found = scan(
        tmp_path / "a.xlsx",
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c><x:v>2</x:v></x:c></x:row>'
        "<x:row><x:c><x:is><x:t>a</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>",
    )
    assert (found.rows, found.columns) == (2, 2)


@pytest.mark.parametrize("place", ["XFE1", "A1048577", "1A", "A0", "名1"])
def test_a_cell_that_stands_nowhere_is_damage(tmp_path: Path, place: str) -> None:
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="{place}"><v>1</v></c></row></sheetData></worksheet>'
    with pytest.raises(Refused, match="damaged"):
        scan(tmp_path / "a.xlsx", sheet)


def test_xml_that_is_not_well_formed_is_damage(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="damaged"):
        scan(tmp_path / "a.xlsx", f'<worksheet xmlns="{MAIN}"><sheetData>')
