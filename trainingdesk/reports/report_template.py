"""A county's own form filled with the figures of a month, each under the name that the form gives its cell."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.month_cut import CUT_COLUMNS, PART_ROWS, CutPart
from trainingdesk.domain.month_rows import Column, Unit
from trainingdesk.domain.report_template import Head, Listing, slots
from trainingdesk.reports.imprint import CHINA
from trainingdesk.reports.monthly_report import period
from trainingdesk.reports.monthly_report_cuts import in_order, name_of
from trainingdesk.reports.monthly_report_row import title_of
from trainingdesk.services.exchange.xlsx_fill import fill_package
from trainingdesk.services.report_template import checked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainingdesk.domain.month_rows import Figure, ReportRow
    from trainingdesk.domain.report_template import Slot
    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.services.exchange.file_content import FileContent
    from trainingdesk.services.exchange.xlsx_fill import Filling
    from trainingdesk.services.exchange.xlsx_sheet import Spot
    from trainingdesk.services.month import Figures
    from trainingdesk.services.monthly_report_head import ReportHead
    from trainingdesk.services.report_template import Placed

_FEN_OF_YUAN: Final = 100
_FEN_OF_WAN: Final = 1_000_000
#: The rows of a cut that is asked for as a whole.
_WHOLE: Final = PART_ROWS[CutPart.PEOPLE]
_SHARE_DIGITS: Final = Decimal("0.000001")
#: Lines of values, each with its cells from left to right.
Lines = tuple[tuple["Filling", ...], ...]


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form that was filled, and what was put where."""

    data: bytes
    put: tuple[tuple[Placed[Any], Lines], ...]


@dataclass(frozen=True, slots=True)
class MonthInForm:
    """What a form is filled with."""

    figures: Figures
    head: ReportHead
    words: Sentences

    def fill(self, form: FileContent) -> FilledForm:
        """Fill a form; raises Refused where it asks for something unknown or a list finds no room for its lines."""
        found = checked(form, slots(line.row for line in self.figures.report.lines))
        for one in found.findings:
            if one.weight == "error":
                raise Refused(one.said.key, **dict(one.said.values))
        put = tuple((placed, self.lines(placed.slot)) for placed in found.placed)
        fillings: dict[str, dict[Spot, Filling]] = {}
        for placed, lines in put:
            sheet = found.form.sheets[placed.sheet]
            cells = fillings.setdefault(found.form.parts[placed.sheet], {})
            for spot, value in _spread(placed, lines):
                in_the_way = spot[0] > placed.spot[0] and (sheet.is_taken(spot) or sheet.merge_at(spot) is not None)
                if in_the_way or spot in cells or (placed.lines is not None and len(lines) > placed.lines):
                    raise Refused("report_template.no_room", name=placed.slot.name, cell=placed.cell, needed=len(lines))
                cells[spot] = value
        sheets = {found.form.parts[name]: sheet for name, sheet in found.form.sheets.items()}
        return FilledForm(fill_package(found.form.package, sheets, fillings, found.form.workbook), put)

    def lines(self, slot: Slot) -> Lines:
        """The values that a name asks for."""
        if slot.head is not None:
            return ((self._head(slot.head),),)
        if slot.listing is not None:
            return tuple(self._listing(slot.listing))
        if slot.cut is not None:
            return tuple(self._cut(slot))
        return ((self._figure(slot),),)

    def _figure(self, slot: Slot) -> Filling:
        line = self.figures.report.line(slot.row or "")
        return _filling(line.row, line.value(slot.column or Column.MONTH), yuan=slot.yuan)

    def _cut(self, slot: Slot) -> Iterator[tuple[Filling, ...]]:
        rows = {line.row.id: line.row for line in self.figures.report.lines}
        table = next(one for one in self.figures.report.cuts if one.cut is slot.cut)
        for line in in_order(table):
            name = name_of(line, self.figures.names[table.cut], self.words)
            if slot.keys:
                yield (name,)
            elif slot.row is not None and slot.column is not None:
                yield (_filling(rows[slot.row], line.value(rows[slot.row], slot.column), yuan=slot.yuan),)
            else:
                wanted = ((rows[row], column) for row in _WHOLE for column in CUT_COLUMNS)
                yield (name, *(_filling(row, line.value(row, column)) for row, column in wanted))

    def _listing(self, listing: Listing) -> Iterator[tuple[Filling, ...]]:
        if listing is Listing.OMITTED:
            yield from ((self.words.of(one.key, dict(one.values)),) for one in self.figures.omitted)
            return
        rows = {line.row.id: line.row for line in self.figures.report.lines}
        for one in self.figures.report.adjustments:
            if one.row in rows:
                row = rows[one.row]
                yield (str(one.about), row.id, title_of(row, self.words), _amount(row, one.amount), len(one.ids))

    def _head(self, field: Head) -> Filling:
        head, month, words = self.head, self.figures.report.month, self.words
        match field:
            case Head.PERIOD:
                return period(month, words)
            case Head.YEAR_NUMBER:
                return month.year
            case Head.MONTH_NUMBER:
                return month.number
            case Head.FILLED_ON:
                return head.filled_on.isoformat()
            case Head.CUT_OFF:
                return f"{head.cut_off.astimezone(CHINA):%Y-%m-%d %H:%M}"
            case Head.STATE:
                key = "screen_report.state_none" if head.state is None else f"monthly_report.state_{head.state}"
                return words.of(key)
            case _:
                value: Filling = getattr(head, field.value)
                return value


