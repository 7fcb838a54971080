"""A document as plain data for the typesetter's template: every length worked out in millimetres, every text final.

The template (``resources/templates/document.typ``) only draws. Texts travel as JSON strings and are never read as markup.
"""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final, assert_never

from trainingdesk.reports.document import (
    Band,
    Chart,
    Density,
    Heading,
    Items,
    KeyValues,
    Orientation,
    PageBreak,
    Paper,
    Paragraph,
    Part,
    PlacedPage,
    SignatureLine,
    Table,
)
from trainingdesk.reports.drawing import draw
from trainingdesk.reports.layout import (
    BOLD_WIDTH,
    column_widths,
    head_cells,
    joined_spans,
    number_width,
    parted_words,
    text_width,
    widest_word,
)
from trainingdesk.reports.printed import is_number, printed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainingdesk.reports.document import Block, Document, Field, Page, Row, Value
    from trainingdesk.reports.layout import HeadCell

Data = dict[str, Any]

SIZES: Final = {Paper.A4: (210.0, 297.0), Paper.A3: (297.0, 420.0)}
"""Width and height in millimetres, upright (ISO 216)."""
MARGIN_X: Final = 17.0
POINT: Final = 0.3528
"""A typographic point in millimetres."""
PADDING: Final = 1.1
"""Blank left and right of a cell's text in millimetres."""
POINTS: Final = {Density.DENSE: 7.5, Density.REGULAR: 9.0, Density.ROOMY: 10.5}
PADDINGS_Y: Final = {Density.DENSE: 0.8, Density.REGULAR: 1.4, Density.ROOMY: 1.8}
FRAME: Final = 0.4
"""What the frame around a table takes of the line, in millimetres."""
INDENT: Final = 1.0
"""One step of ``Row.indent`` in em."""
SMALLEST: Final = 0.6
"""How far a text that cannot be parted may be reduced; below that it is parted anywhere."""
DIGITS: Final = re.compile(r"\d+|\D+")


def page_size(page: Page) -> tuple[float, float]:
    """Width and height of the sheet as it lies, in millimetres."""
    width, height = SIZES[page.paper]
    return (width, height) if page.orientation is Orientation.PORTRAIT else (height, width)


def to_data(document: Document) -> Data:
    """Everything the template needs but the fonts."""
    width, height = page_size(document.page)
    line = width - 2 * MARGIN_X
    return {
        "language": document.language.value,
        "width": width,
        "height": height,
        "margin": MARGIN_X,
        "title": document.title,
        "subtitle": document.subtitle,
        "organization": document.organization,
        "header": [_header_line(fields) for fields in document.header],
        "footer": list(document.footer),
        "code": document.code,
        "numbering": document.numbering,
        "bare": all(isinstance(block, PlacedPage) for block in document.blocks) and bool(document.blocks),
        "blocks": [_block(block, line=line) for block in document.blocks],
    }


def texts(data: object) -> Iterator[str]:
    """Every text in the data, to be checked against the fonts."""
    match data:
        case str():
            yield data
        case dict():
            for value in data.values():
                yield from texts(value)
        case list() | tuple():
            for value in data:
                yield from texts(value)


def _block(block: Block, *, line: float) -> Data:
    match block:
        case Heading():
            data: Data = {"kind": "heading", "text": block.text}
        case Paragraph():
            data = {"kind": "paragraph", "text": block.text, "tone": block.tone.value}
        case Items():
            data = {"kind": "items", "items": list(block.items)}
        case KeyValues():
            data = _key_values(block)
        case Table():
            data = _table(block, line=line)
        case Chart():
            data = _chart(block, line=line)
        case SignatureLine():
            data = {"kind": "signatures", "labels": list(block.labels)}
        case Part() | PageBreak():
            data = {"kind": "none" if isinstance(block, Part) and not block.new_page else "break"}
        case PlacedPage():
            data = {"kind": "sheet", "words": [asdict(one) for one in block.words]}
        case _:
            assert_never(block)
    return data


def _header_line(fields: tuple[Field, ...]) -> list[Data]:
    """The fields of one line with the share of the line each needs."""
    pairs = [(field.label, printed(field.value)) for field in fields]
    return [{"label": label, "value": value, "share": text_width(label + value) + 3} for label, value in pairs]


