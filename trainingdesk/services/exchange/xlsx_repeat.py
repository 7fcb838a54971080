"""A row of a sheet that stands several times: what lies below moves down with all that refers to it (ECMA-376 part 1, 18.3).

Merged cells, conditions, checks of input, links, page breaks, defined names, formulas of every sheet, charts and pictures go
along. What cannot go along for certain (comments, tables, formulas written once for many cells) is refused where it lies in
the way, never moved half.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from trainingdesk.domain.errors import Refused
from trainingdesk.services.exchange.xlsx_moved import Repeat
from trainingdesk.services.exchange.xlsx_sheet import CELL, ROW, XlsxSheet, attribute, place, written
from trainingdesk.services.exchange.zip_package import part_beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trainingdesk.services.exchange.xlsx_names import XlsxForm

_FORMULA: Final = re.compile(rb"(<(?:\w+:)?f(?=[\s/>])[^>]*?)(/>|>(.*?)</(?:\w+:)?f\s*>)", re.DOTALL)
_R: Final = re.compile(rb"""(\sr=["'])([A-Z]*)(\d+)(["'])""")
_APPLIES: Final = re.compile(rb"""(\s(?:sqref|ref)=["'])([^"']*)(["'])""")
_SAID: Final = re.compile(rb"(<(?:\w+:)?(?:formula[12]?|f|sqref)>)([^<]*)(</)")
_MERGES: Final = re.compile(rb"<((?:\w+:)?)mergeCells(?=[\s>])[^>]*>(.*?)</\1mergeCells\s*>", re.DOTALL)
_MERGE: Final = re.compile(rb"""<(?:\w+:)?mergeCell(?=[\s/>])[^>]*?\sref=["']([A-Z]+\d+):([A-Z]+\d+)["'][^>]*/>""")
_BREAKS: Final = re.compile(rb"<((?:\w+:)?)rowBreaks(?=[\s>]).*?</\1rowBreaks\s*>", re.DOTALL)
_BREAK: Final = re.compile(rb"""(<(?:\w+:)?brk(?=[\s/>])[^>]*?\sid=["'])(\d+)""")
_NAME: Final = re.compile(rb"(<(?:\w+:)?definedName(?=[\s>])[^>]*>)([^<]*)(</)")
_CHARTED: Final = re.compile(rb"(<(?:\w+:)?f>)([^<]*)(</)")
_ANCHOR: Final = re.compile(rb"(<(?:\w+:)?row>)(\d+)(</)")
_RELATED: Final = re.compile(rb"""<(?:\w+:)?Relationship(?=\s)[^>]*/>""")
_CHAIN: Final = "xl/calcChain.xml"
_NAMES_PART: Final = re.compile(rb"""<(?:\w+:)?(?:Override|Relationship)(?=\s)[^>]*calcChain[^>]*/>""")
#: What refers to cells in a part of its own, which is left alone where it lies above.
_APART: Final = ("/comments", "/table", "/threadedComment", "/pivotTable", "/ctrlProp", "/oleObject")


@dataclass(slots=True)
class GrowingForm:
    """A form whose rows are repeated one after the other; ``sheets`` and ``changed`` are what it is then."""

    form: XlsxForm
    sheets: dict[str, XlsxSheet] = field(default_factory=dict)
    changed: dict[str, bytes | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sheets = dict(self.form.sheets)

    def repeat(self, what: Repeat) -> None:
        """Let a row stand several times; raises Refused where something in the way cannot move."""
        if what.by < 1:
            return
        self._refuse_apart(what)
        for name, sheet in self.sheets.items():
            data = _with_formulas(sheet.data, what, name)
            data = _grown(XlsxSheet(data, name=name), what) if name == what.sheet else data
            if data != sheet.data:
                self.sheets[name] = XlsxSheet(data, name=name)
        moved = partial(what.formula, own=None)
        self._change(self.form.workbook, lambda part: _said(_NAME, part, moved))
        for part in self.form.package.part_names:
            if part.startswith("xl/charts/") and part.endswith(".xml"):
                self._change(part, lambda one: _said(_CHARTED, one, moved))
        for part in self._related(what.sheet, "/drawing"):
            self._change(part, lambda one: _ANCHOR.sub(lambda found: _anchored(found, what), one))
        self._forget_order()

    def part(self, name: str) -> bytes:
        """A part as it is now."""
        return self.changed.get(name) or self.form.package.whole(name)

    def _change(self, name: str, change: Callable[[bytes], bytes]) -> None:
        before = self.part(name)
        after = change(before)
        if after != before:
            self.changed[name] = after

    def _forget_order(self) -> None:
        """The order in which formulas were calculated names cells that lie elsewhere now; programs make it anew."""
        if _CHAIN in self.form.package.part_names and _CHAIN not in self.changed:
            self.changed[_CHAIN] = None
            for name in ("[Content_Types].xml", _relations(self.form.workbook)):
                self._change(name, lambda part: _NAMES_PART.sub(b"", part))

    def _related(self, sheet: str, kind: str) -> Iterator[str]:
        """The parts of a kind that a sheet names."""
        part = self.form.parts[sheet]
        relations = _relations(part)
        if relations not in self.form.package.part_names:
            return
        for found in _RELATED.finditer(self.part(relations)):
            target = attribute(found.group(), b"Target")
            if target is not None and (attribute(found.group(), b"Type") or b"").endswith(kind.encode()):
                name = part_beside(part, target.decode())
                if name in self.form.package.part_names:
                    yield name

    def _refuse_apart(self, what: Repeat) -> None:
        for kind in _APART:
            for part in self._related(what.sheet, kind):
                places = [
                    place(one) for found in _APPLIES.finditer(self.part(part)) for one in found.group(2).split(b":")
                ]
                if not places or any(spot is None or spot[0] >= what.row for spot in places):
                    raise Refused("report_template.in_the_way", sheet=what.sheet, row=what.row)


def _relations(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def _said(pattern: re.Pattern[bytes], part: bytes, moved: Callable[[str], str]) -> bytes:
    """A part with what stands between some tags moved."""
    return pattern.sub(lambda found: found.group(1) + _moved_text(found.group(2), moved) + found.group(3), part)


def _moved_text(text: bytes, moved: Callable[[str], str]) -> bytes:
    plain = unescape(text.decode())
    changed = moved(plain)
    return text if changed == plain else escape(changed).encode()


def _anchored(found: re.Match[bytes], what: Repeat) -> bytes:
    """A corner of a picture; its rows count from 0."""
    return found.group(1) + str(what.moved(int(found.group(2)) + 1) - 1).encode() + found.group(3)


def _with_formulas(data: bytes, what: Repeat, own: str) -> bytes:
    """A sheet with the formulas of its cells moved, those of the row itself as they stand in its first copy."""

    def cell(found: re.Match[bytes]) -> bytes:
        spot = place(attribute(found.group(2), b"r") or b"")
        within = own == what.sheet and spot is not None and spot[0] == what.row
        return _FORMULA.sub(lambda one: _formula(one, what, own, within=within), found.group())

    return CELL.sub(cell, data)


def _formula(found: re.Match[bytes], what: Repeat, own: str, *, within: bool, down: int = 0) -> bytes:
    tag, text = found.group(1), found.group(3)
    shared = attribute(tag, b"t") in {b"shared", b"array", b"dataTable"}
    if shared and own == what.sheet and not down:
        covers = [place(one) for one in (attribute(tag, b"ref") or b"").split(b":") if one]
        spans = any(one and one[0] <= what.row for one in covers) and any(one and one[0] >= what.row for one in covers)
        if within or spans:
            raise Refused("report_template.in_the_way", sheet=what.sheet, row=what.row)
        tag = _APPLIES.sub(lambda one: _area(one, what), tag)
    if text is None:
        return tag + found.group(2)
    moved = _moved_text(text, lambda one: what.formula(one, own=own, within=within, down=down))
    return tag + found.group(2).replace(b">" + text, b">" + moved, 1)


def _grown(sheet: XlsxSheet, what: Repeat) -> bytes:
    """The sheet with its row repeated and everything below it lower."""
    first, last = sheet.span
    tag = sheet.prefix + b"sheetData"
    body = b"<" + tag + b">" + b"".join(_rows(sheet, what)) + b"</" + tag + b">"
    return _around(sheet.data[:first], what) + body + _around(sheet.data[last:], what)


def _rows(sheet: XlsxSheet, what: Repeat) -> Iterator[bytes]:
    end = 0
    for found in ROW.finditer(sheet.rows):
        number = int(attribute(found.group(2), b"r") or 0)
        yield sheet.rows[end : found.start()]
        end = found.end()
        if number < what.row:
            yield found.group()
        elif number > what.row:
            yield _numbered(found.group(), what.by)
        else:
            yield found.group()
            for down in range(1, what.by + 1):
                copy = _FORMULA.sub(lambda one: _lowered(one, what, down), found.group())  # noqa: B023
                yield _numbered(copy, down)
    yield sheet.rows[end:]


def _lowered(found: re.Match[bytes], what: Repeat, down: int) -> bytes:
    """A formula that was moved already, in the copy so many rows below."""
    text = found.group(3)
    if text is None:
        return found.group()
    still = Repeat(what.sheet, what.row, 0)
    moved = _moved_text(text, lambda one: still.formula(one, own=what.sheet, within=True, down=down))
    return found.group(1) + found.group(2).replace(b">" + text, b">" + moved, 1)


def _numbered(row: bytes, by: int) -> bytes:
    """A row and its cells so many rows lower."""

    def lower(tag: re.Match[bytes]) -> bytes:
        return _R.sub(
            lambda r: r.group(1) + r.group(2) + str(int(r.group(3)) + by).encode() + r.group(4), tag.group(), count=1
        )

    return re.sub(rb"<(?:\w+:)?(?:row|c)(?=[\s/>])[^>]*>", lower, row)


def _around(data: bytes, what: Repeat) -> bytes:
    """What stands before or behind the rows of a sheet."""
    merges = _MERGES.search(data)
    head, tail = (data, b"") if merges is None else (data[: merges.start()], data[merges.end() :])
    middle = b"" if merges is None else _merged(merges, what)
    return _moved_around(head, what) + middle + _moved_around(tail, what)


def _moved_around(data: bytes, what: Repeat) -> bytes:
    data = _APPLIES.sub(lambda found: _area(found, what), data)
    data = _SAID.sub(lambda found: _condition(found, what), data)
    return _BREAKS.sub(lambda found: _BREAK.sub(lambda one: _broken(one, what), found.group()), data)


def _broken(found: re.Match[bytes], what: Repeat) -> bytes:
    return found.group(1) + str(what.moved(int(found.group(2)))).encode()


def _condition(found: re.Match[bytes], what: Repeat) -> bytes:
    text = found.group(2).decode()
    if found.group(1).endswith(b"sqref>"):
        moved = " ".join(map(what.area, text.split(" ")))
        return found.group(1) + moved.encode() + found.group(3)
    return (
        found.group(1)
        + _moved_text(found.group(2), lambda one: what.formula(one, own=what.sheet, within=True))
        + found.group(3)
    )


def _area(found: re.Match[bytes], what: Repeat) -> bytes:
    moved = " ".join(map(what.area, found.group(2).decode().split(" ")))
    return found.group(1) + moved.encode() + found.group(3)


def _merged(merges: re.Match[bytes], what: Repeat) -> bytes:
    """Cells that are merged within the row are so in each of its copies."""
    prefix = merges.group(1)
    found: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for one in _MERGE.finditer(merges.group(2)):
        first, last = place(one.group(1)), place(one.group(2))
        if first is None or last is None:
            continue
        if first[0] == last[0] == what.row:
            found += [((first[0] + down, first[1]), (last[0] + down, last[1])) for down in range(what.by + 1)]
        else:
            top, bottom = what.grown(first[0], last[0])
            found.append(((top, first[1]), (bottom, last[1])))
    cells = b"".join(
        b'<%bmergeCell ref="%b:%b"/>' % (prefix, written(a).encode(), written(b).encode()) for a, b in found
    )
    return b'<%bmergeCells count="%d">%b</%bmergeCells>' % (prefix, len(found), cells, prefix)