def slot_title(slot: Slot, rows: dict[str, ReportRow], words: Sentences) -> str:
    """What a name asks for, in words."""
    if slot.head is not None:
        return words.of(f"report_template.head_{slot.head}")
    if slot.listing is not None:
        return words.of(f"report_template.list_{slot.listing}")
    parts = [] if slot.cut is None else [words.of("report_template.cut", cut=words.of(f"month.cut_{slot.cut}"))]
    if slot.keys:
        parts.append(words.of("report_template.cut_name"))
    elif slot.row is not None and slot.column is not None:
        row = rows[slot.row]
        parts += [f"{row.id} {title_of(row, words)}", words.of(f"month.column_{slot.column}")]
        if row.unit is Unit.MONEY and slot.column not in {Column.COMPLETION, Column.CHANGE}:
            parts.append(words.of("report_template.in_yuan" if slot.yuan else "report_template.in_wan"))
    else:
        parts.append(words.of("report_template.cut_whole", count=1 + len(_WHOLE) * len(CUT_COLUMNS)))
    return " · ".join(parts)


def shown(lines: Lines) -> str:
    """Values for a list on the screen: the first line, and how many follow."""
    if not lines:
        return ""
    first = "  ".join("" if cell is None else str(cell) for cell in lines[0])
    return first if len(lines) == 1 else f"{first}  (+{len(lines) - 1})"


def _spread(placed: Placed[Slot], lines: Lines) -> Iterator[tuple[Spot, Filling]]:
    """The cells of a list; where it is empty its first cell is emptied of the name that stood there."""
    row, column = placed.spot
    for down, line in enumerate(lines or ((None,),)):
        for across, value in enumerate(line):
            yield (row + down, column + across), value


def _filling(row: ReportRow, value: Figure, *, yuan: bool = False) -> Filling:
    if value is None:
        return None
    if isinstance(value, Fraction):
        return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_SHARE_DIGITS)
    return _amount(row, value, yuan=yuan)


def _amount(row: ReportRow, value: int, *, yuan: bool = False) -> Filling:
    """A number as a form takes it: money in 万元 (or 元), to the fen."""
    if row.unit is not Unit.MONEY:
        return value
    return Decimal(value) / (_FEN_OF_YUAN if yuan else _FEN_OF_WAN)
