"""A day of a calendar as it is drawn: its head, and its lessons as cards. Words say the state, colors only help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from trainingdesk.ui.models.calendar_grid import CELL, Cell, Entry
from trainingdesk.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFontMetrics, QPainter

    from trainingdesk.ui.theme import Theme

_PAD, _BAR, _GAP = 6, 3, 4


@dataclass(frozen=True, slots=True)
class Card:
    """Where an entry is drawn, and how many of its lines."""

    rect: QRect
    entry: Entry
    lines: int


class CalendarCellDelegate(QStyledItemDelegate):
    """Draws a ``Cell``; ``chosen`` answers which of the entries of the current cell the cursor is on."""

    def __init__(self, theme: Theme, chosen: Callable[[], int]) -> None:
        super().__init__()
        self._theme, self._chosen = theme, chosen

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        cell = index.data(CELL)
        if not isinstance(cell, Cell):
            return
        tokens, rect = self._theme.tokens, option.rect
        painter.save()
        painter.setFont(option.font)
        ground = tokens.surface if cell.beside else tokens.surface_sunken if cell.off else tokens.surface_raised
        painter.fillRect(rect, QColor(ground))
        if cell.today:
            painter.fillRect(QRect(rect.x(), rect.y(), rect.width(), 3), self._theme.color(Tone.ACCENT))
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        cards, rest = cards_of(cell, rect, option.fontMetrics)
        self._draw_head(painter, cell, rect, f"+{rest}" if rest else "")
        for at, card in enumerate(cards):
            self._draw_card(painter, card, chosen=current and at == self._chosen())
        if current and not cards:
            painter.setPen(QPen(self._theme.color(Tone.ACCENT), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _draw_head(self, painter: QPainter, cell: Cell, rect: QRect, rest: str) -> None:
        """The words above the cards, and how many more there are."""
        line, right = rect.adjusted(_PAD, _GAP, -_PAD, -2), Qt.AlignmentFlag.AlignRight
        painter.setPen(self._theme.color(Tone.MUTED))
        edge = Qt.AlignmentFlag.AlignTop if cell.head else Qt.AlignmentFlag.AlignBottom
        painter.drawText(line, edge | right, rest)
        metrics = painter.fontMetrics()
        room = line.width() - metrics.horizontalAdvance(f"{rest} ")
        painter.setPen(self._theme.color(Tone.WARN) if cell.off else self._theme.color(Tone.MUTED))
        shown = metrics.elidedText(cell.head, Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, shown)

    def _draw_card(self, painter: QPainter, card: Card, *, chosen: bool) -> None:
        tokens, rect, tone = self._theme.tokens, card.rect, card.entry.tone
        grounds = {Tone.OK: tokens.ok_ground, Tone.WARN: tokens.warn_ground, Tone.DANGER: tokens.danger_ground}
        bar = self._theme.color(tone or Tone.ACCENT)
        if card.entry.faded:
            painter.setPen(QPen(QColor(tokens.line_strong), 1, Qt.PenStyle.DashLine))
            painter.drawRect(rect)
        else:
            painter.fillRect(rect, QColor(grounds.get(tone, tokens.selected) if tone else tokens.hover))
            painter.fillRect(QRect(rect.x(), rect.y(), _BAR, rect.height()), bar)
        if chosen:
            painter.setPen(QPen(self._theme.color(Tone.ACCENT), 2))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        self._draw_words(painter, card)

    def _draw_words(self, painter: QPainter, card: Card) -> None:
        plain, high = painter.font(), line_height(painter.fontMetrics())
        bold = QFont(plain)
        bold.setBold(True)
        bold.setStrikeOut(card.entry.struck)
        faded = self._theme.color(Tone.MUTED)
        line = card.rect.adjusted(_PAD + _BAR, 2, -_PAD, 0)
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        painter.setFont(plain if card.entry.faded else bold)
        painter.setPen(faded if card.entry.faded else QColor(self._theme.tokens.text))
        painter.drawText(line, top, title_in(card.entry, painter.fontMetrics(), line.width()))
        painter.setFont(plain)
        painter.setPen(faded)
        for words in card.entry.lines[: card.lines - 1]:
            line = line.adjusted(0, high, 0, 0)
            painter.drawText(
                line, top, painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, line.width())
            )


def title_in(entry: Entry, metrics: QFontMetrics, width: int) -> str:
    """The title after its mark, or what is said for it; it loses its beginning, for names of classes differ at the end."""
    mark = f"{entry.mark} " if entry.mark else ""
    room = width - metrics.horizontalAdvance(mark)
    fits = not entry.brief or metrics.horizontalAdvance(entry.title) <= room
    return mark + metrics.elidedText(entry.title if fits else entry.brief, Qt.TextElideMode.ElideLeft, room)


def line_height(metrics: QFontMetrics) -> int:
    """The height of a line; letters that come from another font than the first are taller than its own."""
    return metrics.lineSpacing() + 3


def cards_of(cell: Cell, rect: QRect, metrics: QFontMetrics) -> tuple[list[Card], int]:
    """The cards of a cell from above, with every line if there is room, else with titles only; and how many do not fit."""
    high = line_height(metrics)
    top = rect.y() + _GAP + (high + 2 if cell.head else 0)
    room = rect.bottom() - _GAP - top
    entries = cell.entries
    whole = sum((1 + len(entry.lines)) * high + 4 + _GAP for entry in entries) <= room + _GAP
    cards: list[Card] = []
    for entry in entries:
        lines = 1 + len(entry.lines) if whole else max(1, min(1 + len(entry.lines), (room // len(entries) - 4) // high))
        tall = lines * high + 4
        more = len(cards) + 1 < len(entries)
        if cards and top + tall > rect.bottom() - (high if more and not cell.head else 0):
            break
        cards.append(Card(QRect(rect.x() + _GAP, top, rect.width() - 2 * _GAP, tall), entry, lines))
        top += tall + _GAP
    return cards, len(entries) - len(cards)
