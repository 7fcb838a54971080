"""The rows of an import as they are looked through: what becomes of each, and why, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.services.import_result import Outcome
from trainingdesk.ui.models.rows import Column
from trainingdesk.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from trainingdesk.services.import_history import ImportLine
    from trainingdesk.services.import_result import CheckedRow, FieldChange, FileCheck
    from trainingdesk.ui.workplace import Workplace

#: A sign beside each word: nothing is told by color alone.
SIGNS: Mapping[Outcome, tuple[str, Tone | None]] = {
    Outcome.NEW: ("＋", Tone.OK),
    Outcome.CHANGED: ("✎", Tone.OK),
    Outcome.EXISTING: ("＝", Tone.MUTED),
    Outcome.DUPLICATE: ("⧉", Tone.WARN),
    Outcome.ERROR: ("✕", Tone.DANGER),
}

ALL, LOOK_AT = "all", "look_at"


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row; ``reasons`` say why it comes back, or what somebody should know about it."""

    line: CheckedRow
    reasons: tuple[str, ...]
    look_at: bool

    @property
    def key(self) -> str:
        """Names the row."""
        return f"{self.line.row} {self.line.sheet}"

    def is_shown(self, wanted: str) -> bool:
        """Whether a filter shows the row."""
        match wanted:
            case "all":
                return True
            case "look_at":
                return self.look_at
            case _:
                return self.line.outcome.value == wanted


def rows_of(place: Workplace, found: FileCheck, more: Mapping[tuple[str, int], Sequence[str]]) -> tuple[ImportRow, ...]:
    """Every row with its reasons; ``more`` is what else somebody should know of a row, by its sheet and number."""
    return tuple(_row(place, line, more.get((line.sheet, line.row), ())) for line in found.lines)


def _row(place: Workplace, line: CheckedRow, more: Sequence[str]) -> ImportRow:
    if line.problems:
        return ImportRow(line, tuple(place.say(one.key, **one.values) for one in line.problems), look_at=False)
    doubts = [place.say(one.key, **one.values) for one in line.doubts]
    changes = (place.say("screen_import.row_changes", changes=[_change(place, one) for one in line.changes]),)
    told = (*(changes if line.changes else ()), *more, *doubts, *_mends(place, line))
    return ImportRow(line, told, look_at=bool(more or doubts))


def _change(place: Workplace, one: FieldChange) -> str:
    if not one.before:
        return place.say("screen_import.field_filled", title=one.title, after=one.after)
    after = one.after or place.say("screen_import.nothing")
    return place.say("screen_import.field_changes", title=one.title, before=one.before, after=after)


def _mends(place: Workplace, line: CheckedRow) -> Iterable[str]:
    for one in line.mends:
        yield place.say(one.why, found=one.found, mended=one.mended)
    if line.hidden:
        yield place.say("screen_import.was_hidden")


def columns(place: Workplace, called: str, *, width: int) -> tuple[Column[ImportRow], ...]:
    """The columns of the preview; ``called`` is the key of what heads the names of the rows, ``width`` their room."""

    def outcome(row: ImportRow) -> str:
        return f"{SIGNS[row.line.outcome][0]} {place.say(row.line.outcome.key)}"

    def reasons(row: ImportRow) -> str:
        return " ".join(row.reasons)

    return (
        Column("row", "roster.row", lambda row: row.line.row, width=56, number=True),
        Column("outcome", "roster.kind", outcome, width=112, tone=lambda row: SIGNS[row.line.outcome][1]),
        Column("name", called, lambda row: row.line.name, width=width),
        Column(
            "why",
            "roster.why",
            reasons,
            width=240,
            tone=lambda row: Tone.WARN if row.look_at else None,
            hint=lambda row: "\n".join(row.reasons) or None,
        ),
        Column("sheet", "screen_import.sheet", lambda row: row.line.sheet, width=120, hidden=True),
    )


def _count(*outcomes: Outcome) -> Column[ImportLine]:
    first = outcomes[0]
    return Column(
        first.value,
        "screen_import.back" if first is Outcome.ERROR else first.key,
        lambda row: sum(row.counts.get(one.value, 0) for one in outcomes),
        width=72,
        number=True,
    )


def history_columns(place: Workplace) -> tuple[Column[ImportLine], ...]:
    """The columns of what was imported before."""
    return (
        Column("at", "screen_import.when", lambda row: row.at, width=168),
        Column("file", "screen_import.file", lambda row: row.file_name, width=280),
        Column("by", "screen_import.by", lambda row: row.by, width=104),
        _count(Outcome.NEW),
        _count(Outcome.CHANGED),
        _count(Outcome.EXISTING),
        _count(Outcome.ERROR, Outcome.DUPLICATE),
        Column(
            "state",
            "enrollment.status",
            lambda row: place.say(_state(row)),
            width=104,
            tone=lambda row: Tone.MUTED if row.undone else None,
        ),
    )


def _state(row: ImportLine) -> str:
    if row.undone:
        return "screen_import.was_undone"
    return "screen_import.changed_nothing" if row.change_set is None else "screen_import.stands"
