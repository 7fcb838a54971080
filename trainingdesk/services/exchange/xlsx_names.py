"""An .xlsx as a form: the names that its cells were given, and the texts between double braces."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused
from trainingdesk.services.exchange.file_content import FileContent, load_file
from trainingdesk.services.exchange.limits import MEGABYTE, Limits
from trainingdesk.services.exchange.xlsx_scan import sheet_parts, workbook_part
from trainingdesk.services.exchange.xlsx_sheet import XlsxSheet, place
from trainingdesk.services.exchange.xml_scan import local_name, parser_of, run
from trainingdesk.services.exchange.zip_package import ZipPackage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from trainingdesk.services.exchange.xlsx_sheet import Spot

#: A form of some sheets; what is larger carries another trade's data.
FORM_LIMITS: Final = Limits(file_bytes=8 * MEGABYTE, unpacked_bytes=80 * MEGABYTE)
_SHARED: Final = "xl/sharedStrings.xml"
_MACROS: Final = ("vbaproject.bin", "vbadata.xml")
_SIGNATURES: Final = "_xmlsignatures/"
_LINKS: Final = "xl/externallinks/"
_TARGET: Final = re.compile(
    r"=?(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?"
)


@dataclass(frozen=True, slots=True)
class NamedArea:
    """What a name stands for: a sheet and its cells; ``sheet`` is None where the name leads nowhere."""

    name: str
    sheet: str | None
    first: Spot = (0, 0)
    last: Spot = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class XlsxForm:
    """A form that is safe to open. ``sheets`` and ``parts`` go by the names of sheets."""

    package: ZipPackage
    workbook: str
    parts: Mapping[str, str]
    sheets: Mapping[str, XlsxSheet]
    names: tuple[NamedArea, ...]
    braces: tuple[tuple[str, Spot, str], ...]
    links: bool


def open_form(source: Path | FileContent) -> XlsxForm:
    """Open a form; raises Refused for what is no .xlsx, holds macros, is signed, damaged or made to exhaust the machine."""
    content = load_file(source, FORM_LIMITS)
    if content.container != "zip":
        raise Refused("report_template.not_xlsx", name=content.name)
    package = ZipPackage(content, FORM_LIMITS)
    _refuse_unfit(package)
    workbook, parts = workbook_part(package), sheet_parts(package)
    sheets = {name: XlsxSheet(package.whole(part), name=name) for name, part in parts.items() if "/worksheets/" in part}
    return XlsxForm(
        package=package,
        workbook=workbook,
        parts=parts,
        sheets=sheets,
        names=tuple(_defined(package, workbook)),
        braces=tuple(_texts(package, sheets)),
        links=any(part.lower().startswith(_LINKS) for part in package.part_names),
    )


def _refuse_unfit(package: ZipPackage) -> None:
    parts = [part.lower() for part in package.part_names]
    if "[content_types].xml" not in parts or not any(part.startswith("xl/worksheets/") for part in parts):
        raise Refused("report_template.not_xlsx", name=package.name)
    if any(part.endswith(_MACROS) or part.startswith("xl/macrosheets/") for part in parts):
        raise Refused("report_template.macros", name=package.name)
    if any(part.startswith(_SIGNATURES) for part in parts):
        raise Refused("report_template.signed", name=package.name)


def _defined(package: ZipPackage, workbook: str) -> Iterator[NamedArea]:
    for attributes, text in _elements(package, workbook, "definedName"):
        name = attributes.get("name", "")
        if name.lower().startswith("_xlnm."):
            continue
        found = _TARGET.fullmatch(text.strip())
        if found is None:
            yield NamedArea(name, None)
            continue
        sheet = (found.group(1) or found.group(2)).replace("''", "'")
        first = _spot(found.group(3), found.group(4))
        last = _spot(found.group(5), found.group(6)) if found.group(5) else first
        yield NamedArea(name, sheet, first, last)


def _spot(letters: str, digits: str) -> Spot:
    spot = place(f"{letters.upper()}{digits}".encode())
    return (0, 0) if spot is None else spot


def _texts(package: ZipPackage, sheets: Mapping[str, XlsxSheet]) -> Iterator[tuple[str, Spot, str]]:
    """The texts of cells that begin with a brace."""
    shared = [text for _attributes, text in _elements(package, _SHARED, "si", "t")] if _has(package, _SHARED) else []
    for name, sheet in sheets.items():
        for spot, cell in sheet.cells.items():
            at, inline = cell.shared_text, cell.inline_text
            if at is not None and at < len(shared):
                text = shared[at]
            elif inline is not None:
                text = "".join(_characters((inline,), package.name))
            else:
                continue
            if text.lstrip().startswith("{{"):
                yield name, spot, text


def _has(package: ZipPackage, part: str) -> bool:
    return part in package.part_names


def _elements(
    package: ZipPackage, part: str, wanted: str, inner: str | None = None
) -> list[tuple[dict[str, str], str]]:
    """Elements with their attributes and texts; of ``inner`` ones alone where it is named."""
    found: list[tuple[dict[str, str], list[str]]] = []
    open_tags: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        open_tags.append(local_name(name))
        if open_tags[-1] == wanted:
            found.append((attributes, []))

    def end(_name: str) -> None:
        open_tags.pop()

    def characters(text: str) -> None:
        if wanted in open_tags and "rPh" not in open_tags and open_tags[-1] == (inner or wanted):
            found[-1][1].append(text)

    parser = parser_of(start, end)
    parser.CharacterDataHandler = characters
    run(parser, package.pieces(part), name=package.name)
    return [(attributes, "".join(texts)) for attributes, texts in found]


def _characters(pieces: Iterable[bytes], name: str) -> list[str]:
    texts: list[str] = []
    parser = parser_of(lambda _name, _attributes: None)
    parser.CharacterDataHandler = texts.append
    run(parser, pieces, name=name)
    return texts
