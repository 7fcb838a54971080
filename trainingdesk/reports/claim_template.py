"""A county's own form filled with a claim: its row repeats for each person or line, and the totals are their sums."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.claim_template import ClaimColumn, ClaimHead, ClaimSlot, Repeats
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.month_rows import ROWS
from trainingdesk.reports.report_template import FilledForm, slot_title
from trainingdesk.services.exchange.xlsx_fill import fill_package
from trainingdesk.services.exchange.xlsx_moved import Repeat
from trainingdesk.services.exchange.xlsx_repeat import GrowingForm
from trainingdesk.services.report_template import Weight, checked_for_claims

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trainingdesk.domain.report_template import Slot
    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.report_template import Lines
    from trainingdesk.services.claim_page import ClaimLine
    from trainingdesk.services.claim_template import ClaimForForm
    from trainingdesk.services.exchange.file_content import FileContent
    from trainingdesk.services.exchange.xlsx_fill import Filling
    from trainingdesk.services.exchange.xlsx_sheet import Spot
    from trainingdesk.services.report_template import Checked, Placed

_FEN_OF_YUAN: Final = 100


@dataclass(frozen=True, slots=True)
class _Entry:
    """What one row is about: a person with all their lines, or a single line."""

    number: int
    lines: tuple[ClaimLine, ...]

    @property
    def line(self) -> ClaimLine:
        """The first of its lines: all of them are of one person."""
        return self.lines[0]


@dataclass(frozen=True, slots=True)
class ClaimInForm:
    """What a form is filled with."""

    claim: ClaimForForm
    words: Sentences

    def fill(self, form: FileContent) -> FilledForm:
        """Fill a form.

        Raises Refused where it asks for something unknown, for whole numbers that were not asked for with a reason, or where
        something in the way of its row cannot move.
        """
        found = checked_for_claims(form)
        self._refuse_unfit(found)
        growing = GrowingForm(found.form)
        fillings: dict[str, dict[Spot, Filling]] = {}
        for sheet in dict.fromkeys(one.sheet for one in found.placed):
            placed = [one for one in found.placed if one.sheet == sheet]
            fillings[found.form.parts[sheet]] = self._fill_sheet(growing, sheet, placed)
        sheets = {found.form.parts[name]: sheet for name, sheet in growing.sheets.items()}
        data = fill_package(found.form.package, sheets, fillings, found.form.workbook, changed=growing.changed)
        return FilledForm(data, tuple((one, self._lines(one.slot)) for one in found.placed))

    def value(self, slot: ClaimSlot) -> Filling:
        """What a head or a total says."""
        if slot.head is not None:
            return self._head(slot.head)
        return _yuan(
            sum(
                one.amount_fen
                for one in self.claim.lines
                if slot.kind in (None, one.kind) and slot.payee in (None, one.payee_kind)
            )
        )

    def column(self, slot: ClaimSlot) -> tuple[Filling, ...]:
        """What a column says, from its first row to its last."""
        return tuple(self._cell(slot, entry) for entry in self._entries(slot.repeats))

    def _lines(self, slot: ClaimSlot) -> Lines:
        return tuple((one,) for one in self.column(slot)) if slot.goes_down else ((self.value(slot),),)

    def _fill_sheet(self, growing: GrowingForm, sheet: str, placed: list[Placed[ClaimSlot]]) -> dict[Spot, Filling]:
        """The cells of a sheet, once its row stands as often as it is needed."""
        column = next((one for one in placed if one.slot.goes_down), None)
        repeat = Repeat(sheet, 0, 0)
        if column is not None:
            room = column.lines or 1
            needed = len(self._entries(column.slot.repeats))
            repeat = Repeat(sheet, column.spot[0] + room - 1, max(0, needed - room))
            growing.repeat(repeat)
        cells: dict[Spot, Filling] = {}
        for one in placed:
            row, across = one.spot
            if not one.slot.goes_down:
                cells[repeat.moved(row), across] = self.value(one.slot)
                continue
            values = self.column(one.slot)
            rows = max(len(values), one.lines or 1)
            cells |= {(row + down, across): values[down] if down < len(values) else None for down in range(rows)}
        return cells

    def _refuse_unfit(self, found: Checked[ClaimSlot]) -> None:
        for one in found.findings:
            if one.weight is Weight.ERROR:
                raise Refused(one.said.key, **dict(one.said.values))
        whole = next((one for one in found.placed if one.slot.is_whole), None)
        if whole is not None and self.claim.whole is None:
            raise Refused("report_template.needs_reason", name=whole.slot.name, cell=whole.cell)

    def _entries(self, repeats: Repeats | None) -> tuple[_Entry, ...]:
        lines = self.claim.lines
        if repeats is Repeats.LINE:
            return tuple(_Entry(number, (one,)) for number, one in enumerate(lines, start=1))
        return tuple(_Entry(number, group) for number, group in enumerate(_by_person(lines), start=1))

    def _cell(self, slot: ClaimSlot, entry: _Entry) -> Filling:
        line, column = entry.line, slot.column
        if column in _PLAIN:
            return str(getattr(line, _PLAIN[column]) or "")
        if slot.is_whole:
            whole = (self.claim.whole or {}).get(line.enrollment_id)
            return "" if whole is None else str(getattr(whole, _WHOLE[column or ClaimColumn.WHOLE_DOCUMENT]))
        match column:
            case ClaimColumn.NUMBER:
                return entry.number
            case ClaimColumn.CATEGORY:
                return self.claim.categories.get(line.category or "", line.category or "")
            case ClaimColumn.KIND:
                return self.words.of(f"subsidy.kind_{line.kind}")
            case _:
                return _yuan(sum(one.amount_fen for one in entry.lines if slot.kind in (None, one.kind)))

    def _head(self, field: ClaimHead) -> Filling:
        claim, head = self.claim, self.claim.page.head
        said: Mapping[ClaimHead, Filling] = {
            ClaimHead.NUMBER: head.number,
            ClaimHead.CLASS_NUMBER: claim.page.class_number,
            ClaimHead.CLASS_NAME: claim.page.class_name,
            ClaimHead.INSTITUTION: claim.page.institution,
            ClaimHead.ORGANIZATION: claim.organization,
            ClaimHead.STATE: self.words.of(f"claim.state_{head.state}"),
            ClaimHead.PUBLICITY_FROM: None if head.publicity_from is None else head.publicity_from.isoformat(),
            ClaimHead.PUBLICITY_UNTIL: None if head.publicity_until is None else head.publicity_until.isoformat(),
            ClaimHead.FILLED_ON: claim.filled_on.isoformat(),
            ClaimHead.PREPARER: claim.preparer,
            ClaimHead.PEOPLE: len(self._entries(Repeats.PERSON)),
            ClaimHead.LINES: len(claim.lines),
            ClaimHead.REFUSED: claim.page.totals.refused,
        }
        return said[field]


#: Columns that are fields of a line.
_PLAIN: Final[Mapping[ClaimColumn | None, str]] = {
    ClaimColumn.ENROLLMENT: "number",
    ClaimColumn.NAME: "name",
    ClaimColumn.DOCUMENT: "id_mask",
    ClaimColumn.RATE: "rate",
    ClaimColumn.FUND: "fund_name",
    ClaimColumn.PAYEE: "payee_name",
    ClaimColumn.CLAUSE: "clause",
}
_WHOLE: Final[Mapping[ClaimColumn, str]] = {
    ClaimColumn.WHOLE_DOCUMENT: "document",
    ClaimColumn.BANK: "bank",
    ClaimColumn.ACCOUNT: "account",
}


def asks_for_whole(form: FileContent) -> bool:
    """Whether a form shows what is masked elsewhere, so that its filling needs a reason."""
    return any(one.slot.is_whole for one in checked_for_claims(form).placed)


def title_in_words(slot: Slot | ClaimSlot, words: Sentences) -> str:
    """What a name of either kind of form asks for."""
    rows = {row.id: row for row in ROWS}
    return claim_slot_title(slot, words) if isinstance(slot, ClaimSlot) else slot_title(slot, rows, words)


def claim_slot_title(slot: ClaimSlot, words: Sentences) -> str:
    """What a name asks for, in words."""
    if slot.head is not None:
        return words.of(f"claim_template.head_{slot.head}")
    kind = [] if slot.kind is None else [words.of(f"subsidy.kind_{slot.kind}")]
    if slot.repeats is None:
        payee = [] if slot.payee is None else [words.of(f"claim_template.payee_{slot.payee}")]
        return " · ".join((words.of("claim_template.total"), *kind, *payee))
    repeats = words.of(f"claim_template.repeats_{slot.repeats}")
    return " · ".join((repeats, words.of(f"claim_template.column_{slot.column}"), *kind))


def _by_person(lines: Iterable[ClaimLine]) -> Iterable[tuple[ClaimLine, ...]]:
    by_enrollment = sorted(lines, key=attrgetter("number", "enrollment_id"))
    return (tuple(group) for _key, group in groupby(by_enrollment, key=attrgetter("enrollment_id")))


def _yuan(fen: int) -> Decimal:
    """An amount in 元, to the fen."""
    return Decimal(fen) / _FEN_OF_YUAN
