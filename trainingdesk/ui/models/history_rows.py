"""Changes as lines of a table, whatever they are about: when, who, what, old and new in words, and why. No ids, no codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.services.history import reason_of, received_apart
from trainingdesk.services.shown_values import computer
from trainingdesk.ui.models.rows import Column
from trainingdesk.ui.wording.capital import begun_large
from trainingdesk.ui.wording.record import SILENT, field_name, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.storage.history import ChangeRow

#: Who did it stands in the line already.
_TOLD_APART = frozenset({"opened_by", "closed_by", "taken_by"})


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One thing that happened; ``subject`` is what it was about, a row of ``table``, and ``device`` the end of where.

    ``at`` is by the clock of the computer. ``received`` says when it came to the centre where that is another time, or
    that it waits, and ``when`` both in full.
    """

    key: str
    table: str
    at: str
    received: str
    when: str
    user: str
    action: str
    device: str
    subject: str
    what: str
    old: str = ""
    new: str = ""
    reason: str = ""


def history_columns(*, subject: int, what: int, value: int) -> tuple[Column[HistoryLine], ...]:
    """When, who, about what, what, old, new, why; where and in which step for whoever wants to see that."""
    return (
        Column("at", "history.time", lambda line: line.at, hint=lambda line: line.when, width=152),
        Column(
            "received",
            "history.received",
            lambda line: line.received,
            hint=lambda line: line.when,
            width=112,
            hidden=True,
        ),
        Column("user", "history.user", lambda line: line.user, width=88),
        Column("subject", "screen_history.subject", lambda line: begun_large(line.subject), width=subject),
        Column("what", "screen_history.what", lambda line: begun_large(line.what), width=what),
        Column("old", "history.old", lambda line: line.old, width=value),
        Column("new", "history.new", lambda line: line.new, width=value),
        Column("reason", "screen_class.reason", lambda line: line.reason, width=value),
        Column("action", "history.action", lambda line: line.action, width=112, hidden=True),
        Column("device", "history.device", lambda line: line.device, width=112, hidden=True),
    )


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells changes in one language; ``names`` has the words of ids and codes that values name."""

    words: Sentences
    names: Mapping[str, str]

    def line(
        self,
        change: ChangeRow,
        subject: str,
        *,
        what: str,
        values: tuple[str, str] = ("", ""),
        reason: str = "",
        field: str = "",
    ) -> HistoryLine:
        """One line of a change; ``reason`` where something else than its change set says why."""
        area = "access" if change.action in set(Action) else "audit"
        old, new = values
        return HistoryLine(
            key=f"{change.number}.{field}",
            table=change.table,
            at=_minute(change.at),
            received=self._received(change),
            when=self._when(change),
            user=change.user_name,
            action=self.words.of(f"{area}.{change.action}"),
            device=computer(change.device_id),
            subject=subject,
            what=what,
            old=old,
            new=new,
            reason=reason or reason_of(change),
        )

    def fields(
        self, change: ChangeRow, subject: str, *, reasons: Mapping[str, str] | None = None
    ) -> Iterator[HistoryLine]:
        """A line for each field that is different; ``reasons`` say why a field of this name was changed."""
        for field, new in change.new.items():
            old = change.old.get(field)
            if new == old or field in SILENT or field in _TOLD_APART:
                continue
            reason = (reasons or {}).get(field, "")
            if field == "deleted":
                what = self.words.of("screen_history.removed" if new else "screen_history.brought_back")
                yield self.line(change, subject, what=what, reason=reason, field=field)
            else:
                values = self._spoken(change.table, field, old), self._spoken(change.table, field, new)
                what = field_name(field, self.words)
                yield self.line(change, subject, what=what, values=values, reason=reason, field=field)

    def _spoken(self, table: str, field: str, value: Any) -> str:
        return spoken(table, field, value, self.names, self.words)

    def _received(self, change: ChangeRow) -> str:
        if change.waits:
            return self.words.of("history.waits")
        apart = received_apart(change)
        return "" if apart is None else _beside(apart, change.at)

    def _when(self, change: ChangeRow) -> str:
        at = _minute(change.at)
        if change.waits:
            return self.words.of("history.when_waits", {"at": at})
        if change.received is None:
            return self.words.of("history.when_here", {"at": at})
        return self.words.of("history.when_received", {"at": at, "received": _minute(change.received)})


def _minute(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _beside(received: datetime, at: datetime) -> str:
    """A time beside another one: of the same year it needs no year, and of another one no minute."""
    there, here = received.astimezone(SHANGHAI), at.astimezone(SHANGHAI)
    return f"{there:%m-%d %H:%M}" if there.year == here.year else f"{there:%Y-%m-%d}"
