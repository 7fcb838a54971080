"""The life of a person as lines of a table: one line for each field that is different, a creation is one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.ui.models.history_rows import Teller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.services.person_history import PersonLife
    from trainingdesk.storage.history import ChangeRow
    from trainingdesk.ui.models.history_rows import HistoryLine


def person_history_lines(life: PersonLife, words: Sentences) -> tuple[HistoryLine, ...]:
    """The lines of a life, newest first."""
    return tuple(line for change in life.changes for line in _lines(change, life, words))


def _lines(change: ChangeRow, life: PersonLife, words: Sentences) -> Iterator[HistoryLine]:
    teller, subject = Teller(words, life.names), _subject(change, life, words)
    if change.group is not None:
        yield from teller.fields(change, subject)
        return
    event = life.events.get(change.row_id)
    made = "screen_history.made" if event is None else f"enrollment.event_{event.kind}"
    reason = "" if event is None else event.reason or ""
    yield teller.line(change, subject, what=words.of(made), reason=reason)


def _subject(change: ChangeRow, life: PersonLife, words: Sentences) -> str:
    """The class of what belongs to one, else what kind of record it is."""
    about = life.subjects.get((change.table, change.row_id))
    named = about.training_class if about is not None and change.table.startswith("enrollment") else None
    return named or words.of(f"history.table_{change.table}")
