"""Reading a spreadsheet of any kind as a plain grid; nothing in it is ever run or evaluated.

What a file is, is told by its content. A formula counts as the value its program last showed, macros are not read, and a
text that begins with ``=`` is that text.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, assert_never

from trainingdesk.domain.errors import Refused
from trainingdesk.services.exchange.file_content import Container, load_file
from trainingdesk.services.exchange.grid import Workbook, WorkbookKind
from trainingdesk.services.exchange.limits import Limits
from trainingdesk.services.exchange.ods_scan import CONTENT, is_encrypted, scan_ods
from trainingdesk.services.exchange.sheet_cells import read_sheets
from trainingdesk.services.exchange.sheet_scan import check_extent
from trainingdesk.services.exchange.text_table import read_text_table
from trainingdesk.services.exchange.xls_scan import open_xls
from trainingdesk.services.exchange.xlsx_scan import scan_xlsx
from trainingdesk.services.exchange.zip_package import ZipPackage

if TYPE_CHECKING:
    from trainingdesk.services.exchange.file_content import FileContent, Source
    from trainingdesk.services.exchange.grid import Sheet, TextEncoding

ODS_MIME: Final = b"application/vnd.oasis.opendocument.spreadsheet"
BINARY_WORKBOOK: Final = "xl/workbook.bin"


def read_workbook(path: Source, *, encoding: TextEncoding | None = None, limits: Limits | None = None) -> Workbook:
    """Every sheet of an .xlsx, .xls, .ods or text table.

    ``encoding`` forces that of a text table; otherwise it is found and said. Raises Refused for what is no spreadsheet, is
    protected by a password, damaged, or larger than ``limits``; Unavailable for a file that cannot be read just now.
    """
    limits = limits or Limits()
    content = load_file(path, limits)
    match content.container:
        case Container.ZIP:
            workbook = _read_zip(content, limits)
        case Container.OLE:
            workbook = _read_xls(content, limits)
        case Container.TEXT:
            sheet, found = read_text_table(content, encoding, limits)
            workbook = _workbook(content, WorkbookKind.TEXT, (sheet,), found)
        case _:
            assert_never(content.container)
    if not any(sheet.rows for sheet in workbook.sheets):
        raise Refused("workbook.empty", name=content.name)
    return workbook


def _workbook(
    content: FileContent, kind: WorkbookKind, sheets: tuple[Sheet, ...], encoding: TextEncoding | None = None
) -> Workbook:
    return Workbook(content.name, kind, sheets, hashlib.sha256(content.data).hexdigest(), encoding)


def _read_zip(content: FileContent, limits: Limits) -> Workbook:
    package = ZipPackage(content, limits)
    kind = _kind(package)
    scans = scan_xlsx(package) if kind is WorkbookKind.XLSX else scan_ods(package)
    check_extent(scans.values(), limits)
    return _workbook(content, kind, read_sheets(content.name, content.data, lambda _index, name: scans[name]))


def _kind(package: ZipPackage) -> WorkbookKind:
    parts = package.part_names
    if BINARY_WORKBOOK in parts:
        raise Refused("workbook.binary_workbook", name=package.name)
    if "[Content_Types].xml" in parts and any(part.startswith("xl/") for part in parts):
        return WorkbookKind.XLSX
    if is_encrypted(package):
        raise Refused("workbook.encrypted", name=package.name)
    if CONTENT in parts and "mimetype" in parts and package.whole("mimetype").strip().startswith(ODS_MIME):
        return WorkbookKind.ODS
    raise Refused("workbook.not_a_spreadsheet", name=package.name)


def _read_xls(content: FileContent, limits: Limits) -> Workbook:
    file = open_xls(content, limits)
    return _workbook(
        content, WorkbookKind.XLS, read_sheets(content.name, file.data, lambda index, _name: file.scans[index])
    )
