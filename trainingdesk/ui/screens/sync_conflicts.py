"""What two people wrote without knowing of each other: one line for a field, one for a whole register."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from trainingdesk.ui.delegates.badge import BadgeDelegate
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.wording.record import SILENT, about, field_name, spoken

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.services.conflict import Disagreement, Disagreements
    from trainingdesk.storage.conflict import Side
    from trainingdesk.ui.workplace import Workplace

_OPEN, _DECIDED = "open", "decided"
_TONES = {"review": Tone.DANGER, "auto": Tone.WARN, "decided": Tone.OK}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedConflict:
    """A line of the list; ``count`` conflicts stand behind it."""

    key: str
    about: str
    what: str
    kept: str
    lost: str
    state: str
    at: datetime
    to: Destination
    count: int = 1


class SyncConflicts(QWidget):
    """Open ones, or those that somebody decided, which can be decided the other way."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self._lines: tuple[ListedConflict, ...] = ()
        say = place.say
        chips = [(one, say(f"screen_conflict.chip_{one}")) for one in (_OPEN, _DECIDED)]
        self.chips = Chips(chips, say("conflict.state"))
        self.chips.changed.connect(lambda _state: self._show())
        self.model: RowModel[ListedConflict] = RowModel(place, _columns(place), lambda row: row.key, name="conflicts")
        self.table: DataTable[ListedConflict] = DataTable(place, self.model, "screen_sync.part_conflicts")
        self._badge = BadgeDelegate(place.theme, lambda at: _TONES.get(self.model.row(at).state))
        self.table.setItemDelegateForColumn(0, self._badge)
        self.table.opened.connect(lambda row: place.go(row.to))
        self.list = OrEmpty(self.table, EmptyState(say("screen_conflict.none")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.chips)
        column.addWidget(self.list, stretch=1)

    def show_rows(self, found: Disagreements) -> None:
        """Show these."""
        self._lines = _lines(found.rows, self.place.sentences)
        count = open_among(found)
        self.chips.count(_OPEN, count, self.place.say("screen_conflict.chip_open"))
        self.chips.count(_DECIDED, len(self._lines) - count, self.place.say("screen_conflict.chip_decided"))
        self._show()

    def _show(self) -> None:
        decided = self.chips.value == _DECIDED
        rows = [line for line in self._lines if (line.state == _DECIDED) == decided]
        self.model.show(rows)
        key = "screen_conflict.none_decided" if decided else "screen_conflict.none"
        self.list.empty.words.setText(self.place.say(key))
        self.list.show_filled(bool(rows))


def open_among(found: Disagreements) -> int:
    """How many lines of these wait for a person: a register is one of them."""
    return len({one.lesson_id or one.conflict.id for one in found.rows if one.conflict.state != _DECIDED})


def differing(one: Disagreement) -> tuple[str, ...]:
    """The fields in which the two values differ and that say something to people."""
    kept, lost = one.conflict.kept.values, one.conflict.lost.values
    return tuple(name for name in {**kept, **lost} if name not in SILENT and kept.get(name) != lost.get(name))


def _lines(found: Sequence[Disagreement], words: Sentences) -> tuple[ListedConflict, ...]:
    lines: list[ListedConflict] = []
    registers: dict[tuple[str, bool], list[Disagreement]] = {}
    for one in found:
        lesson_id = one.lesson_id
        if lesson_id is None:
            lines.append(_line(one, words))
        else:
            registers.setdefault((lesson_id, one.conflict.state == _DECIDED), []).append(one)
    lines += [_register(lesson_id, own, words) for (lesson_id, _decided), own in registers.items()]
    lines.sort(key=lambda line: line.at, reverse=True)
    return tuple(sorted(lines, key=lambda line: line.state != "review"))


def _line(one: Disagreement, words: Sentences) -> ListedConflict:
    row = one.conflict
    return ListedConflict(
        key=row.id,
        about=about(one.subject, row.table, words),
        what=words.of("screen_conflict.comma").join(field_name(name, words) for name in differing(one)),
        kept=_side(one, row.kept, words),
        lost=_side(one, row.lost, words),
        state=row.state,
        at=max(row.kept.at, row.lost.at),
        to=Destination("conflict", row.id),
    )


def _register(lesson_id: str, own: Sequence[Disagreement], words: Sentences) -> ListedConflict:
    """One line for the register of a lesson, as pressing as the most pressing conflict in it."""
    first = own[0]
    states = [one.conflict.state for one in own]
    people = {one.conflict.row_id for one in own if one.conflict.table == "attendance_mark"}
    lesson = None if first.subject is None else replace(first.subject, person=None)
    return ListedConflict(
        key=f"{lesson_id}.{states[0] == _DECIDED}",
        about=about(lesson, "register", words),
        what=words.of("screen_conflict.people", count=len(people)),
        kept=_who(first.conflict.kept, words),
        lost=_who(first.conflict.lost, words),
        state=next(state for state in ("review", "auto", "decided") if state in states),
        at=max(max(one.conflict.kept.at, one.conflict.lost.at) for one in own),
        to=Destination("register_conflict", lesson_id),
        count=len(own),
    )


def _side(one: Disagreement, side: Side, words: Sentences) -> str:
    values = [spoken(one.conflict.table, name, side.values.get(name), one.names, words) for name in differing(one)]
    return words.of("screen_conflict.side", values=words.of("screen_conflict.comma").join(values), name=side.user_name)


def _who(side: Side, words: Sentences) -> str:
    return words.of("screen_conflict.register_of", name=side.user_name)


def _columns(place: Workplace) -> tuple[Column[ListedConflict], ...]:
    return (
        Column("state", "conflict.state", lambda row: place.say(f"conflict.state_{row.state}"), width=136),
        Column("about", "conflict.about", lambda row: row.about, width=304),
        Column("what", "screen_conflict.what", lambda row: row.what, width=120),
        Column("kept", "conflict.kept", lambda row: row.kept, width=200),
        Column("lost", "conflict.lost", lambda row: row.lost, width=200),
        Column(
            "at",
            "rejected.time",
            lambda row: row.at,
            width=152,
        ),
    )
