"""The rows of a register: number on paper, name, masked document, mark, minutes, note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from trainingdesk.services.attendance_marks import MarkSet
from trainingdesk.services.register_page import RegisterLine
from trainingdesk.ui.models.rows import Column, Index, RowModel
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.wording.mark import DRAWN, TONES, Drawn
from trainingdesk.ui.wording.time_of_day import clock

if TYPE_CHECKING:
    from trainingdesk.domain.attendance import Mark
    from trainingdesk.services.register_page import RegisterPage
    from trainingdesk.ui.workplace import Workplace


class RegisterModel(RowModel[RegisterLine]):
    """Everybody of a register in the order of the roster; who cannot be marked that day is grey, with the reason."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self.marks = MarkSet(())
        columns: tuple[Column[RegisterLine], ...] = (
            Column("row", "register.row", lambda line: line.row, tone=_tone, width=64, number=True),
            Column("name", "register.name", lambda line: line.name, tone=_tone, width=150),
            Column("id_mask", "register.id_mask", lambda line: line.id_mask, tone=_tone, width=180),
            Column("mark", "register.mark", self._words, tone=_tone, width=190),
            Column("minutes", "register.minutes", _minutes, tone=_tone, width=160),
            Column("note", "register.note", self.note, tone=_tone, width=320),
        )
        super().__init__(place, columns, lambda line: line.enrollment_id, name="register")

    def show_page(self, page: RegisterPage) -> None:
        """Show a register; where the people are the same, only what changed is drawn anew."""
        same_people = [self.key(row) for row in self.rows] == [self.key(line) for line in page.lines]
        if same_people and page.marks == self.marks:
            for old, new in zip(self.rows, page.lines, strict=True):
                if old != new:
                    self.replace(new)
            return
        self.marks = page.marks
        self.show(page.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == DRAWN and index.isValid() and self.columns[index.column()].key == "mark":
            return self._drawn(self.row(index.row()))
        return super().data(index, role)

    def note(self, line: RegisterLine) -> str:
        """Why somebody cannot be marked, what was noted, what the office corrected, and what waits for the clerk."""
        say = self._place.sentences.of
        parts = [line.reason or ""]
        if not line.may_be_marked and line.why.reason is not None:
            parts.append(say(line.why.reason, line.why.values))
        if line.office_mark is not None:
            parts.append(say("screen_register.office_note", {"reason": line.office_reason or ""}))
        if line.flagged is not None:
            parts.append(say(f"enrollment.flag_{line.flagged}"))
        return "；".join(part for part in parts if part)

    def named(self, mark: Mark) -> str:
        """A mark as symbol and word."""
        item = self.marks.of(mark)
        return f"{item.symbol} {item.name}"

    def _words(self, line: RegisterLine) -> str:
        """The mark that counts; where the office corrected it, the instructor's beside it."""
        if line.counted is None:
            return ""
        if line.office_mark is None or line.office_mark is line.mark:
            return self.named(line.counted)
        was = self._place.say("register.unmarked") if line.mark is None else self.named(line.mark)
        return self._place.say("screen_register.corrected_mark", mark=self.named(line.office_mark), before=was)

    def _drawn(self, line: RegisterLine) -> Drawn | None:
        if line.counted is None:
            return None
        symbol = self.marks.of(line.counted).symbol
        return Drawn(symbol, self._words(line).removeprefix(symbol).strip(), TONES[line.counted])


def _tone(line: RegisterLine) -> Tone | None:
    return None if line.may_be_marked else Tone.MUTED


def _minutes(line: RegisterLine) -> str:
    """Minutes late or early, and between which times somebody was there where they signed."""
    parts = [] if line.counted_minutes is None else [str(line.counted_minutes)]
    if line.time_in is not None or line.time_out is not None:
        parts.append(f"{clock(line.time_in)}–{clock(line.time_out)}")
    return "  ".join(parts)
