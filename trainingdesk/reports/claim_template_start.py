"""A form of claims to begin with: a row for each person with totals below it, and every name that the program knows."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.claim_template import ClaimColumn, ClaimHead, ClaimSlot, Repeats, claim_slots
from trainingdesk.domain.subsidy import SubsidyKind
from trainingdesk.reports.claim_template import claim_slot_title

if TYPE_CHECKING:
    from trainingdesk.i18n.sentences import Sentences

_FONT: Final = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_HEAD: Final = (ClaimHead.ORGANIZATION, ClaimHead.INSTITUTION, ClaimHead.CLASS_NAME, ClaimHead.NUMBER)
_COLUMNS: Final = (ClaimColumn.NUMBER, ClaimColumn.NAME, ClaimColumn.DOCUMENT, ClaimColumn.CATEGORY)
_ROW: Final = 4


def starting_claim_form(words: Sentences) -> bytes:
    """The workbook: the list of people on one sheet, all names on another."""
    import xlsxwriter  # noqa: PLC0415 -- 5 MB that only a workbook needs

    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    writer = _StartingForm(book, words)
    writer.list_sheet()
    writer.names_sheet()
    book.close()
    return made.getvalue()


class _StartingForm:
    """Writes the sheets; a cell that will be filled holds its name between braces."""

    def __init__(self, book: Any, words: Sentences) -> None:
        self._book, self._words, self._known = book, words, claim_slots()
        self._plain = book.add_format({**_FONT, "border": 1})
        self._bold = book.add_format({**_FONT, "border": 1, "bold": True, "align": "center", "text_wrap": True})
        self._money = book.add_format({**_FONT, "border": 1, "align": "right", "num_format": "#,##0.00"})
        self._title = book.add_format({**_FONT, "bold": True, "font_size": 16, "align": "center"})

    def list_sheet(self) -> None:
        sheet, say = self._book.add_worksheet(self._words.of("claim_template.sheet")), self._words.of
        person, amount = Repeats.PERSON, ClaimColumn.AMOUNT
        texts = [_slot(self._known, repeats=person, column=column) for column in _COLUMNS]
        amounts = [_slot(self._known, repeats=person, column=amount, kind=kind) for kind in (*SubsidyKind, None)]
        last = len(texts) + len(amounts) - 1
        sheet.merge_range(0, 0, 0, last, say("claim.paper_table_title"), self._title)
        self._head(sheet)
        for across, slot in enumerate((*texts, *amounts)):
            kind = "" if slot.kind is None else say(f"subsidy.kind_{slot.kind}")
            sheet.write_string(_ROW - 1, across, kind or say(f"claim_template.column_{slot.column}"), self._bold)
            sheet.write_string(_ROW, across, _braces(slot), self._money if slot in amounts else self._plain)
        sheet.merge_range(_ROW + 1, 0, _ROW + 1, len(texts) - 1, say("reports.total"), self._bold)
        for across, one in enumerate(amounts, start=len(texts)):
            sheet.write_string(_ROW + 1, across, _braces(_slot(self._known, total=True, kind=one.kind)), self._money)
        self._lay_out(sheet, last)

    def names_sheet(self) -> None:
        names = self._book.add_worksheet(self._words.of("report_template.names_sheet")[:31])
        for column, key in enumerate(("name", "latin", "meaning")):
            names.write_string(0, column, self._words.of(f"report_template.title_{key}"), self._bold)
        for down, slot in enumerate(self._known, start=1):
            for column, text in enumerate((slot.name, slot.latin, claim_slot_title(slot, self._words))):
                names.write_string(down, column, text, self._plain)
        names.set_column(0, 1, 28)
        names.set_column(2, 2, 64)

    def _head(self, sheet: Any) -> None:
        for at, head in enumerate(_HEAD):
            slot, row, column = _slot(self._known, head=head), 1 + at // 2, (at % 2) * 4
            sheet.write_string(row, column, claim_slot_title(slot, self._words))
            sheet.write_string(row, column + 1, _braces(slot))

    @staticmethod
    def _lay_out(sheet: Any, last: int) -> None:
        sheet.set_row(_ROW - 1, 32)
        sheet.set_column(0, 0, 9)
        sheet.set_column(1, last, 16)
        sheet.set_column(2, 3, 26)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_ROW - 1)


def _slot(known: tuple[ClaimSlot, ...], *, total: bool = False, **wanted: object) -> ClaimSlot:
    """The one name that has these parts and no others."""
    parts = {"head": None, "repeats": None, "column": None, "kind": None, "payee": None} | wanted
    found = [one for one in known if all(getattr(one, name) == value for name, value in parts.items())]
    return next(one for one in found if total or one.head is not None or one.repeats is not None)


def _braces(slot: ClaimSlot) -> str:
    return "{{" + slot.name + "}}"
