"""The life of a class as lines: what it was about, what changed, old and new in words. No ids, no codes, no True."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.domain.class_document import ClassDocument
from trainingdesk.services.history import reason_of
from trainingdesk.ui.models.rows import Column
from trainingdesk.ui.wording.capital import begun_large
from trainingdesk.ui.wording.time_of_day import clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.services.class_history import ClassLife
    from trainingdesk.storage.history import ChangeRow

#: Names, notes and the like are shown whole up to here.
_WIDTH: Final = 80
#: Values of these fields are codes with a word each: the key of the word begins so.
_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {"slot": "lesson.slot_", "planned_slot": "lesson.slot_", "part": "lesson.part_"}
)
_CLOCKS: Final = frozenset({"starts_at", "ends_at"})
_INSTANTS: Final = frozenset({"opened_at", "closed_at"})
#: Who did it stands in the line already, and hashes say nothing to anybody.
_SILENT: Final = frozenset({"opened_by", "closed_by", "taken_by", "sha256", "signed_sheet_sha256"})


class Side(StrEnum):
    """What of a class a change was about."""

    CLASS = "class"
    LESSONS = "lessons"
    PAPERS = "papers"
    PEOPLE = "people"


_SIDES: Final[Mapping[str, Side]] = MappingProxyType(
    {
        "training_class": Side.CLASS,
        "lesson": Side.LESSONS,
        "register": Side.LESSONS,
        "class_document": Side.PAPERS,
        "enrollment_event": Side.PEOPLE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassHistoryLine:
    """One thing that happened; ``reason`` is why, where somebody said so."""

    key: str
    side: Side
    at: str
    user: str
    action: str
    subject: str
    what: str
    old: str = ""
    new: str = ""
    reason: str = ""


def class_history_columns() -> tuple[Column[ClassHistoryLine], ...]:
    """When, who, about what, what, old, new, why."""
    return (
        Column("at", "history.time", lambda line: line.at, width=152),
        Column("user", "history.user", lambda line: line.user, width=96),
        Column("subject", "screen_history.subject", lambda line: begun_large(line.subject), width=248),
        Column("what", "screen_history.what", lambda line: begun_large(line.what), width=144),
        Column("old", "history.old", lambda line: line.old, width=144),
        Column("new", "history.new", lambda line: line.new, width=144),
        Column("reason", "screen_class.reason", lambda line: line.reason, width=160),
        Column("action", "history.action", lambda line: line.action, width=120, hidden=True),
    )


def class_history_lines(life: ClassLife, words: Sentences) -> tuple[ClassHistoryLine, ...]:
    """The lines of a life, newest first; what was made many times in one go is one line."""
    return tuple(_Teller(life, words).lines())


class _Teller:
    """Tells one life in one language."""

    def __init__(self, life: ClassLife, words: Sentences) -> None:
        self._life, self._words = life, words
        self._made = Counter(self._kind(change) for change in life.changes if change.group is None)
        self._told: set[tuple[int, str, str]] = set()

    def lines(self) -> Iterator[ClassHistoryLine]:
        for change in self._life.changes:
            if change.table not in _SIDES:
                continue  # the steps of a class are told by its state
            if change.group is None:
                yield from self._creation(change)
            elif change.table == "register" and "closed_at" in change.new:
                yield self._line(change, self._subject(change), what=self._of(_closing(change)))
            else:
                yield from self._fields(change)

    def _creation(self, change: ChangeRow) -> Iterator[ClassHistoryLine]:
        """One line for all that is alike in a change set."""
        kind = self._kind(change)
        if kind in self._told:
            return
        self._told.add(kind)
        count = self._made[kind]
        several = f"screen_history.several_{_SIDES[change.table]}"
        subject = self._subject(change) if count == 1 else self._of(several, count=count)
        event = self._life.events.get(change.row_id)
        if event is not None:
            what, reason = self._of(f"enrollment.event_{event.kind}"), event.reason or ""
            yield self._line(change, subject, what=what, reason=reason)
        elif change.table == "register":
            yield self._line(change, subject, what=self._of("screen_history.register_opened"))
        else:
            yield self._line(change, subject, what=self._of("screen_history.made"))

    def _fields(self, change: ChangeRow) -> Iterator[ClassHistoryLine]:
        for field, new in change.new.items():
            old = change.old.get(field)
            if new == old or field in _SILENT:
                continue
            if field == "deleted":
                key = "screen_history.removed" if new else "screen_history.brought_back"
                yield self._line(change, self._subject(change), what=self._of(key), field=field)
                continue
            what = self._of(f"history.field_{field}")
            reason = self._life.reasons.get(change.change_set, "") if field == "state" else ""
            told = self._spoken(change.table, field, old), self._spoken(change.table, field, new)
            yield self._line(change, self._subject(change), what=what, told=told, reason=reason, field=field)

    def _line(
        self,
        change: ChangeRow,
        subject: str,
        *,
        what: str,
        told: tuple[str, str] = ("", ""),
        reason: str = "",
        field: str = "",
    ) -> ClassHistoryLine:
        area = "access" if change.action in set(Action) else "audit"
        return ClassHistoryLine(
            key=f"{change.number}.{field}",
            side=_SIDES[change.table],
            at=f"{change.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            user=change.user_name,
            action=self._of(f"{area}.{change.action}"),
            subject=subject,
            what=what,
            old=told[0],
            new=told[1],
            reason=reason or reason_of(change),
        )

    def _subject(self, change: ChangeRow) -> str:
        """What a change was about: the lesson of a day, a paper, a person, or the class itself."""
        lesson = self._life.lessons.get(change.row_id)
        event = self._life.events.get(change.row_id)
        named = self._life.names.get(change.row_id, "")
        if lesson is not None:
            slot = self._of(f"lesson.slot_{lesson.slot}")
            return " ".join((self._of(f"history.table_{change.table}"), lesson.day.isoformat(), slot))
        if event is not None:
            return self._life.names.get(event.enrollment_id, "")
        if change.table == "class_document":
            return self._of(f"training_class.paper_{named}") if named in set(ClassDocument) else named
        return self._of(f"history.table_{change.table}")

    def _spoken(self, table: str, field: str, value: Any) -> str:
        match value:
            case None | "":
                return "—"
            case bool():
                return self._of("screen_history.yes" if value else "screen_history.no")
            case int() if field in _CLOCKS:
                return clock(value)
            case int() if field in _INSTANTS:
                return f"{datetime.fromtimestamp(value / 1000, UTC).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
            case str() if field == "state":
                return self._of(f"training_class.{'lesson' if table == 'lesson' else 'state'}_{value}")
            case str() if field in _WORDS:
                return self._of(f"{_WORDS[field]}{value}")
            case _:
                text = self._life.names.get(str(value), str(value))
                return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"

    def _kind(self, change: ChangeRow) -> tuple[int, str, str]:
        """What makes creations alike: the change set, the table, and what happened to a person."""
        event = self._life.events.get(change.row_id)
        return change.change_set, change.table, "" if event is None else event.kind.value

    def _of(self, key: str, **values: object) -> str:
        return self._words.of(key, values)


def _closing(change: ChangeRow) -> str:
    closed = change.new.get("closed_at") is not None
    return "screen_history.register_closed" if closed else "screen_history.register_reopened"
