"""A form to begin with: every name that the program knows, each with its words, and the report laid out under them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.month_cut import CUT_COLUMNS, PART_ROWS, Cut, CutPart
from trainingdesk.domain.month_rows import Column, Unit
from trainingdesk.domain.report_template import Head, Listing
from trainingdesk.reports.monthly_report_row import title_of
from trainingdesk.reports.report_template import slot_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from trainingdesk.domain.month_rows import ReportRow
    from trainingdesk.domain.report_template import Slot
    from trainingdesk.i18n.sentences import Sentences

_FONT: Final = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_HEAD: Final = (Head.ORGANIZATION, Head.PERIOD, Head.FILLED_ON, Head.PREPARER, Head.HEAD, Head.PHONE)


def starting_form(known: Sequence[Slot], rows: Iterable[ReportRow], words: Sentences) -> bytes:
    """The workbook: the main table on one sheet, a sheet for each cut, and the list of all names."""
    import xlsxwriter  # noqa: PLC0415 -- 5 MB that only a workbook needs

    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    writer = _StartingForm(book, known, {row.id: row for row in rows}, words)
    writer.main_sheet()
    for part in CutPart:
        for cut in Cut:
            writer.cut_sheet(cut, part)
    writer.names_sheet()
    book.close()
    return made.getvalue()


class _StartingForm:
    """Writes the sheets; a cell that will be filled holds its name between braces."""

    def __init__(self, book: Any, known: Sequence[Slot], rows: Mapping[str, ReportRow], words: Sentences) -> None:
        self._book, self._known, self._rows, self._words = book, known, dict(rows), words
        self._plain = book.add_format({**_FONT, "border": 1})
        self._bold = book.add_format({**_FONT, "border": 1, "bold": True, "align": "center", "text_wrap": True})
        self._title = book.add_format({**_FONT, "bold": True, "font_size": 16, "align": "center"})
        self._free = book.add_format(_FONT)
        formats = {"count": "#,##0", "money": "#,##0.00", "share": "0.0%", "rate": "0.00%"}
        self._formats = {
            name: book.add_format({**_FONT, "border": 1, "align": "right", "num_format": shown})
            for name, shown in formats.items()
        }

    def main_sheet(self) -> None:
        say, columns = self._words.of, list(Column)
        sheet = self._sheet(say("monthly_report.main_part"), len(columns) + 3)
        sheet.merge_range(0, 0, 0, len(columns) + 2, say("monthly_report.title"), self._title)
        for at, head in enumerate(_HEAD):
            line, column = 1 + at // 2, (at % 2) * 4
            sheet.write_string(line, column, say(f"report_template.head_{head}"), self._free)
            sheet.write_string(line, column + 1, self._braces(head=head), self._free)
        keys = ("monthly_report.code", "monthly_report.figure", "monthly_report.unit")
        titles = [*map(say, keys), *(say(f"month.column_{column}") for column in columns)]
        for column, title in enumerate(titles):
            sheet.write_string(5, column, title, self._bold)
        for down, row in enumerate(self._rows.values(), start=6):
            sheet.write_string(down, 0, row.id, self._plain)
            sheet.write_string(down, 1, title_of(row, self._words), self._plain)
            sheet.write_string(down, 2, say(f"month.unit_{row.unit}"), self._plain)
            for across, figure in enumerate(columns, start=3):
                text = self._braces(row=row.id, column=figure)
                sheet.write_string(down, across, text, self._format(row, figure))
        sheet.repeat_rows(5)
        sheet.set_column(1, 1, 34)
        down = len(self._rows) + 7
        for at, listing in enumerate(reversed(Listing)):
            sheet.write_string(down + at * 12, 0, say(f"report_template.list_{listing}"), self._free)
            sheet.write_string(down + at * 12 + 1, 0, self._braces(listing=listing), self._free)

    def cut_sheet(self, cut: Cut, part: CutPart) -> None:
        say = self._words.of
        title = say(f"report_template.sheet_{part}", cut=say(f"month.cut_{cut}"))
        sheet = self._sheet(title, 1 + len(PART_ROWS[part]) * len(CUT_COLUMNS))
        sheet.set_column(0, 0, 34)
        sheet.write_string(0, 0, say(f"month.cut_{cut}"), self._bold)
        sheet.write_string(1, 0, self._braces(cut=cut, keys=True), self._plain)
        across = 1
        for row in PART_ROWS[part]:
            for column in CUT_COLUMNS:
                title = f"{title_of(self._rows[row], self._words)} {say(f'month.column_{column}')}"
                sheet.write_string(0, across, title, self._bold)
                text = self._braces(cut=cut, row=row, column=column)
                sheet.write_string(1, across, text, self._format(self._rows[row], column))
                across += 1
        sheet.repeat_rows(0)

    def names_sheet(self) -> None:
        say = self._words.of
        sheet = self._sheet(say("report_template.names_sheet"), 3)
        for column, key in enumerate(("name", "latin", "meaning")):
            sheet.write_string(0, column, say(f"report_template.title_{key}"), self._bold)
        for down, slot in enumerate(self._known, start=1):
            for column, text in enumerate((slot.name, slot.latin, slot_title(slot, self._rows, self._words))):
                sheet.write_string(down, column, text, self._plain)
        sheet.set_column(0, 1, 28)
        sheet.set_column(2, 2, 64)

    def _sheet(self, name: str, columns: int) -> Any:
        sheet = self._book.add_worksheet(name[:31])
        sheet.set_column(0, columns - 1, 13)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def _format(self, row: ReportRow, column: Column) -> Any:
        if column in {Column.COMPLETION, Column.CHANGE}:
            return self._formats["share"]
        return self._formats[{Unit.MONEY: "money", Unit.PERCENT: "rate"}.get(row.unit, "count")]

    def _braces(self, **wanted: object) -> str:
        """The name of the one slot that has these parts and no others, as a cell asks for it."""
        for slot in self._known:
            parts = {name: getattr(slot, name) for name in ("row", "column", "head", "cut", "listing")}
            given = {name: value for name, value in parts.items() if value is not None}
            if slot.keys:
                given["keys"] = True
            if given == wanted and not slot.yuan:
                return "{{" + slot.name + "}}"
        raise KeyError(tuple(wanted))