def _key_values(block: KeyValues) -> Data:
    fields = [[field.label, _pieces(field.value)] for field in block.fields]
    label = max((text_width(field.label) for field in block.fields), default=0)
    return {"kind": "fields", "fields": fields, "across": block.across, "boxed": block.boxed, "label": label}


def _chart(block: Chart, *, line: float) -> Data:
    told = "; ".join(
        f"{series.name}: {', '.join('-' if v is None else f'{v:,}' for v in series.values)}" for series in block.series
    )
    return {"kind": "chart", "title": block.title, "told": told, **asdict(draw(block, width=line))}


def _table(table: Table, *, line: float) -> Data:
    em = POINTS[table.density] * POINT
    widths = column_widths(table.columns, available=line - FRAME, em=em, padding=2 * PADDING)
    setter = _CellSetter(table, inner=[(width - 2 * PADDING) / em for width in widths])
    return {
        "kind": "table",
        "title": table.title,
        "unit": table.unit,
        "note": table.note,
        "size": POINTS[table.density],
        "padding": [PADDING, PADDINGS_Y[table.density]],
        "row_height": table.row_height,
        "widths": list(widths),
        "aligns": [column.align.value for column in table.columns],
        "head": setter.head(),
        "rows": setter.rows(),
        "total": setter.row(table.total) if table.total else None,
    }


class _CellSetter:
    """Turns the rows of one table into cells; ``inner`` is the room for text in each column, in em."""

    def __init__(self, table: Table, *, inner: list[float]) -> None:
        self._table = table
        self._inner = inner
        self._spans = joined_spans(table)
        self._number_scales = [self._number_scale(column) for column in range(len(table.columns))]

    def head(self) -> list[Data]:
        """The cells of the head; a long word of another language is reduced to its column."""
        return [self._head_cell(cell) for cell in head_cells(self._table.columns)]

    def _head_cell(self, cell: HeadCell) -> Data:
        room = sum(self._inner[cell.column : cell.column + cell.across])
        scale, text = _fitted(cell.text, room=room / BOLD_WIDTH)
        return asdict(cell) | {"text": text, "scale": scale}

    def rows(self) -> list[Data]:
        return [
            {"band": row.text} if isinstance(row, Band) else self.row(row, at=at)
            for at, row in enumerate(self._table.rows)
        ]

    def row(self, row: Row, at: int = -1) -> Data:
        cells = [self._cell(row, column, at) for column in range(len(self._table.columns))]
        return {"cells": [cell for cell in cells if cell is not None], "tone": row.tone.value}

    def _cell(self, row: Row, column: int, at: int) -> Data | None:
        down = self._spans.get((at, column), 1)
        if not down:
            return None
        value = row.values[column]
        indent = row.indent * INDENT if column == self._table.indented else 0.0
        text = _pieces(value)
        scale = self._number_scales[column]
        if isinstance(text, str):
            scale, text = _fitted(text, room=self._inner[column] - indent)
        optional = {"scale": (scale, 1.0), "indent": (indent, 0.0), "down": (down, 1)}
        return {"text": text} | {name: found for name, (found, usual) in optional.items() if found != usual}

    def _number_scale(self, column: int) -> float:
        """One scale for all numbers of a column, so that they line up; 1 unless the longest does not fit."""
        rows = [row for row in (*self._table.rows, self._table.total) if row is not None and not isinstance(row, Band)]
        numbers = [row.values[column] for row in rows if is_number(row.values[column])]
        longest = max((number_width(printed(number)) for number in numbers), default=0.0)
        return _scale(self._inner[column], longest)


def _fitted(text: str, *, room: float) -> tuple[float, str]:
    """The scale at which the longest unbreakable word fits into ``room`` em; words far too long are parted instead."""
    if text_width(text) <= room or (longest := widest_word(text)) <= room:
        return 1.0, text
    return (1.0, parted_words(text, room=room)) if room / longest < SMALLEST else (_scale(room, longest), text)


def _scale(room: float, needed: float) -> float:
    return 1.0 if needed <= room else round(room / needed, 3)


def _pieces(value: Value) -> str | list[str]:
    """A number in runs of digits and of other signs, so that only digits are set to equal widths; anything else as it is."""
    return DIGITS.findall(printed(value)) if is_number(value) else printed(value)
