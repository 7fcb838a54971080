"""The life of one row as lines of a table: one line for each field that is different, a creation is one line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.services import history
from trainingdesk.ui.models.rows import Column

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.services.work import Work
    from trainingdesk.storage.history import ChangeRow

#: A policy or a frozen report is a page long.
_WIDTH = 80
#: Characters by which people tell computers apart.
_DEVICE = 6


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One field that changed; ``old`` and ``new`` are words, ``device`` is the end of where it was done."""

    key: str
    at: str
    user: str
    action: str
    field: str
    old: str = ""
    new: str = ""
    reason: str = ""
    device: str = ""


def history_columns() -> tuple[Column[HistoryLine], ...]:
    """When, who, what, old, new, why; on which computer and in which step where somebody wants to see that."""
    return (
        Column("at", "history.time", lambda row: row.at, width=152),
        Column("user", "history.user", lambda row: row.user, width=88),
        Column("field", "history.field", lambda row: row.field, width=104),
        Column("old", "history.old", lambda row: row.old, width=112),
        Column("new", "history.new", lambda row: row.new, width=112),
        Column("reason", "screen_class.reason", lambda row: row.reason, width=112),
        Column("action", "history.action", lambda row: row.action, width=112, hidden=True),
        Column("device", "history.device", lambda row: row.device, width=112, hidden=True),
    )


def history_lines(work: Work, row_id: str, words: Sentences) -> tuple[HistoryLine, ...]:
    """The life of a row, newest first."""
    return tuple(line for change in history.life_of(work, row_id) for line in _lines(change, words))


def _lines(change: ChangeRow, words: Sentences) -> Iterator[HistoryLine]:
    area = "access" if change.action in set(Action) else "audit"
    at = f"{change.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    about = (at, change.user_name, words.of(f"{area}.{change.action}"))
    more = {"reason": history.reason_of(change), "device": change.device_id[-_DEVICE:]}
    if change.group is None:
        yield HistoryLine(f"{change.number}", *about, words.of("screen_history.made"), **more)
    for field, new in change.new.items():
        old = change.old.get(field)
        if new != old and change.group is not None:
            named, told = words.of(f"history.field_{field}"), (_spoken(old, words), _spoken(new, words))
            yield HistoryLine(f"{change.number}.{field}", *about, named, *told, **more)


def _spoken(value: object, words: Sentences) -> str:
    match value:
        case None | "":
            return "—"
        case bool():
            return words.of("screen_history.yes" if value else "screen_history.no")
        case _:
            text = str(value)
            return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"
