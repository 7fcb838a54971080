"""The life of a class as lines: what it was about, what changed, old and new in words. No ids, no codes, no True."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.class_document import ClassDocument
from trainingdesk.ui.models.history_rows import Teller

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.services.class_history import ClassLife
    from trainingdesk.storage.history import ChangeRow
    from trainingdesk.ui.models.history_rows import HistoryLine


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


def side_of(line: HistoryLine) -> Side:
    """The side of its class that a line is about."""
    return _SIDES[line.table]


def class_history_lines(life: ClassLife, words: Sentences) -> tuple[HistoryLine, ...]:
    """The lines of a life, newest first; what was made many times in one go is one line."""
    return tuple(_Told(life, words).lines())


class _Told:
    """One life, told in one language."""

    def __init__(self, life: ClassLife, words: Sentences) -> None:
        self._life, self._words, self._teller = life, words, Teller(words, life.names)
        self._made = Counter(self._kind(change) for change in life.changes if change.group is None)
        self._told: set[tuple[int, str, str]] = set()

    def lines(self) -> Iterator[HistoryLine]:
        for change in self._life.changes:
            if change.table not in _SIDES:
                continue  # the steps of a class are told by its state
            if change.group is None:
                yield from self._creation(change)
            elif change.table == "register" and "closed_at" in change.new:
                yield self._teller.line(change, self._subject(change), what=self._of(_closing(change)))
            else:
                steps = {"state": self._life.reasons.get(change.change_set, "")}
                yield from self._teller.fields(change, self._subject(change), reasons=steps)

    def _creation(self, change: ChangeRow) -> Iterator[HistoryLine]:
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
            yield self._teller.line(change, subject, what=what, reason=reason)
        elif change.table == "register":
            yield self._teller.line(change, subject, what=self._of("screen_history.register_opened"))
        else:
            yield self._teller.line(change, subject, what=self._of("screen_history.made"))

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

    def _kind(self, change: ChangeRow) -> tuple[int, str, str]:
        """What makes creations alike: the change set, the table, and what happened to a person."""
        event = self._life.events.get(change.row_id)
        return change.change_set, change.table, "" if event is None else event.kind.value

    def _of(self, key: str, **values: object) -> str:
        return self._words.of(key, values)


def _closing(change: ChangeRow) -> str:
    closed = change.new.get("closed_at") is not None
    return "screen_history.register_closed" if closed else "screen_history.register_reopened"
