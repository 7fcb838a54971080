"""The life of a person as lines of a table: one line for each field that is different, a creation is one line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.services.history import reason_of
from trainingdesk.ui.models.rows import Column
from trainingdesk.ui.wording.capital import begun_large

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.services.person_history import PersonLife
    from trainingdesk.storage.history import ChangeRow

#: A policy or a frozen report is a page long.
_WIDTH = 80
#: Characters by which people tell computers apart.
_DEVICE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonHistoryLine:
    """One field that changed; ``subject`` is the file, category, class or paper; ``device`` the end of where it was done."""

    key: str
    at: str
    user: str
    action: str
    subject: str
    field: str
    old: str = ""
    new: str = ""
    reason: str = ""
    device: str = ""


def person_history_columns() -> tuple[Column[PersonHistoryLine], ...]:
    """When, who, about what, what, old, new, why; on which computer and in which step where somebody wants to see that."""
    return (
        Column("at", "history.time", lambda row: row.at, width=152),
        Column("user", "history.user", lambda row: row.user, width=88),
        Column("subject", "screen_history.subject", lambda row: begun_large(row.subject), width=112),
        Column("field", "history.field", lambda row: begun_large(row.field), width=88),
        Column("old", "history.old", lambda row: row.old, width=80),
        Column("new", "history.new", lambda row: row.new, width=80),
        Column("reason", "screen_class.reason", lambda row: row.reason, width=80),
        Column("action", "history.action", lambda row: row.action, width=112, hidden=True),
        Column("device", "history.device", lambda row: row.device, width=112, hidden=True),
    )


def person_history_lines(life: PersonLife, words: Sentences) -> tuple[PersonHistoryLine, ...]:
    """The lines of a life, newest first."""
    return tuple(line for change in life.changes for line in _lines(change, life, words))


def _lines(change: ChangeRow, life: PersonLife, words: Sentences) -> Iterator[PersonHistoryLine]:
    area = "access" if change.action in set(Action) else "audit"
    about = {
        "at": f"{change.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        "user": change.user_name,
        "action": words.of(f"{area}.{change.action}"),
        "subject": _subject(change, life, words),
        "reason": reason_of(change),
        "device": change.device_id[-_DEVICE:],
    }
    if change.group is None:
        yield PersonHistoryLine(key=f"{change.number}", **(about | _made(change, life, words)))
    for field, new in change.new.items():
        old = change.old.get(field)
        if new != old and change.group is not None:
            told = {"old": _spoken(old, life, words), "new": _spoken(new, life, words)}
            named = words.of(f"history.field_{field}")
            yield PersonHistoryLine(key=f"{change.number}.{field}", field=named, **about, **told)


def _made(change: ChangeRow, life: PersonLife, words: Sentences) -> dict[str, str]:
    """What the making of a row says: what happened in a class, with its reason; else that it was made."""
    event = life.events.get(change.row_id)
    if event is None:
        return {"field": words.of("screen_history.made")}
    said = {"field": words.of(f"enrollment.event_{event.kind}")}
    return said | ({"reason": event.reason} if event.reason else {})


def _subject(change: ChangeRow, life: PersonLife, words: Sentences) -> str:
    """The class of what belongs to one, else what kind of record it is."""
    about = life.subjects.get((change.table, change.row_id))
    named = about.training_class if about is not None and change.table.startswith("enrollment") else None
    return named or words.of(f"history.table_{change.table}")


def _spoken(value: object, life: PersonLife, words: Sentences) -> str:
    match value:
        case None | "":
            return "—"
        case bool():
            return words.of("screen_history.yes" if value else "screen_history.no")
        case _:
            text = life.names.get(str(value), str(value))
            return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"
